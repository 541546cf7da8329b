"""Indicators and rows for tests: a plan of a hundred days from 1 January 2026."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from analytics.kpi import Indicator, Judged, Point, Series, judge

START = date(2026, 1, 1)
END = START + timedelta(days=99)


def indicator(**changes: Any) -> Indicator:
    """An indicator that people count, with a target of 100 by the hundredth day."""
    usual: dict[str, Any] = {
        "id": "labs",
        "title": {"en": "Labs"},
        "target": 100.0,
        "begins": START,
        "by": END,
    }
    return Indicator(**{**usual, **changes})


def row(*points: tuple[int, float], **parts: int) -> Series:
    """A row: each number at the end of so many days of the plan."""
    return Series(
        tuple(Point(START + timedelta(days=day - 1), value, **parts) for day, value in points)
    )


def judged(series: Series, day: int, since: int | None = None, **changes: Any) -> Judged:
    """An indicator at the end of so many days of the plan."""
    before = None if since is None else START + timedelta(days=since - 1)
    at = START + timedelta(days=day - 1)
    return judge(indicator(**changes), series, at, START, before)
