"""Where a row of numbers leads: a random walk with drift, and an interval around its end.

The drift is the whole change over the whole time. What each step differed from it says how far the
way ahead may lie from the line; that grows with the days, and the fewer steps there are, the wider
it is (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.2 and 5.5). Steps may be
of different lengths. The interval holds four of five cases, where the way goes on as it went.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite, sqrt
from typing import Final

from analytics.kpi.points import Point

FEWEST: Final = 4
"""Points from which a forecast is made; with fewer there is too little to say."""

_LEAST_PAST: Final = 0.1
"""The part of the days ahead that the days behind must have: three days say nothing of a year."""

#: Student's t for one tenth on each side, by degrees of freedom from 1; then the normal value.
_T: Final = (
    *(3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372),
    *(1.363, 1.356, 1.350, 1.345, 1.341, 1.337, 1.333, 1.330, 1.328, 1.325),
    *(1.323, 1.321, 1.319, 1.318, 1.316, 1.315, 1.314, 1.313, 1.311, 1.310),
)
_NORMAL: Final = 1.282


@dataclass(frozen=True, slots=True)
class Forecast:
    """The number on a day to come, and what it lies between in four of five cases."""

    day: date
    value: float
    low: float
    high: float


def forecast(
    points: Sequence[Point],
    day: date,
    *,
    grows: bool = False,
    least: float | None = 0.0,
    most: float | None = None,
) -> Forecast | None:
    """Where the points lead on a day; None when there is too little to say.

    `points` are of different days, the oldest first. What `grows` never goes back behind its last
    point. Nothing of the forecast lies under `least` or over `most`.
    """
    if len(points) < FEWEST or day <= points[-1].day:
        return None
    past = (points[-1].day - points[0].day).days
    ahead = (day - points[-1].day).days
    if past < _LEAST_PAST * ahead:
        return None
    last = points[-1].value
    drift = (last - points[0].value) / past
    spread = 0.0
    for one, other in pairwise(points):
        days = (other.day - one.day).days
        spread += (other.value - one.value - drift * days) ** 2 / days
    freedom = len(points) - 2
    error = sqrt(spread / freedom * ahead * (1 + ahead / past))
    reach = error * (_T[freedom - 1] if freedom <= len(_T) else _NORMAL)
    floor = max(
        (each for each in (least, last if grows else None) if each is not None), default=None
    )

    def bounded(value: float) -> float:
        if floor is not None:
            value = max(value, floor)
        return value if most is None else min(value, most)

    middle = last + drift * ahead
    found = Forecast(day, bounded(middle), bounded(middle - reach), bounded(middle + reach))
    return found if all(map(isfinite, (found.value, found.low, found.high))) else None
