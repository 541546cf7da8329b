"""A channel against its own usual: a period beside the eight weeks before it began.

The rule, in words for a reader: for each of the eight weeks before the period begins, and for each
channel, the mean engagement a post is taken at one age of the posts, the same age for all. The
median of these weekly means is the channel's usual. Its range holds the middle four in five of
them (the 10th to the 90th percentile, between two weeks in proportion). The period's own mean at
the same age lies in this range, below or above it. The range is one of weeks: a longer period
swings less than a week does, so what lies outside is even less by chance.

Too little is known to say anything where fewer than five of the eight weeks have a mean, where
fewer than ten posts stand behind them together, or where the period has fewer than two posts. A
week's mean counts only where at least half of the week's posts were counted in time at that age:
an unmeasured post is no zero. A week is seven days that end where the next begins, and the last of
them ends where the period begins, on any day of the week.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import Protocol

from analytics.figures import Figures
from analytics.period import Kind, Period

WEEKS = 8
FEWEST_WEEKS, FEWEST_POSTS, FEWEST_NOW = 5, 10, 2
MEASURED_WELL = 0.5
LOW, HIGH = 0.1, 0.9


class Place(StrEnum):
    """Where a period lies beside the usual range."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    UNKNOWN = "unknown"  # too little to say


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of the weekly means, and the ends of the range of four in five of them."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RollingRow:
    """One channel: its mean a post in the period, its usual, and where the period lies.

    `posts` are behind `value`; `weeks` and `weeks_posts` are behind `usual`, which is None where
    there is too little. `values` are the weekly means, the oldest first, None where there is none.
    """

    channel: str
    metric: str
    value: float | None
    posts: int
    usual: Usual | None
    values: tuple[float | None, ...]
    weeks: int
    weeks_posts: int

    @property
    def place(self) -> Place:
        """Where the period lies; UNKNOWN where there is too little to say."""
        if self.usual is None or self.value is None or self.posts < FEWEST_NOW:
            return Place.UNKNOWN
        if self.value < self.usual.low:
            return Place.BELOW
        return Place.ABOVE if self.value > self.usual.high else Place.WITHIN


@dataclass(frozen=True, slots=True)
class Rolling:
    """The channels beside their own eight weeks, all read at one age of their posts."""

    age: timedelta
    rows: tuple[RollingRow, ...]


class Weekly(Protocol):
    """What reads figures by channel."""

    def of_channels(
        self, parts: Sequence[Period], age: timedelta
    ) -> Sequence[Mapping[str, Figures]]:
        """For each of the periods, the posts of each channel as counted at an age in time."""
        ...


def weeks_before(period: Period) -> tuple[Period, ...]:
    """The eight weeks that end where a period begins, the oldest first; none for a project."""
    if period.kind is Kind.PROJECT:
        return ()
    begins = [period.first - timedelta(weeks=each) for each in range(WEEKS, 0, -1)]
    return tuple(Period(Kind.SPAN, day, day + timedelta(days=6)) for day in begins)


def rolling(
    period: Period, weekly: Weekly, age: timedelta | None, metrics: Sequence[str] = ("engagement",)
) -> Rolling | None:
    """Put the channels of a period beside their own eight weeks; None where nothing can be read.

    `age` is the one at which the period is read: None when its posts have none in common. The
    rows are by channel, then metric, for the channels with a post in the period.
    """
    weeks = weeks_before(period)
    if age is None or not weeks:
        return None
    *before, present = weekly.of_channels((*weeks, period), age)
    rows = [
        row_of(channel, metric, [each.get(channel, Figures()) for each in before], now)
        for channel, now in sorted(present.items())
        if now.posts
        for metric in metrics
    ]
    return Rolling(age, tuple(rows))


def row_of(channel: str, metric: str, weeks: Sequence[Figures], now: Figures) -> RollingRow:
    """One channel beside its weeks."""
    values = tuple(_mean(each, metric) for each in weeks)
    known = sorted(each for each in values if each is not None)
    behind = sum(
        week.posts_behind(metric)
        for week, value in zip(weeks, values, strict=True)
        if value is not None
    )
    usual = None
    if len(known) >= FEWEST_WEEKS and behind >= FEWEST_POSTS:
        usual = Usual(median(known), _quantile(known, LOW), _quantile(known, HIGH))
    value, posts = _mean(now, metric), now.posts_behind(metric)
    return RollingRow(channel, metric, value, posts, usual, values, len(known), behind)


def _mean(figures: Figures, metric: str) -> float | None:
    total, posts = figures.value(metric), figures.posts_behind(metric)
    if total is None or figures.share(metric) < MEASURED_WELL:
        return None
    return total / posts


def _quantile(values: Sequence[float], part: float) -> float:
    """A quantile of sorted values, between two of them in proportion."""
    place = part * (len(values) - 1)
    low = int(place)
    if low + 1 == len(values):
        return values[low]
    return values[low] + (place - low) * (values[low + 1] - values[low])
