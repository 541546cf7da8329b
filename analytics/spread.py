"""How engagement is spread over the posts of a group: the median and the middle half.

A few posts have most of the engagement. So the mean says little of a usual post, and the median
stands beside it: half of the posts have more, half have less. The middle half of the posts lies
between the two quartiles, both interpolated between the posts next to them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analytics.tally import PostFigures

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


def spreads(posts: Iterable[PostFigures], dimensions: Sequence[str]) -> Spreads:
    """Read the posts once, by their latest counts; one whose engagement is unknown is left out."""
    everything = array("q")
    groups: dict[tuple[str, str | None], array[int]] = {}
    for each in posts:
        engagement = each.counts.engagement if each.counts else None
        if engagement is None:
            continue
        everything.append(engagement)
        for dimension in dimensions:
            key = getattr(each.subject, dimension)
            groups.setdefault((dimension, key), array("q")).append(engagement)
    known = {key: spread(values) for key, values in groups.items()}
    return Spreads(spread(everything), {key: one for key, one in known.items() if one})


def spread(values: Iterable[int]) -> Spread | None:
    """The spread of these values; None when they are fewer than `FEWEST`."""
    ordered = sorted(values)
    if len(ordered) < FEWEST:
        return None
    low, median, high = (_at(ordered, part) for part in (0.25, 0.5, 0.75))
    return Spread(median, low, high, len(ordered))


def _at(ordered: Sequence[int], part: float) -> float:
    """The value below which a part of the values lies, interpolated between two of them."""
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
