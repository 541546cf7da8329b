"""What the figures of a report are by definition: posts and snapshots added up one by one.

This is how reports were made before the database added up: slow, plain, and the measure of
`analytics.sums`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection

from analytics import store
from analytics.figures import Figures
from analytics.metrics import ENGAGEMENT, METRICS, Counts, Subject
from analytics.midnight import day_of
from analytics.period import Period
from analytics.posts import PostFigures

DIMENSIONS = ("channel", "platform", "region", "language", "activity", "outcome", "day")
LATE = 1.5

CellKey = tuple[str, str, str, str, str, str | None, date]


class Sum:
    """A running sum of counts; kept lean, for a report adds up to a million rows."""

    __slots__ = ("engaged", "known", "measured", "rate_engagement", "rate_views", "sums")

    def __init__(self) -> None:
        self.measured = self.engaged = self.rate_engagement = self.rate_views = 0
        self.sums = [0] * len(METRICS)
        self.known = [0] * len(METRICS)

    def add(self, values: tuple[int | None, ...]) -> int | None:
        """Add one post's counts, in the order of `METRICS`; gives back its engagement."""
        self.measured += 1
        engagement = None
        for index, value in enumerate(values):
            if value is not None:
                self.sums[index] += value
                self.known[index] += 1
                if index < len(ENGAGEMENT):
                    engagement = value if engagement is None else engagement + value
        if engagement is not None:
            self.engaged += 1
            views = values[-1]
            if views is not None:
                self.rate_engagement += engagement
                self.rate_views += views
        return engagement

    def merge(self, other: Sum) -> None:
        """Add another sum."""
        self.measured += other.measured
        self.engaged += other.engaged
        self.rate_engagement += other.rate_engagement
        self.rate_views += other.rate_views
        for index in range(len(METRICS)):
            self.sums[index] += other.sums[index]
            self.known[index] += other.known[index]

    def figures(self, posts: int) -> Figures:
        """The sum as a value, for a group of this many posts."""
        counts = Counts(
            *(value if known else None for value, known in zip(self.sums, self.known, strict=True))
        )
        rate = self.rate_engagement / self.rate_views if self.rate_views else None
        return Figures(posts, self.measured, counts, tuple(self.known), self.engaged, rate)


class _Cell:
    __slots__ = ("at_age", "latest", "posts")

    def __init__(self) -> None:
        self.posts = 0
        self.latest = Sum()
        self.at_age: dict[timedelta, Sum] = {}

    def at(self, age: timedelta) -> Sum:
        """The sum of one age, made when it is first needed."""
        found = self.at_age.get(age)
        if found is None:
            found = self.at_age[age] = Sum()
        return found


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of a period's posts as they stood at one instant.

    `ages` are those at which any of them was counted in time, the youngest first. They come from
    the figures and not from the settings, so that a period from before a change of them reads as it
    was measured.
    """

    cells: dict[CellKey, _Cell]
    posts: tuple[PostFigures, ...]
    totals: dict[timedelta | None, Figures]
    ages: tuple[timedelta, ...] = ()

    def total(self, age: timedelta | None = None) -> Figures:
        """All posts: the latest counts, or those at an age."""
        found = self.totals.get(age)
        return _sum(self.cells.values(), age) if found is None else found

    def by(self, dimension: str, age: timedelta | None = None) -> dict[str | date | None, Figures]:
        """The posts in groups by one of `DIMENSIONS`."""
        index = DIMENSIONS.index(dimension)
        groups: dict[str | date | None, list[_Cell]] = {}
        for key, cell in self.cells.items():
            groups.setdefault(key[index], []).append(cell)
        return {key: _sum(cells, age) for key, cells in groups.items()}

    def by_part(self, parts: Sequence[Period]) -> tuple[Figures, ...]:
        """The latest counts of the posts of each part; the parts follow one another in time."""
        begins = [each.first for each in parts]
        groups: list[list[_Cell]] = [[] for _ in parts]
        for key, cell in self.cells.items():
            groups[bisect_right(begins, key[-1]) - 1].append(cell)
        return tuple(_sum(cells, None) for cells in groups)


def tally(
    connection: Connection, subjects: Sequence[Subject], as_of: datetime, zone: tzinfo
) -> Tally:
    """Sum up these posts by the snapshots taken at or before `as_of`."""
    ages: dict[int, timedelta] = {}
    cells: dict[CellKey, _Cell] = {}
    posts = []
    for chunk in store.chunks(subjects):
        rows = store.rows_before(connection, [each.publication_id for each in chunk], as_of)
        found = {key: list(group) for key, group in groupby(rows, key=itemgetter(0))}
        for subject in chunk:
            key = _key(subject, zone)
            cell = cells.get(key)
            if cell is None:
                cell = cells[key] = _Cell()
            cell.posts += 1
            published = subject.published_at.timestamp()
            at_age = {}
            last = None
            for row in found.get(subject.publication_id, ()):
                last = row
                if row[2] - published <= LATE * row[1]:
                    age = ages.get(row[1])
                    if age is None:
                        age = ages[row[1]] = timedelta(seconds=row[1])
                    at_age[age] = cell.at(age).add(row[3:])
            if last is None:
                posts.append(PostFigures(subject, None, None, None, at_age))
                continue
            cell.latest.add(last[3:])
            posts.append(
                PostFigures(
                    subject,
                    Counts(*last[3:]),
                    timedelta(seconds=last[1]),
                    datetime.fromtimestamp(last[2], UTC),
                    at_age,
                )
            )
    known = tuple(sorted(ages.values()))
    totals = {age: _sum(cells.values(), age) for age in (None, *known)}
    return Tally(cells, tuple(posts), totals, known)


def _key(subject: Subject, zone: tzinfo) -> CellKey:
    return (
        subject.channel,
        subject.platform,
        subject.region,
        subject.language,
        subject.activity,
        subject.outcome,
        day_of(subject.published_at, zone),
    )


def _sum(cells: Iterable[_Cell], age: timedelta | None) -> Figures:
    total, posts = Sum(), 0
    for cell in cells:
        part = cell.latest if age is None else cell.at_age.get(age)
        if part is not None and part.measured:
            total.merge(part)
        posts += cell.posts
    return total.figures(posts)
