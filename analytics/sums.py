"""The sums a report is made of, worked out by the database.

::

    Chosen (posts of the period) ─counted→ how many posts, and what they add up to at each age
                                 ─latest→  Cells: the latest counts by what a report sorts by
                                 ─at_age→  Cells: the counts at one age

Posts that are alike in everything a report sorts by share a cell, and the database gives one row a
cell. So what is read grows with channels and days, not with posts or snapshots.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
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

_WHERE = ("channel", "platform", "region", "language")
_WHAT = ("activity", "outcome", "part")

Row = tuple[int, ...]
"""Posts, measured, engaged, engagement and views where both are known; then each metric's sum, and
of how many posts it is known."""


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

    `withdrawn` is how many were taken back since.

    The ages are those at which any of them was counted in time, the youngest first. They come from
    the figures and not from the settings, so that a period from before a change of them reads as it
    was measured.
    """

    posts: int = 0
    measured: int = 0
    withdrawn: int = 0
    ages: Mapping[timedelta, AgeSum] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cells:
    """The sums of posts by what a report sorts them by: by where they went out, and by what for.

    The keys of `where` are channel, platform, region and language; those of `what` are activity,
    outcome, and the number of the window in which posts went out. All posts are in each.
    `engagement` has that of each post of which it is known, by `DIMENSIONS`: of latest counts only.
    """

    where: dict[tuple[str, ...], Row] = field(default_factory=dict)
    what: dict[tuple[str, str | None, int], Row] = field(default_factory=dict)
    engagement: dict[tuple[str | None, ...], array[int]] = field(default_factory=dict)

    def total(self) -> Figures:
        """All posts."""
        return _by(self.where, slice(0, 0)).get((), Figures())

    def by(self, dimension: str) -> dict[str | None, Figures]:
        """The posts in groups by one of `DIMENSIONS`."""
        if dimension in _WHERE:
            return _by(self.where, _WHERE.index(dimension))
        return _by(self.what, _WHAT.index(dimension))

    def by_part(self) -> dict[int, Figures]:
        """The posts by the window in which they went out; one without posts is left out."""
        return _by(self.what, _WHAT.index("part"))


def _by(rows: Mapping[Any, Row], index: int | slice) -> dict[Any, Figures]:
    groups: dict[Any, Row] = {}
    for key, row in rows.items():
        _add(groups, key[index], row)
    return {key: _figures(row) for key, row in groups.items()}


def counted(chosen: Chosen) -> Counted:
    """How many posts were chosen and counted, and what was counted of them at each age."""
    table = chosen.table.c
    all_of = (sa.func.count(), sa.func.count(table.last), sa.func.sum(table.withdrawn))
    posts, measured, withdrawn = chosen.connection.execute(sa.select(*all_of)).one()
    snapshots = store.snapshots.c
    query = (
        sa.select(
            snapshots.age,
            sa.func.count(),
            sa.func.count(snapshots.engagement),
            sa.func.sum(snapshots.engagement),
        )
        .select_from(chosen.snapshots(chosen.in_time))
        .group_by(snapshots.age)
    )
    ages = {
        timedelta(seconds=age): AgeSum(posts, number, engaged, int(engagement or 0))
        for age, number, engaged, engagement in sorted(map(tuple, chosen.connection.execute(query)))
    }
    return Counted(posts, measured, int(withdrawn or 0), ages)


def different(connection: sa.Connection, posts: Posts, window: Window) -> int:
    """How many posts of the calendar went out: one on 34 channels is one."""
    span = posts.between(window.begin, window.until).subquery()
    return connection.execute(sa.select(sa.func.count(span.c.post.distinct()))).scalar_one()


def latest(chosen: Chosen, posts: Posts) -> Cells:
    """The latest counts of the posts."""
    engagement = sa.cast(store.snapshots.c.engagement, sa.Text)
    values = sa.func.aggregate_strings(engagement, " ")
    return _cells(chosen, posts, chosen.beside(chosen.is_last), [chosen.table.c.part], values)


def at_age(chosen: Chosen, posts: Posts, age: timedelta) -> Cells:
    """The counts of the posts at one age, as far as they were taken in time; all in one window."""
    same = store.snapshots.c.age == int(age.total_seconds())
    return _cells(chosen, posts, chosen.beside(chosen.in_time, same), [], sa.literal(""))


def of_channels(chosen: Chosen, age: timedelta) -> dict[int, dict[str, Figures]]:
    """The posts of each window by channel, at one age; a window without posts is left out."""
    same = store.snapshots.c.age == int(age.total_seconds())
    groups: dict[tuple[int, str], Row] = {}
    for (channel, *_), part, _, row in _rows(
        chosen, chosen.beside(chosen.in_time, same), [chosen.table.c.part], sa.literal("")
    ):
        _add(groups, (part, channel), row)
    found: dict[int, dict[str, Figures]] = {}
    for (part, channel), row in groups.items():
        found.setdefault(part, {})[channel] = _figures(row)
    return found


def _cells(
    chosen: Chosen,
    posts: Posts,
    rows: sa.Join,
    parts: Sequence[sa.ColumnElement[int]],
    values: sa.ColumnElement[str],
) -> Cells:
    found = Cells()
    for names, part, known, row in _rows(chosen, rows, parts, values):
        *place, activity = names
        outcome = posts.outcome(activity)
        _add(found.where, tuple(place), row)
        _add(found.what, (activity, outcome, part), row)
        if known:
            key = (*place, activity, outcome)
            found.engagement.setdefault(key, array("q")).extend(map(int, known.split()))
    return found


def _rows(
    chosen: Chosen,
    rows: sa.Join,
    parts: Sequence[sa.ColumnElement[int]],
    values: sa.ColumnElement[str],
) -> Iterator[tuple[list[str], int, str, Row]]:
    """A row a cell: its names, its window (0 without `parts`), its `values`, and its sums."""
    snapshots = store.snapshots.c
    engagement, views = snapshots.engagement, snapshots.views
    metrics = [snapshots[name] for name in METRICS]
    sums = [
        sa.func.sum(engagement).filter(views.is_not(None)),
        sa.func.sum(views).filter(engagement.is_not(None)),
        *map(sa.func.sum, metrics),
    ]
    query = (
        sa.select(
            chosen.table.c.cell,
            *(parts or [sa.literal(0)]),
            values,
            sa.func.count(),
            sa.func.count(snapshots.age),
            sa.func.count(engagement),
            *(sa.func.coalesce(each, 0) for each in sums),
            *map(sa.func.count, metrics),
        )
        .select_from(rows)
        .group_by(chosen.table.c.cell, *parts)
    )
    for cell, part, known, *row in chosen.connection.execute(query):
        yield cell.split(SEPARATOR), part, known, tuple(row)


def _add(groups: dict[Any, Row], key: Any, row: Row) -> None:
    known = groups.get(key)
    groups[key] = row if known is None else tuple(map(add, known, row))


def _figures(row: Row) -> Figures:
    # PostgreSQL gives sums as Decimal, which is no count.
    posts, measured, engaged, engagement, views, *more = map(int, row)
    sums, known = more[: len(METRICS)], tuple(more[len(METRICS) :])
    counts = Counts(*(each if of else None for each, of in zip(sums, known, strict=True)))
    rate = engagement / views if views else None
    return Figures(posts, measured, counts, known, engaged, rate)
