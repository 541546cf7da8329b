"""What the database counts for indicators: publications, what people did, followers, shares. Pure.

Everything is counted by the day on which it went out, and stands as it was counted last. So the
engagement of March is that of the posts of March, also where people reacted in April. Views are
displays. Followers are those of accounts, added up: a person who follows two is in them twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from analytics.kpi.indicator import Indicator, Measure
from analytics.kpi.points import Missing, Point, Series
from analytics.kpi.span import Span
from analytics.metrics import ENGAGEMENT, METRICS
from analytics.store import AudienceDay

STALE: Final = timedelta(days=7)
"""A follower count older than this is not used."""

_SUMMED: Final = (*METRICS, "engagement")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which publications are alike for every indicator."""

    region: str
    platform: str
    language: str

    def fits(self, indicator: Indicator) -> bool:
        """Whether an indicator counts these."""
        return (
            indicator.region in ("", self.region)
            and indicator.network in ("", self.platform)
            and indicator.language in ("", self.language)
        )


@dataclass(frozen=True, slots=True)
class Share:
    """Of `all` that were looked at on a day, `good` were as they should be."""

    day: date
    scope: Scope
    good: int
    all: int


@dataclass(slots=True)
class _Group:
    out: int = 0
    posts: set[str] = field(default_factory=set)
    sums: list[int] = field(default_factory=lambda: [0] * len(_SUMMED))
    known: list[int] = field(default_factory=lambda: [0] * len(_SUMMED))


class Ledger:
    """What went out, summed by day and scope: memory grows with days and channels alone.

    With `posts`, it also keeps which posts they were.
    """

    def __init__(self, *, posts: bool = False) -> None:
        self._posts = posts
        self._groups: dict[tuple[date, Scope], _Group] = {}

    def add(self, day: date, scope: Scope, post: str, counts: Sequence[int | None] | None) -> None:
        """One publication, with its last counts in the order of METRICS; None: never measured."""
        group = self._groups.get((day, scope))
        if group is None:
            group = self._groups[day, scope] = _Group()
        group.out += 1
        if self._posts:
            group.posts.add(post)
        if counts is None:
            return
        did = [each for each in counts[: len(ENGAGEMENT)] if each is not None]
        for index, value in enumerate((*counts, sum(did) if did else None)):
            if value is not None:
                group.sums[index] += value
                group.known[index] += 1

    def series(
        self, indicator: Indicator, span: Span, day: date, counted_regions: Collection[str]
    ) -> Series:
        """An indicator's row from the first day of its span up to a day, by weeks.

        `counted_regions` are those that count as regions: the project itself is none.
        """
        end = day if span.last is None else min(day, span.last)
        groups = sorted(
            (
                (at, scope, group)
                for (at, scope), group in self._groups.items()
                if span.first <= at <= end and scope.fits(indicator)
            ),
            key=lambda each: each[0],
        )
        take = _taker(indicator.measure, counted_regions)
        points: list[Point] = []
        rest = iter(groups)
        coming = next(rest, None)
        out = 0
        for at in weekly(span.first, end):
            while coming is not None and coming[0] <= at:
                out += coming[2].out
                take.add(coming[1], coming[2])
                coming = next(rest, None)
            point = take.point(at, out)
            if point is not None:
                points.append(point)
        return Series(tuple(points), gap=Missing.NOT_TOLD if out else Missing.NOTHING_OUT)


def weekly(first: date, last: date) -> list[date]:
    """The Sundays from one day to another, and the last day."""
    days = []
    at = first + timedelta(days=6 - first.weekday())
    while at < last:
        days.append(at)
        at += timedelta(days=7)
    return [*days, last] if first <= last else []


def followers(
    indicator: Indicator,
    span: Span,
    day: date,
    taken: Iterable[AudienceDay],
    scopes: Mapping[str, Scope],
) -> Series:
    """The followers of the accounts that an indicator counts, added up, by weeks.

    `scopes` has each channel. A week in which one of today's known accounts was not known is left
    out: an account that is counted for the first time is no growth.
    """
    end = day if span.last is None else min(day, span.last)
    mine = {name for name, scope in scopes.items() if scope.fits(indicator)}
    counts: dict[str, list[tuple[date, int]]] = {}
    for each in taken:
        if each.channel in mine and each.followers is not None:
            counts.setdefault(each.channel, []).append((each.day, each.followers))
    for some in counts.values():
        some.sort()
    at_end = {name: _at(some, end) for name, some in counts.items()}
    known = [name for name, value in at_end.items() if value is not None]
    points = []
    for at in weekly(span.first, end):
        values = [_at(counts[name], at) for name in known]
        whole = [each for each in values if each is not None]
        if known and len(whole) == len(known):
            points.append(Point(at, float(sum(whole)), len(known), len(mine)))
    return Series(tuple(points), gap=Missing.NOT_TOLD)


def shares(indicator: Indicator, span: Span, day: date, rows: Iterable[Share]) -> Series:
    """What part of a hundred was as it should be, since the first day of the span, by weeks."""
    end = day if span.last is None else min(day, span.last)
    mine = sorted(
        (each for each in rows if span.first <= each.day <= end and each.scope.fits(indicator)),
        key=lambda each: each.day,
    )
    good = all_ = index = 0
    points = []
    for at in weekly(span.first, end):
        while index < len(mine) and mine[index].day <= at:
            good += mine[index].good
            all_ += mine[index].all
            index += 1
        if all_:
            points.append(Point(at, round(100 * good / all_, 3), all_, all_))
    late = indicator.measure is Measure.ON_TIME
    return Series(tuple(points), gap=Missing.NOTHING_DUE if late else Missing.NO_PICTURES)


def _at(counts: Sequence[tuple[date, int]], day: date) -> int | None:
    """The last count up to a day, None where it is older than a week."""
    last = None
    for at, number in counts:
        if at > day:
            break
        last = (at, number)
    return last[1] if last is not None and day - last[0] < STALE else None


class _Sum:
    """Counts one metric up; a point of it says how many publications told it."""

    def __init__(self, metric: str) -> None:
        self._index = _SUMMED.index(metric)
        self._sum = self._known = 0

    def add(self, _scope: Scope, group: _Group) -> None:
        self._sum += group.sums[self._index]
        self._known += group.known[self._index]

    def point(self, day: date, out: int) -> Point | None:
        return Point(day, float(self._sum), self._known, out) if self._known else None


class _Out:
    """Counts publications: none is a number that is known."""

    def add(self, _scope: Scope, _group: _Group) -> None:
        """Nothing: they are counted where they are read."""

    def point(self, day: date, out: int) -> Point | None:
        return Point(day, float(out))


class _Distinct:
    """Counts what is there once, however often."""

    def __init__(self, of: Callable[[Scope, _Group], Collection[str]]) -> None:
        self._of = of
        self._seen: set[str] = set()

    def add(self, scope: Scope, group: _Group) -> None:
        self._seen.update(self._of(scope, group))

    def point(self, day: date, _out: int) -> Point | None:
        return Point(day, float(len(self._seen)))


def _taker(measure: Measure, regions: Collection[str]) -> _Sum | _Out | _Distinct:
    if measure is Measure.PUBLICATIONS:
        return _Out()
    if measure is Measure.POSTS:
        return _Distinct(lambda _scope, group: group.posts)
    if measure is Measure.REGIONS:
        return _Distinct(lambda scope, _group: {scope.region} & set(regions))
    if measure is Measure.LANGUAGES:
        return _Distinct(lambda scope, _group: {scope.language})
    return _Sum(measure.value)
