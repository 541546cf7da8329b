"""How engagement is spread over the posts of a group: the median and the middle half.

A few posts have most of the engagement. So the mean says little of a usual post, and the median
stands beside it: half of the posts have more, half have less. The middle half of the posts lies
between the two quartiles, both interpolated between the posts next to them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from analytics.sums import DIMENSIONS, Cells

FEWEST = 4
"""With fewer posts than this there is too little to say of a spread."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The median engagement of `posts` posts, and the quartiles `low` and `high`."""

    median: float
    low: float
    high: float
    posts: int


@dataclass(frozen=True, slots=True)
class Spreads:
    """The spread of all posts, and of each group by its dimension and key."""

    total: Spread | None = None
    groups: Mapping[tuple[str, str | None], Spread] = field(default_factory=dict)

    def of(self, dimension: str, key: str | None) -> Spread | None:
        """The spread of a group; None with fewer than `FEWEST` posts whose engagement is known."""
        return self.groups.get((dimension, key))


def spreads(latest: Cells) -> Spreads:
    """The spreads by the latest counts; a post whose engagement is unknown is left out."""
    everything: Counter[int] = Counter()
    groups: defaultdict[tuple[str, str | None], Counter[int]] = defaultdict(Counter)
    for names, values in latest.engagement.items():
        everything.update(values)
        for key in zip(DIMENSIONS, names, strict=True):
            groups[key].update(values)
    known = {key: spread(values) for key, values in groups.items()}
    return Spreads(spread(everything), {key: one for key, one in known.items() if one})


def spread(values: Counter[int]) -> Spread | None:
    """The spread of these values, each as often as it is counted; None with fewer than `FEWEST`."""
    posts = values.total()
    if posts < FEWEST:
        return None
    ordered = sorted(values)
    up_to = list(accumulate(values[each] for each in ordered))

    def at(part: float) -> float:
        """The value below which a part of the values lies, interpolated between two of them."""
        place = part * (posts - 1)
        below = int(place)
        one, other = (
            ordered[bisect_right(up_to, each)] for each in (below, min(below + 1, posts - 1))
        )
        return one + (place - below) * (other - one)

    return Spread(at(0.5), at(0.25), at(0.75), posts)
