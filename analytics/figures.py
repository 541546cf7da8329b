"""Sums over posts that remember how many posts are behind them."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.metrics import ENGAGEMENT, METRICS, Counts


@dataclass(frozen=True, slots=True)
class Figures:
    """A group of posts: how many, how many measured, and what they add up to.

    `known` counts for each of `METRICS` the measured posts whose network gives it. `engaged` counts
    those whose network gives any engagement. `rate` is engagement per view over the posts of which
    both are known; None without such posts.
    """

    posts: int = 0
    measured: int = 0
    counts: Counts = field(default_factory=Counts)
    known: tuple[int, ...] = (0,) * len(METRICS)
    engaged: int = 0
    rate: float | None = None

    @property
    def engagement(self) -> int | None:
        """The sum of the engagement that is known."""
        return self.counts.engagement

    @property
    def per_post(self) -> float | None:
        """Mean engagement of the posts whose network gives any."""
        total = self.engagement
        return None if total is None or not self.engaged else total / self.engaged

    def value(self, metric: str) -> int | None:
        """The sum of one metric, or of all engagement for "engagement"."""
        if metric == "engagement":
            return self.engagement
        return self.counts.values()[METRICS.index(metric)]

    def posts_behind(self, metric: str) -> int:
        """How many posts are behind `value(metric)`."""
        return self.engaged if metric == "engagement" else self.known[METRICS.index(metric)]

    def share(self, metric: str) -> float:
        """The part of the posts that is behind `value(metric)`, 0 to 1."""
        return self.posts_behind(metric) / self.posts if self.posts else 0.0


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
