"""Sums over posts that remember how many posts are behind them."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.metrics import METRICS, Counts


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
