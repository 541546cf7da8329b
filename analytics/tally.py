"""Reads the snapshots of a period's posts once and keeps the sums a report is made of.

Posts that are alike in everything a report sorts by share a cell. A cell holds one sum for the
latest counts and one for each age. So memory grows with channels and days, not with snapshots.
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
from analytics.figures import Figures, Sum
from analytics.metrics import Counts, Subject
from analytics.midnight import day_of
from analytics.period import Period

DIMENSIONS = ("channel", "platform", "region", "language", "activity", "outcome", "day")
"""What posts are grouped by; "day" is the day a post went out, in the report's zone."""

LATE = 1.5
"""A count stands for an age when it was taken at most this many times the age after publishing.

A collector that was down for two days takes the 24-hour count late, and it is kept. But it is no
fair figure for "after 24 hours", so comparisons leave it out.
"""

CellKey = tuple[str, str, str, str, str, str | None, date]


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
