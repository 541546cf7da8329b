"""The weeks of a campaign: week 1 is the one that holds its start."""

from __future__ import annotations

from datetime import date, timedelta


def week_of(day: date, start: date) -> int:
    """The week of the campaign in which a day lies; week 1 holds the start."""
    return (_monday(day) - _monday(start)).days // 7 + 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
