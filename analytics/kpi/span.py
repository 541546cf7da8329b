"""Which days a target is about on a given day, and how many of them have gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.isoweek import Week
from analytics.kpi.indicator import Indicator, Per
from analytics.period import Period


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both inside; `last` None where the plan names no end."""

    first: date
    last: date | None

    def is_over(self, day: date) -> bool:
        """True when a day, at its end, leaves nothing to come."""
        return self.last is not None and day >= self.last

    def gone(self, day: date) -> float | None:
        """The part of the days that has gone at the end of a day, 0 to 1; None without an end."""
        if self.last is None:
            return None
        days = (self.last - self.first).days + 1
        return min(1.0, max(0.0, ((day - self.first).days + 1) / days))


def span_of(indicator: Indicator, day: date, start: date) -> Span | None:
    """The span that a day lies in; `start` is when the campaign begins. None before it begins.

    After the last day of the plan it is the last span there was. A week, month or quarter is cut
    where the plan begins and ends.
    """
    first = indicator.begins or start
    if day < first:
        return None
    at = day if indicator.by is None else min(day, indicator.by)
    if indicator.per is Per.PROJECT:
        return Span(first, indicator.by)
    found = _period(indicator.per, at)
    last = found.last if indicator.by is None else min(found.last, indicator.by)
    return Span(max(first, found.first), last)


def _period(per: Per, day: date) -> Period:
    if per is Per.WEEK:
        monday = day - timedelta(days=day.weekday())
        iso = monday.isocalendar()
        return Period.week(Week(iso.year, iso.week))
    if per is Per.MONTH:
        return Period.month(day.year, day.month)
    return Period.quarter(day.year, (day.month + 2) // 3)
