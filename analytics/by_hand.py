"""Figures that a person read somewhere and entered, because no network tells them.

A figure is of one publication, of one channel in one week, or of the whole campaign in one week.
Rows are only added. The row with the highest edition counts; those before it are what was there
before a correction. A number of None says "not known" again: it is shown as "n/a", never as 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from analytics import store
from analytics.isoweek import Week
from analytics.metrics import METRICS, utc

OF_CHANNELS = (*METRICS, "followers")
"""What can be entered of a channel's week: its posts together, or its followers at the end."""

OF_CAMPAIGNS = ("site_visits", "press_mentions")
"""What can be entered of the whole campaign's week."""

LARGEST = 9_999_999_999
"""The largest number that is taken: more than there are people is a slip of the finger."""

_FIELDS = store.by_hand.c


@dataclass(frozen=True, slots=True, order=True)
class About:
    """What a figure is of: a publication, or a week and a channel, or a week alone.

    `publication` is 0 for none; `channel` and `week` ("2026-W49") are "" for none.
    """

    publication: int = 0
    channel: str = ""
    week: str = ""

    def __post_init__(self) -> None:
        if bool(self.publication) == bool(self.week) or (self.publication and self.channel):
            raise ValueError(f"a figure is of a publication, or of a week: {self}")

    @property
    def metrics(self) -> tuple[str, ...]:
        """What can be entered of it."""
        if self.publication:
            return METRICS
        return OF_CHANNELS if self.channel else OF_CAMPAIGNS


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure as somebody entered it at `at` (UTC); `number` None says that it is not known.

    `edition` is 1, and one more with each correction.
    """

    about: About
    metric: str
    number: int | None
    source: str
    who: str
    at: datetime
    edition: int = 1


def add(connection: sa.Connection, new: Entered) -> bool:
    """Write a figure down; False when this edition was written by somebody else already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "publication_id": new.about.publication,
        "channel": new.about.channel,
        "week": new.about.week,
        "metric": new.metric,
        "edition": new.edition,
        "number": new.number,
        "source": new.source,
        "who": new.who,
        "at": utc(new.at),
    }
    table = store.by_hand
    statement = dialect.insert(table).values(row).on_conflict_do_nothing().returning(table.c.id)
    return bool(connection.execute(statement).all())


def of_weeks(
    connection: sa.Connection,
    weeks: Sequence[Week],
    publications: sa.Table | Sequence[int] = (),
) -> list[Entered]:
    """Every edition of what was entered of these weeks and of these publications.

    The publications are ids, or a table that has them as its `id`.

    Sorted by what it is of, then by metric, the oldest edition first.
    """
    found: list[Entered] = []
    for some_weeks in store.chunks([str(each) for each in weeks]):
        found += _read(connection, _FIELDS.week.in_(some_weeks))
    if isinstance(publications, sa.Table):
        one_of_them = sa.exists().where(publications.c.id == _FIELDS.publication_id)
        found += _read(connection, _FIELDS.publication_id != 0, one_of_them)
    else:
        for some in store.chunks(list(publications)):
            found += _read(connection, _FIELDS.publication_id.in_(some))
    return sorted(found, key=lambda each: (each.about, each.metric, each.edition))


def of(connection: sa.Connection, about: About, metric: str) -> list[Entered]:
    """Every edition of one figure, the oldest first."""
    found = _read(
        connection,
        _FIELDS.publication_id == about.publication,
        _FIELDS.channel == about.channel,
        _FIELDS.week == about.week,
        _FIELDS.metric == metric,
    )
    return sorted(found, key=lambda each: each.edition)


def standing(editions: Iterable[Entered]) -> list[Entered]:
    """The figures that count: of each, the highest edition."""
    last: dict[tuple[About, str], Entered] = {}
    for each in editions:
        known = last.get((each.about, each.metric))
        if known is None or each.edition > known.edition:
            last[each.about, each.metric] = each
    return sorted(last.values(), key=lambda each: (each.about, each.metric))


def _read(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Iterable[Entered]:
    for row in connection.execute(sa.select(store.by_hand).where(*where)):
        about = About(row.publication_id, row.channel, row.week)
        yield Entered(about, row.metric, row.number, row.source, row.who, row.at, row.edition)
