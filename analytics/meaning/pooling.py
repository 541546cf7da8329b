"""Groups of posts compared fairly though most are small: partial pooling.

The rule, in words for a reader: a post is put beside what is usual for its own channel, so that
large channels do not win. A group of posts (an hour, a language) is then put beside the usual, and
a group with few posts is drawn further towards it, for a few posts differ by chance. Of each group
an interval is told in which its true place lies in four of five cases.

The same as formulas, on the scale of y = log(1 + engagement), where a zero has a place and where
one post with very much does not outweigh all others:

* A publication's deviation is its y less the mean y of its channel. A channel counts only where
  its posts lie in at least two of the groups: else it tells nothing of a difference between them.
* The unit is a post, not a publication: one text on forty channels is one idea that did well or
  badly, not forty. So the deviations of one post in one group are replaced by their mean, x.
* A group's own effect is the mean d of its n values x, with the variance v = s²/n. The noise s² is
  pooled over the groups, corrected for the means that were taken off.
* True effects are taken to lie around zero, which is the usual, with the variance t². Given t,
  the effect is d t²/(t² + v) with the variance v t²/(t² + v): the nearer to zero, the fewer posts
  there are (Efron and Morris, "Data Analysis Using Stein's Estimator and Its Generalizations",
  JASA 70, 1975; Gelman and Hill, "Data Analysis Using Regression and Multilevel/Hierarchical
  Models", 2007, section 12.2).
* t is not known either. A single estimate by moments (DerSimonian and Laird, 1986) is often zero
  with few groups, and then all intervals shrink to nothing. So t is averaged over what the data
  say of it (Gelman et al., "Bayesian Data Analysis", 3rd edition, section 5.4), from a half-normal
  prior whose scale is a factor of two.

Partial pooling also answers for looking at many groups at once (Gelman, Hill and Yajima, "Why We
(Usually) Don't Have to Worry About Multiple Comparisons", 2012).
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, log, sqrt
from statistics import NormalDist

FEWEST = 5
"""With fewer different posts than this a group has too little to say."""

FEWEST_OF_CHANNEL = 3
"""With fewer posts than this a channel has no usual."""

HOLDS = 0.8
"""The part of cases in which the interval holds the true ratio."""

_NONE = -1  # in no group
_REACH = NormalDist().inv_cdf((1 + HOLDS) / 2)
_USUAL_SPREAD = log(2)  # the scale of the prior of t
_LEAST_NOISE = 0.05  # posts that got the same by chance still differ by about 5 %
_STEPS, _WIDEST = 120, 3.0  # the grid over t
_FEWEST_FREE = 3  # degrees of freedom of the noise


@dataclass(frozen=True, slots=True)
class Pooled:
    """One group beside the usual: 1.2 is a fifth more than the channels' usual.

    `ratio` is drawn towards 1, `raw` is not. `kept` is the part of the difference, on the scale of
    logarithms, that was kept: 1 less the shrinkage. `posts` are different posts.
    """

    group: str
    posts: int
    ratio: float
    low: float
    high: float
    raw: float
    kept: float

    @property
    def says(self) -> bool:
        """Whether there is enough to say that the group lies above or below the usual."""
        return self.posts >= FEWEST and not self.low <= 1 <= self.high


class Placements:
    """Publications, each in a group of every dimension, with the engagement at the compared age.

    Memory grows with them, by some forty bytes each: texts are kept once, and numbers beside them.
    """

    def __init__(self, dimensions: int) -> None:
        self._channels, self._posts = _Codes(), _Codes()
        self._names = [_Codes() for _ in range(dimensions)]
        self._channel, self._post = array("i"), array("i")
        self._groups = [array("i") for _ in range(dimensions)]
        self._engagement = array("q")

    def add(self, channel: str, post: str, groups: Sequence[str], engagement: int) -> None:
        """One publication: a group of each dimension, "" where it is in none."""
        self._channel.append(self._channels.of(channel))
        self._post.append(self._posts.of(post))
        for names, column, group in zip(self._names, self._groups, groups, strict=True):
            column.append(names.of(group) if group else _NONE)
        self._engagement.append(engagement)

    def pooled(self, dimension: int) -> tuple[Pooled, ...]:
        """The groups of a dimension, by name; the order of the publications does not matter.

        Empty where no channel has posts in two groups, or with too few posts.
        """
        import numpy as np  # noqa: PLC0415 - for a report alone, and not for a service's start

        names = self._names[dimension].known
        group = np.frombuffer(self._groups[dimension], np.int32)
        own = group != _NONE
        group = group[own]
        if not len(group):
            return ()
        channel, post, engagement = (
            np.frombuffer(column, kind)[own]
            for column, kind in (
                (self._channel, np.int32),
                (self._post, np.int32),
                (self._engagement, np.int64),
            )
        )
        # From the least to the most, so that sums do not depend on the order they came in.
        order = np.argsort(engagement, kind="stable")
        channel, post, group = channel[order], post[order], group[order]
        size = np.log1p(engagement[order].astype(np.float64))
        posts = np.bincount(channel, minlength=len(self._channels.known))
        pairs = np.unique(channel.astype(np.int64) * len(names) + group)
        groups = np.bincount(pairs // len(names), minlength=len(posts))
        counts = (posts >= FEWEST_OF_CHANNEL) & (groups >= 2)
        if not counts.any():
            return ()
        usual = np.bincount(channel, size, minlength=len(posts)) / np.maximum(posts, 1)
        counted = counts[channel]
        deviation = (size - usual[channel])[counted]
        order = np.argsort(deviation, kind="stable")
        several = (group.astype(np.int64) * len(self._posts.known) + post)[counted][order]
        of_group, where = np.unique(several, return_inverse=True)
        values = np.bincount(where, deviation[order]) / np.bincount(where)
        found: dict[str, list[float]] = {}
        for code, value in zip(
            (of_group // len(self._posts.known)).tolist(), values.tolist(), strict=True
        ):
            found.setdefault(names[code], []).append(value)
        publications = int(counted.sum())
        # Each channel's mean was taken from its own posts, which makes them look too much alike.
        return partially_pooled(found, publications / (publications - int(counts.sum())))


class _Codes:
    """Texts by small numbers, from 0 on."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def of(self, text: str) -> int:
        return self._codes.setdefault(text, len(self._codes))

    @property
    def known(self) -> list[str]:
        """All of them, by their numbers."""
        return list(self._codes)


def partially_pooled(
    groups: Mapping[str, Sequence[float]], widened: float = 1
) -> tuple[Pooled, ...]:
    """Pool groups of deviations from the usual, one value a post; see the module for the formulas.

    `widened` multiplies the noise, at least 1. Empty where too few posts are alike to know it.
    """
    free = sum(len(values) for values in groups.values()) - len(groups)
    if free < _FEWEST_FREE:
        return ()
    effects = {group: _mean(values) for group, values in groups.items()}
    squares = fsum((x - effects[group]) ** 2 for group, some in groups.items() for x in some)
    noise = max(squares / free * widened, _LEAST_NOISE**2)
    errors = {group: noise / len(values) for group, values in groups.items()}
    weights = _spreads([(effects[group], errors[group]) for group in sorted(groups)])
    return tuple(
        _one(group, len(groups[group]), effects[group], errors[group], weights, free)
        for group in sorted(groups)
    )


def _one(
    group: str,
    posts: int,
    effect: float,
    error: float,
    weights: Sequence[tuple[float, float]],
    free: int,
) -> Pooled:
    """One group, averaged over the weights of t²."""
    parts = [(weight, spread / (spread + error)) for weight, spread in weights]
    kept = fsum(weight * part for weight, part in parts)
    variance = fsum(
        weight * (part * error + ((part - kept) * effect) ** 2) for weight, part in parts
    )
    # The noise was estimated too: the standard deviation of Student's t in place of the normal's.
    reach = _REACH * sqrt(variance * free / (free - 2))
    middle = kept * effect
    return Pooled(
        group, posts, exp(middle), exp(middle - reach), exp(middle + reach), exp(effect), kept
    )


def _spreads(groups: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """How likely each t² of a grid is, with these effects and their variances; sums to 1."""
    found = []
    for step in range(_STEPS):
        spread = _WIDEST * (step + 0.5) / _STEPS
        square = spread * spread
        likely = -0.5 * (spread / _USUAL_SPREAD) ** 2 - 0.5 * fsum(
            log(square + error) + effect * effect / (square + error) for effect, error in groups
        )
        found.append((likely, square))
    most = max(likely for likely, _ in found)
    total = fsum(exp(likely - most) for likely, _ in found)
    return [(exp(likely - most) / total, square) for likely, square in found]


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)
