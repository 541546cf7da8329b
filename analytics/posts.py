"""The posts a report is about: where they come from, and the few that are shown with their figures.

A report is made of sums (`analytics.sums`), which the database works out. So a post becomes a value
only where it is shown, or where a file lists them all, one after the other.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

import sqlalchemy as sa

from analytics import store
from analytics.metrics import Counts, Subject

COLUMNS = (
    *("id", "at", "post", "channel", "platform", "region", "language", "activity", "withdrawn"),
    "format",
)
"""What `Posts.between` selects."""

LATE = Fraction(3, 2)
"""A count stands for an age when it was taken at most this many times the age after publishing.

A collector that was down for two days takes the 24-hour count late, and it is kept. But it is no
fair figure for "after 24 hours", so comparisons leave it out.
"""

STREAM = {"yield_per": 2000}
"""How a statement with a row for every post is executed: so many rows at a time."""

_OF_AGE, _OF_DELAY = LATE.numerator, LATE.denominator


class Posts(Protocol):
    """What was published, in the database in which the snapshots are."""

    def between(self, since: datetime, until: datetime) -> sa.Select[Any]:
        """The posts that went out in [since, until) (UTC), with `COLUMNS`, in no order.

        `id` is the publication's. `at` is when it went out, in whole seconds since 1970 as the
        clock counts them, without the parts of a second. `withdrawn` is 1 for a post that was
        taken back since, else 0. `format` is one of `analytics.metrics.FORMATS`.
        """
        ...

    def outcome(self, activity: str) -> str | None:
        """The outcome that an activity serves."""
        ...

    def subjects(self, connection: sa.Connection, ids: Sequence[int]) -> list[Subject]:
        """These posts as values, in this order; an id that is not known is left out."""
        ...


@dataclass(frozen=True, slots=True)
class PostFigures:
    """One post and its latest counts in the report's window; None when it was not measured.

    `at_age` holds its engagement at each age it was counted at in time.
    """

    subject: Subject
    counts: Counts | None
    age: timedelta | None
    taken_at: datetime | None
    at_age: dict[timedelta, int | None]


def in_time(taken_at: int, published: int, age: int) -> bool:
    """Whether a count of this instant stands for this age; all in seconds. See `LATE`."""
    return _OF_DELAY * (taken_at - published) <= _OF_AGE * age


def figures_of(
    connection: sa.Connection, posts: Posts, ids: Sequence[int], until: datetime
) -> list[PostFigures]:
    """These posts in this order, with what was counted of them at or before `until`."""
    found: list[PostFigures] = []
    for some in store.chunks(ids):
        read = store.rows_before(connection, some, until)
        counted = {key: list(group) for key, group in groupby(read, key=itemgetter(0))}
        found += (
            _figures(each, rows, _at_age(each, rows))
            for each in posts.subjects(connection, some)
            for rows in [counted.get(each.publication_id, [])]
        )
    return found


def _figures(
    subject: Subject, rows: Sequence[store.SnapshotRow], at_age: dict[timedelta, int | None]
) -> PostFigures:
    if not rows:
        return PostFigures(subject, None, None, None, at_age)
    last = rows[-1]
    taken_at = datetime.fromtimestamp(last[2], UTC)
    return PostFigures(subject, Counts(*last[3:]), timedelta(seconds=last[1]), taken_at, at_age)


def _at_age(subject: Subject, rows: Sequence[store.SnapshotRow]) -> dict[timedelta, int | None]:
    published = int(subject.published_at.timestamp())
    return {
        timedelta(seconds=row[1]): Counts(*row[3:]).engagement
        for row in rows
        if in_time(row[2], published, row[1])
    }


class Every(Protocol):
    """Gives all posts of a period, one after the other."""

    def __call__(self) -> Iterator[PostFigures]:
        """See `every`."""
        ...


def every(
    engine: sa.Engine,
    posts: Posts,
    since: datetime,
    until: datetime,
    as_of: datetime,
) -> Iterator[PostFigures]:
    """All posts of [since, until) in the order in which they went out, as they stood at `as_of`.

    They are read a few hundred at a time, while they are asked for. `at_age` is empty.
    """
    span = posts.between(since, until).subquery()
    ordered = sa.select(span.c.id).order_by(span.c.at, span.c.id)
    with engine.connect() as connection:
        # Eight bytes a post, so that no statement stays open while a file is being written.
        ids = array("q", connection.execute(ordered, execution_options=STREAM).scalars())
        for some in store.chunks(ids):
            rows = store.last_rows_before(connection, list(some), as_of)
            last = {row[0]: row for row in rows}
            for each in posts.subjects(connection, list(some)):
                row = last.get(each.publication_id)
                yield _figures(each, (row,) if row else (), {})
