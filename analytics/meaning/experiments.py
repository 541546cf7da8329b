"""Two frames of one message compared: how likely B does better than A, and when one could know.

The rule, in words for a reader: each post is put beside what is usual for its own channel, so that
the frame that went to larger channels does not win. From how much the posts of one frame differ
among themselves follows how likely it is that the other frame is truly better, and how many posts
more it would take to know of a difference worth knowing.

The same as formulas, on the scale of x = log(1 + engagement) less the channel's usual:

* Both frames share one variance s², pooled over them, with f = nA + nB - 2 degrees of freedom.
* With the usual flat prior on both means and on log s, the difference of the means has the
  posterior mean(B) - mean(A) + s sqrt(1/nA + 1/nB) T, where T is Student's t of f degrees of
  freedom (Box and Tiao, "Bayesian Inference in Statistical Analysis", 1973, section 2.5). So the
  probability of B is the distribution of T, whose series for whole degrees of freedom is 26.7.3
  and 26.7.4 in Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964.
* A frame is called better from a probability of 0.95 on.
* Of posts it takes n = 2 s² (z(0.95) + z(0.8))² / log(1.25)² a frame: then a true difference of a
  quarter is found in four of five experiments. The measured difference does not enter, for it is
  what is not known yet; only the variance is taken from the posts (Cohen, "Statistical Power
  Analysis for the Behavioral Sciences", 2nd edition, 1988, chapter 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atan, ceil, cos, exp, fsum, log, pi, sin, sqrt
from statistics import NormalDist

FEWEST = 3
"""With fewer posts of either frame than this nothing can be told."""

SURE = 0.95
"""From this probability on a frame is called the better one."""

HOLDS = 0.8
"""The part of cases in which the interval holds the true ratio."""

WORTH = 1.25
"""The smallest ratio that is worth knowing of; it is to be found in `POWER` of experiments."""

POWER = 0.8

_LEAST_NOISE = 0.05  # posts that got the same by chance still differ by about 5 %
_WIDEST = 1e6  # where the search for a quantile ends


class Finding(StrEnum):
    """Which frame does better."""

    A = "a"
    B = "b"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Frames:
    """Two frames compared; `ratio` is that of B to A, 1.2 is a fifth more.

    `likely` is the probability that B does better. `more` is how many posts of either frame are
    still missing. All four are None where either frame has fewer than `FEWEST` posts.
    """

    posts_a: int
    posts_b: int
    likely: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    more: int | None = None

    @property
    def finding(self) -> Finding:
        """Which frame does better, where that is sure enough to say."""
        if self.likely is None or 1 - SURE < self.likely < SURE:
            return Finding.CANNOT_TELL
        return Finding.B if self.likely >= SURE else Finding.A


def compare_frames(a: Sequence[float], b: Sequence[float]) -> Frames:
    """Compare the posts of two frames by their deviations from the usual of their channels.

    A deviation is log(1 + engagement) less the mean of it over the channel's other posts, at one
    age of all posts.
    """
    if min(len(a), len(b)) < FEWEST:
        return Frames(len(a), len(b))
    free = len(a) + len(b) - 2
    mean_a, mean_b = fsum(a) / len(a), fsum(b) / len(b)
    squares = fsum((x - mean_a) ** 2 for x in a) + fsum((x - mean_b) ** 2 for x in b)
    noise = max(squares / free, _LEAST_NOISE**2)
    error = sqrt(noise * (1 / len(a) + 1 / len(b)))
    difference = mean_b - mean_a
    reach = error * _quantile((1 + HOLDS) / 2, free)
    found = Frames(
        len(a),
        len(b),
        likely=student(difference / error, free),
        ratio=exp(difference),
        low=exp(difference - reach),
        high=exp(difference + reach),
    )
    missing = needed(noise)
    known = found.finding is not Finding.CANNOT_TELL
    more = 0 if known else max(0, missing - len(a)) + max(0, missing - len(b))
    return Frames(
        found.posts_a, found.posts_b, found.likely, found.ratio, found.low, found.high, more
    )


def needed(noise: float) -> int:
    """How many posts a frame takes, with this variance of a post; see the module for the rule."""
    normal = NormalDist()
    reach = normal.inv_cdf(SURE) + normal.inv_cdf(POWER)
    return max(FEWEST, ceil(2 * noise * (reach / log(WORTH)) ** 2))


def student(t: float, free: int) -> float:
    """The probability that Student's t of `free` degrees of freedom (at least 1) is below `t`."""
    angle = atan(t / sqrt(free))
    square = cos(angle) ** 2
    if free % 2:
        term = total = cos(angle) if free > 1 else 0.0
        for each in range(3, free - 1, 2):
            term *= square * (each - 1) / each
            total += term
        both = 2 / pi * (angle + sin(angle) * total)
    else:
        term = total = 1.0
        for each in range(2, free - 1, 2):
            term *= square * (each - 1) / each
            total += term
        both = sin(angle) * total
    return min(1.0, max(0.0, (1 + both) / 2))


def _quantile(part: float, free: int) -> float:
    """Below which t a part of the cases lies, at least a half; by halving."""
    low, high = 0.0, 1.0
    while student(high, free) < part and high < _WIDEST:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if student(middle, free) < part else (low, middle)
    return high
