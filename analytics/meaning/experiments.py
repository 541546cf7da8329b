"""Two frames of the same stories compared: how likely one does better, and when one could know.

The rule, in words for a reader: each publication is put beside what is usual for its own channel,
so that the frame that went to larger channels does not win. Within each story the publications in
one frame are put beside those in the other, so that a frame does not win because good stories came
in it. A frame that does better in one story may do worse in the next, and few posts differ by
chance. So the difference is drawn towards none, the more, the less there is; what is left is how
likely it is that the one frame is truly better.

The same as formulas, on the scale of x = log(1 + engagement) less the channel's usual:

* Story i has the difference d = mean(second) - mean(first), with the variance
  v = s² (1/n first + 1/n second). Stories without both frames tell nothing. The noise s² is that of
  publications of one story in one frame, with f degrees of freedom over all stories; its posterior,
  from the flat prior on log s, is averaged over (Box and Tiao, "Bayesian Inference in Statistical
  Analysis", 1973, section 2.3).
* The true differences of the stories lie around that of the frames, with the variance t². So d has
  the mean D and the variance v + t² (Gelman et al., "Bayesian Data Analysis", 3rd edition, section
  5.4). t is averaged over too, from a half-normal prior whose scale is `STORIES`.
* D has a normal prior around zero, with the standard deviation `BELIEVED`: a frame that changes
  engagement by more than a half is rare. That prior is what draws the difference towards none.
* A frame is called better from a probability of 0.95 on.
* Of stories it takes n = (v + t²) (z(0.95) + z(0.8))² / log(1.25)², with the v of the stories so
  far and the t that is expected of them: then a true difference of a quarter is found in four of
  five experiments. The measured difference does not enter, for it is what is not known yet (Cohen,
  "Statistical Power Analysis for the Behavioral Sciences", 2nd edition, 1988, chapter 2).

What this cannot tell: channels are compared, and not people. They get their frames by a fixed rule
and not by lot, so a difference may have another cause than the frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, exp, fsum, log, sqrt
from statistics import NormalDist

FEWEST = 6
"""With fewer publications of either frame than this nothing can be told."""

FEWEST_STORIES = 3
"""With fewer stories than this nothing can be told of a frame: it may be those stories' words."""

SURE = 0.95
"""From this probability on a frame is called the better one."""

HOLDS = 0.8
"""The part of cases in which the interval holds the true ratio."""

WORTH = 1.25
"""The smallest ratio that is worth knowing of; it is to be found in `POWER` of experiments."""

POWER = 0.8

BELIEVED = log(1.5)
"""The standard deviation of a frame's effect before anything was counted."""

STORIES = log(1.25)
"""How much the effect is taken to differ from story to story before anything was counted."""

_NOISES = [0.05 * 1.13**step for step in range(36)]  # the grid over s, from 0.05 to 3.6
_SPREADS = [3 * STORIES * (step + 0.5) / 24 for step in range(24)]  # the grid over t


class Finding(StrEnum):
    """Which frame does better."""

    FIRST = "first"
    SECOND = "second"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Story:
    """One post that carries both frames: the deviations of its publications from the usual.

    A deviation is log(1 + engagement) less the mean of it over the channel's other posts, at one
    age of all posts.
    """

    first: tuple[float, ...]
    second: tuple[float, ...]

    @property
    def compares(self) -> bool:
        """Whether both frames were counted."""
        return bool(self.first and self.second)


@dataclass(frozen=True, slots=True)
class Posterior:
    """Two frames compared; `ratio` is that of the second to the first, 1.2 is a fifth more.

    `likely` is the probability that the second does better. `raw` is the ratio before it was drawn
    towards 1, and `kept` the part of the difference, on the scale of logarithms, that was kept.
    `more` is how many stories in both frames are still missing.
    """

    stories: int
    likely: float
    ratio: float
    low: float
    high: float
    raw: float
    kept: float
    more: int

    @property
    def finding(self) -> Finding:
        """Which frame does better, where that is sure enough to say."""
        if 1 - SURE < self.likely < SURE:
            return Finding.CANNOT_TELL
        return Finding.SECOND if self.likely >= SURE else Finding.FIRST


def compare_frames(stories: Sequence[Story]) -> Posterior | None:
    """The posterior of the second frame beside the first; None where there is too little to say."""
    told = [each for each in stories if each.compares]
    publications = min(sum(len(s.first) for s in told), sum(len(s.second) for s in told))
    if len(told) < FEWEST_STORIES or publications < FEWEST:
        return None
    differences = [_mean(each.second) - _mean(each.first) for each in told]
    shares = [1 / len(each.first) + 1 / len(each.second) for each in told]
    free = sum(len(each.first) + len(each.second) - 2 for each in told)
    squares = fsum(_squares(each.first) + _squares(each.second) for each in told)
    parts = _parts(differences, shares, squares, free)
    likely = fsum(weight * (1 - one.cdf(0)) for weight, one, _ in parts)
    middle = fsum(weight * one.mean for weight, one, _ in parts)
    raw = fsum(d / share for d, share in zip(differences, shares, strict=True)) / fsum(
        1 / share for share in shares
    )
    # What one more story like these varies by, as expected of all pairs of s and t.
    varies = fsum(weight * varied for weight, _, varied in parts)
    missing = max(0, needed(varies) - len(told))
    sure = not 1 - SURE < likely < SURE
    return Posterior(
        len(told),
        likely,
        exp(middle),
        exp(_quantile(parts, (1 - HOLDS) / 2)),
        exp(_quantile(parts, (1 + HOLDS) / 2)),
        exp(raw),
        min(1.0, max(0.0, middle / raw)) if raw else 1.0,
        0 if sure else max(1, missing),
    )


def needed(varies: float) -> int:
    """How many stories it takes where one story's difference has this variance; see the module."""
    normal = NormalDist()
    reach = normal.inv_cdf(SURE) + normal.inv_cdf(POWER)
    return max(FEWEST_STORIES, ceil(varies * (reach / log(WORTH)) ** 2))


_Part = tuple[float, NormalDist, float]
"""How likely a pair of s and t is, the frames' difference given it, and a story's variance."""


def _parts(
    differences: Sequence[float], shares: Sequence[float], squares: float, free: int
) -> list[_Part]:
    """The posterior as a mixture over the grid of s and t; the weights sum to 1."""
    found: list[tuple[float, NormalDist, float]] = []
    share = _mean(shares)
    for noise in _NOISES:
        variance = noise * noise
        # The grid is even in log s, and so is the prior.
        of_noise = -free * log(noise) - squares / (2 * variance)
        for spread in _SPREADS:
            square = spread * spread
            precision, pull, likely = 1 / BELIEVED**2, 0.0, of_noise - (spread / STORIES) ** 2 / 2
            for difference, each in zip(differences, shares, strict=True):
                own = variance * each + square
                precision += 1 / own
                pull += difference / own
                likely -= (log(own) + difference * difference / own) / 2
            middle = pull / precision
            likely += (pull * middle - log(precision)) / 2
            one = NormalDist(middle, sqrt(1 / precision))
            found.append((likely, one, variance * share + square))
    most = max(likely for likely, _, _ in found)
    total = fsum(exp(likely - most) for likely, _, _ in found)
    return [(exp(likely - most) / total, one, varies) for likely, one, varies in found]


def _quantile(parts: Sequence[_Part], part: float) -> float:
    """Below which difference a part of the cases lies; by halving."""
    low, high = -12.0, 12.0
    for _ in range(50):
        middle = (low + high) / 2
        below = fsum(weight * one.cdf(middle) for weight, one, _ in parts if weight > 1e-9)
        low, high = (middle, high) if below < part else (low, middle)
    return (low + high) / 2


def _squares(values: Sequence[float]) -> float:
    middle = _mean(values)
    return fsum((value - middle) ** 2 for value in values)


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)
