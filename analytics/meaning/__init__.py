"""What the figures mean: at which hours, on which days, in which form posts do better than usual.

::

    posts with their counts at one age ─→ Placements ─pooled→ Grouping ─┐
                                                                        └─→ Meaning ─→ the section

Everything is compared within the project, and each channel with itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa

from analytics import store
from analytics.meaning.pooling import Placements, Pooled
from analytics.metrics import utc
from analytics.posts import LATE, STREAM, Posts

DIMENSIONS = ("hour", "weekday", "format", "activity", "outcome", "language")
"""What is compared, in this order. Weekdays are 0 (Monday) to 6; hours are 00 to 23."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of one dimension, by their keys."""

    dimension: str
    groups: tuple[Pooled, ...]

    @property
    def says(self) -> bool:
        """Whether any group lies above or below the usual."""
        return any(each.says for each in self.groups)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What worked, read at one age of the posts; groupings that cannot be compared are left out."""

    age: timedelta
    groupings: tuple[Grouping, ...]


def read_meaning(
    engine: sa.Engine,
    posts: Posts,
    since: datetime,
    until: datetime,
    as_of: datetime,
    age: timedelta | None,
    zone: tzinfo,
    zones: Mapping[str, tzinfo] | None = None,
) -> Meaning | None:
    """Compare the groups of the posts of [since, until) at one age, as they stood at `as_of`.

    A post counts where it was counted in time at this age, and where it was not taken back. Hours
    and days are those of the clock of its channel in `zones`, else of `zone`. None without an age
    or anything to compare. Instants are aware.
    """
    if age is None:
        return None
    clocks: dict[str, _Clock] = {}
    placed = Placements(len(DIMENSIONS))
    for row in _rows(engine, posts, since, until, as_of, age):
        clock = clocks.get(row.channel)
        if clock is None:
            clock = clocks[row.channel] = _Clock((zones or {}).get(row.channel, zone))
        hour, weekday = clock.at(row.at)
        outcome = posts.outcome(row.activity) or ""
        keys = (hour, weekday, row.format, row.activity, outcome, row.language)
        placed.add(row.channel, row.post, keys, row.engagement)
    found = (Grouping(each, placed.pooled(index)) for index, each in enumerate(DIMENSIONS))
    groupings = tuple(each for each in found if each.groups)
    return Meaning(age, groupings) if groupings else None


def _rows(
    engine: sa.Engine,
    posts: Posts,
    since: datetime,
    until: datetime,
    as_of: datetime,
    age: timedelta,
) -> Iterator[sa.Row[Any]]:
    """Each post of [since, until) that counts, with its engagement at an age."""
    snapshots = store.snapshots.c
    span = posts.between(since, until).subquery("span")
    taken = sa.type_coerce(snapshots.taken_at, sa.BigInteger)
    seconds = int(age.total_seconds())
    query: sa.Select[Any] = (
        sa.select(
            *(span.c[each] for each in ("at", "channel", "post", "activity", "language", "format")),
            snapshots.engagement,
        )
        .join(store.snapshots, snapshots.publication_id == span.c.id)
        .where(
            span.c.withdrawn == 0,
            snapshots.age == seconds,
            taken <= int(utc(as_of).timestamp() // 1),
            LATE.denominator * (taken - span.c.at) <= LATE.numerator * seconds,
            snapshots.engagement.is_not(None),
        )
    )
    with engine.connect() as connection:
        yield from connection.execute(query, execution_options=STREAM)


class _Clock:
    """Hours and weekdays of one zone; what was worked out for an hour of the world is kept."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._known: dict[int, tuple[str, str]] = {}

    def at(self, seconds: int) -> tuple[str, str]:
        """The hour and the weekday on its wall at an instant; offsets are whole quarters."""
        quarter = seconds // _QUARTER
        found = self._known.get(quarter)
        if found is None:
            wall = datetime.fromtimestamp(quarter * _QUARTER, UTC).astimezone(self._zone)
            found = self._known[quarter] = (f"{wall:%H}", str(wall.weekday()))
        return found


_QUARTER = 15 * 60
