"""How an indicator stands on a day: light, way to the target, and where it leads. Pure.

The rule of the light, in words for a reader:

* The expected way is a straight line from the number at the beginning to the target, over the days
  of the plan. A figure is held against the line on its own day.
* On the line or above it is "on track". At least 85 % of the expected way is "close"; less is
  "behind". In the first tenth of the days nothing is called behind yet.
* Where nothing is said of the beginning, a share, or a number that shall be small, has to hold on
  every day: "close" is then 15 % beside the target.
* After the last day it is judged for good, by the last figure up to that day.
* Where only some regions, posts or accounts have told a number, their sum is what there is at
  least: it is "behind" only when it is so for those that have told.
* Without a target, an end or a figure there is no light, and the reason stands there. A figure of
  more than 92 days ago says nothing of today, as long as the target is not reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from analytics.document import Signal
from analytics.kpi.forecast import Forecast, forecast
from analytics.kpi.indicator import Direction, Earlier, Indicator, Measure
from analytics.kpi.points import Point, Series
from analytics.kpi.span import Span, span_of

CLOSE: Final = 0.85
"""The part of the expected way from which a figure is close."""

EARLY: Final = 0.1
"""The part of the days in which nothing is called behind."""

OLD: Final = timedelta(days=92)
"""The age from which a figure says nothing of today."""

_LATELY: Final = timedelta(days=28)
_TINY: Final = 1e-9


class Why(StrEnum):
    """Why there is no light."""

    NOT_BEGUN = "not-begun"
    NO_TARGET = "no-target"
    NO_FIGURE = "no-figure"
    NO_END = "no-end"
    TOO_OLD = "too-old"
    PARTLY = "partly"  # too little is there, and it may be what nobody has told


class Outlook(StrEnum):
    """Where it leads by the last day."""

    REACHED = "reached"
    WILL = "will"  # even the worse end of the interval reaches it
    MAY = "may"
    WILL_NOT = "will-not"  # not even the better end reaches it
    TOO_LITTLE = "too-little"
    PARTLY = "partly"  # what is known does not reach it, and not all have told
    OVER = "over"
    NONE = "none"  # nothing to forecast: no target, no end, or a share


@dataclass(frozen=True, slots=True)
class Judged:
    """One indicator on a day. None always means that nobody knows, never 0.

    `target` is the one that held then, `earlier` what of the plan says so where it was changed
    later. `done` is the part of the way to the target, 1 when it is reached; `expected` the number
    that the line has on the figure's day. `change` is since the day before the report's period.
    `needed` and `lately` are paces, a week. `final` says that its days are over.
    """

    indicator: Indicator
    series: Series
    day: date
    span: Span | None
    target: float | None
    earlier: Earlier | None
    actual: Point | None
    signal: Signal
    why: Why | None = None
    final: bool = False
    reached: bool = False
    holds: bool = False
    done: float | None = None
    expected: float | None = None
    change: float | None = None
    needed: float | None = None
    lately: float | None = None
    outlook: Outlook = Outlook.NONE
    forecast: Forecast | None = None


@dataclass(frozen=True, slots=True)
class Kpis:
    """The whole plan on a day. `broken` says that its file cannot be used."""

    judged: tuple[Judged, ...]
    day: date
    broken: bool = False


def judge(
    indicator: Indicator, series: Series, day: date, start: date, since: date | None = None
) -> Judged:
    """How an indicator stands at the end of a day.

    `start` is the campaign's first day, for an indicator that names none; `since` the day before
    the report's period, from which the change is told.
    """
    span = span_of(indicator, day, start)
    at = day if span is None or span.last is None else min(day, span.last)
    target, earlier = indicator.target_on(at)
    blank = Judged(indicator, series, day, span, target, earlier, None, Signal.UNKNOWN)
    if span is None:
        return replace(blank, why=Why.NOT_BEGUN)
    points = [each for each in series.until(at) if each.day >= span.first]
    final = span.is_over(day)
    if not points:
        gap = Why.NO_FIGURE if target is not None else Why.NO_TARGET
        return replace(blank, why=gap, final=final, outlook=_nothing_known(target, final))
    actual = points[-1]
    start_value = indicator.begins_at()
    way = list(points)
    if start_value is not None:
        way.insert(0, Point(span.first - timedelta(days=1), start_value))
    found = replace(
        blank,
        actual=actual,
        final=final,
        change=_change(way, actual, since, begins=start_value is not None),
        lately=_lately(way, actual),
    )
    if target is None:
        return replace(found, why=Why.NO_TARGET)
    reached = _reaches(indicator, actual.value, target)
    done = _done(indicator, actual.value, start_value, target)
    planned = 1.0 if start_value is None or final else span.gone(actual.day)
    expected = target
    if start_value is not None and planned is not None:
        expected = start_value + (target - start_value) * planned
    signal, why = _light(indicator, done, planned, reached=reached, start=start_value)
    if signal is Signal.BEHIND and _may_be_more(indicator, actual, target, planned, start_value):
        signal, why = Signal.UNKNOWN, Why.PARTLY
    if not reached and at - actual.day > OLD:
        signal, why = Signal.UNKNOWN, Why.TOO_OLD
    ahead = None
    # A share, and what has to hold on every day, leads nowhere.
    if not final and span.last is not None and start_value is not None:
        ahead = forecast(way, span.last, grows=_grows(indicator, way))
    return replace(
        found,
        signal=signal,
        why=why,
        reached=reached,
        holds=start_value is None,
        done=done,
        expected=None if planned is None else expected,
        needed=_needed(actual, target, span, at, reached=reached, start=start_value),
        forecast=ahead,
        outlook=_outlook(
            indicator,
            target,
            ahead,
            reached=reached,
            final=final,
            leads=start_value is not None,
            whole=not _is_part(actual),
        ),
    )


def _grows(indicator: Indicator, way: Sequence[Point]) -> bool:
    """Whether a number only ever goes up: by what it is, or as people have entered it so far."""
    if indicator.measure is not Measure.HAND or indicator.direction is Direction.DOWN:
        return indicator.measure.grows
    return all(one.value <= other.value for one, other in pairwise(way))


def _light(
    indicator: Indicator,
    done: float,
    planned: float | None,
    *,
    reached: bool,
    start: float | None,
) -> tuple[Signal, Why | None]:
    if reached:
        return Signal.GOOD, None
    if planned is None:
        return Signal.UNKNOWN, Why.NO_END
    if start is not None and done >= planned - _TINY and planned < 1.0:
        return Signal.GOOD, None
    if done >= CLOSE * planned - _TINY:
        return Signal.CLOSE, None
    early = start is not None and planned <= EARLY
    return (Signal.CLOSE if early else Signal.BEHIND), None


def _is_part(actual: Point) -> bool:
    """Whether something is missing in a sum. A share is of what was looked at, so it never is."""
    return actual.known < actual.of


def _may_be_more(
    indicator: Indicator,
    actual: Point,
    target: float,
    planned: float | None,
    start: float | None,
) -> bool:
    """Whether a number that is behind is so only for what nobody has told."""
    if not _is_part(actual) or indicator.direction is Direction.DOWN or planned is None:
        return False
    begin = start or 0.0
    close = begin + (target - begin) * CLOSE * planned
    return actual.value >= close * actual.known / actual.of - _TINY


def _done(indicator: Indicator, actual: float, start: float | None, target: float) -> float:
    """The part of the way to the target that is behind; 1 when it is reached, never over it."""
    if _reaches(indicator, actual, target):
        return 1.0
    if start is not None:
        way = target - start
        return max(0.0, (actual - start) / way) if abs(way) > _TINY else 0.0
    if indicator.direction is Direction.UP:
        return max(0.0, actual / target) if target > _TINY else 0.0
    return max(0.0, 2.0 - actual / target) if target > _TINY else 0.0


def _reaches(indicator: Indicator, value: float, target: float) -> bool:
    if indicator.direction is Direction.DOWN:
        return value <= target + _TINY
    return value >= target - _TINY


def _needed(
    actual: Point, target: float, span: Span, at: date, *, reached: bool, start: float | None
) -> float | None:
    """What each week from now on has to bring; None where nothing is left or nothing is said."""
    if reached or span.last is None or start is None:
        return None
    days = (span.last - at).days
    return (target - actual.value) / days * 7 if days > 0 else None


def _lately(way: Sequence[Point], actual: Point) -> float | None:
    """The pace of the last four weeks, a week; of a shorter row, the pace of all of it."""
    before = [each for each in way if each.day <= actual.day - _LATELY] or list(way[:1])
    days = (actual.day - before[-1].day).days
    return (actual.value - before[-1].value) / days * 7 if days > 0 else None


def _change(
    way: Sequence[Point], actual: Point, since: date | None, *, begins: bool
) -> float | None:
    if since is None:
        return None
    before = [each for each in way if each.day <= since]
    if before:
        return actual.value - before[-1].value
    # The whole way lies in the report's period, when its beginning is known.
    return actual.value - way[0].value if begins else None


def _outlook(
    indicator: Indicator,
    target: float,
    ahead: Forecast | None,
    *,
    reached: bool,
    final: bool,
    leads: bool,
    whole: bool,
) -> Outlook:
    if final:
        return Outlook.OVER
    if not leads:
        return Outlook.NONE
    if reached:
        return Outlook.REACHED
    if ahead is None:
        return Outlook.TOO_LITTLE
    ends = [_reaches(indicator, each, target) for each in (ahead.low, ahead.high)]
    if all(ends):
        return Outlook.WILL
    if any(ends):
        return Outlook.MAY
    return Outlook.WILL_NOT if whole else Outlook.PARTLY


def _nothing_known(target: float | None, final: bool) -> Outlook:
    if final:
        return Outlook.OVER
    return Outlook.NONE if target is None else Outlook.TOO_LITTLE
