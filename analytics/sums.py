"""The sums a report is made of, worked out by the database.

::

    Chosen (posts of the period) ─counted→ how many posts, and what they add up to at each age
                                 ─latest→  Cells: the latest counts by what a report sorts by
                                 ─at_age→  Cells: the counts at one age

Posts that are alike in everything a report sorts by share a cell, and the database gives one row a
cell. So what is read grows with channels and days, not with posts or snapshots.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from operator import add
from typing import Any

import sqlalchemy as sa

from analytics import store
from analytics.chosen import SEPARATOR, SORTED_BY, Chosen, Window
from analytics.figures import Figures
from analytics.metrics import METRICS, Counts
from analytics.posts import Posts

DIMENSIONS = (*SORTED_BY, "outcome")
"""What posts are grouped by."""

_PART = len(DIMENSIONS)

Key = tuple[str | int | None, ...]
"""A cell's values of `DIMENSIONS`, and in which window of time its posts lie."""

Row = tuple[int, ...]
"""Posts, measured, engaged, engagement and views where both are known; then each metric's sum, and
of how many posts it is known."""

_EMPTY: Row = (0,) * (5 + 2 * len(METRICS))


@dataclass(frozen=True, slots=True)
class AgeSum:
    """Of a number of `posts`, how many were counted at an age in time, and their engagement.

    `engaged` counts those whose network gives any engagement.
    """

    posts: int
    measured: int
    engaged: int
    engagement: int

    @property
    def per_post(self) -> float | None:
        """Mean engagement of the posts whose network gives any."""
        return self.engagement / self.engaged if self.engaged else None

    @property
    def share(self) -> float:
        """The part of the posts that is behind the engagement, 0 to 1."""
        return self.engaged / self.posts if self.posts else 0.0


@dataclass(frozen=True, slots=True)
class Counted:
    """How many posts there are, how many were counted at all, and what of them at each age.

    The ages are those at which any of them was counted in time, the youngest first. They come from
    the figures and not from the settings, so that a period from before a change of them reads as it
    was measured.
    """

    posts: int = 0
    measured: int = 0
    ages: Mapping[timedelta, AgeSum] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cells:
    """The sums of posts, by what a report sorts them by."""

    rows: Mapping[Key, Row]

    def total(self) -> Figures:
        """All posts."""
        return _figures(_sum(self.rows.values()))

    def by(self, dimension: str) -> dict[str | None, Figures]:
        """The posts in groups by one of `DIMENSIONS`."""
        return self._by(DIMENSIONS.index(dimension))

    def by_part(self) -> dict[int, Figures]:
        """The posts by the window in which they went out; one without posts is left out."""
        return self._by(_PART)

    def _by(self, index: int) -> dict[Any, Figures]:
        groups: dict[Any, Row] = {}
        for key, row in self.rows.items():
            known = groups.get(key[index])
            groups[key[index]] = row if known is None else tuple(map(add, known, row))
        return {key: _figures(row) for key, row in groups.items()}


def counted(chosen: Chosen) -> Counted:
    """How many posts were chosen and counted, and what was counted of them at each age."""
    posts, measured = chosen.connection.execute(
        sa.select(sa.func.count(), sa.func.count(chosen.table.c.last)).select_from(chosen.table)
    ).one()
    snapshots = store.snapshots.c
    query = (
        sa.select(
            snapshots.age,
            sa.func.count(),
            sa.func.count(snapshots.engagement),
            sa.func.sum(snapshots.engagement),
        )
        .select_from(chosen.counted(chosen.in_time))
        .group_by(snapshots.age)
        .order_by(snapshots.age)
    )
    ages = {
        timedelta(seconds=age): AgeSum(posts, number, engaged, int(engagement or 0))
        for age, number, engaged, engagement in chosen.connection.execute(query)
        if age is not None  # posts without a count in time
    }
    return Counted(posts, measured, ages)


def different(connection: sa.Connection, posts: Posts, window: Window) -> int:
    """How many posts of the calendar went out: one on 34 channels is one."""
    span = posts.between(window.begin, window.until).subquery()
    return connection.execute(sa.select(sa.func.count(span.c.post.distinct()))).scalar_one()


def latest(chosen: Chosen, posts: Posts) -> Cells:
    """The latest counts of the posts."""
    return _cells(chosen, posts, chosen.counted(chosen.is_last))


def at_age(chosen: Chosen, posts: Posts, age: timedelta) -> Cells:
    """The counts of the posts at one age, as far as they were taken in time."""
    same = store.snapshots.c.age == int(age.total_seconds())
    return _cells(chosen, posts, chosen.counted(chosen.in_time, same))


def _cells(chosen: Chosen, posts: Posts, rows: sa.Join) -> Cells:
    snapshots = store.snapshots.c
    engagement, views = snapshots.engagement, snapshots.views
    metrics = [snapshots[name] for name in METRICS]
    sums = [
        sa.func.count(),
        sa.func.count(snapshots.age),
        sa.func.count(engagement),
        sa.func.sum(engagement).filter(views.is_not(None)),
        sa.func.sum(views).filter(engagement.is_not(None)),
        *map(sa.func.sum, metrics),
        *map(sa.func.count, metrics),
    ]
    by = (chosen.table.c.cell, chosen.table.c.part)
    query = sa.select(*by, *sums).select_from(rows).group_by(*by)
    found: dict[Key, Row] = {}
    for cell, part, *values in chosen.connection.execute(query):
        names = cell.split(SEPARATOR)
        key = (*names, posts.outcome(names[-1]), part)
        found[key] = tuple(int(value or 0) for value in values)
    return Cells(found)


def _sum(rows: Iterable[Row]) -> Row:
    total = _EMPTY
    for row in rows:
        total = tuple(map(add, total, row))
    return total


def _figures(row: Row) -> Figures:
    posts, measured, engaged, engagement, views, *more = row
    sums, known = more[: len(METRICS)], tuple(more[len(METRICS) :])
    counts = Counts(*(each if of else None for each, of in zip(sums, known, strict=True)))
    rate = engagement / views if views else None
    return Figures(posts, measured, counts, known, engaged, rate)
