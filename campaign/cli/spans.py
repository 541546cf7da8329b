"""A day or a week as a person types it for a command, on the calendars of one zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from analytics.isoweek import NoSuchWeek, Week
from campaign.errors import CampaignError

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BESIDE = {"today": 0, "tomorrow": 1, "yesterday": -1}
_WEEKS = {"this": 0, "next": 1, "last": -1}


class NoSpan(CampaignError):
    """What was typed is no day or week; the message says how to write one."""


def day_of(text: str, today: date) -> date:
    """The day that is meant: "today", "tomorrow", "2026-12-01", or a weekday, today or the next.

    Raises NoSpan.
    """
    word = text.strip().casefold()
    if word in _BESIDE:
        return today + timedelta(days=_BESIDE[word])
    weekdays = [n for n, name in enumerate(_DAYS) if len(word) >= 3 and name.startswith(word)]
    if len(weekdays) == 1:
        return today + timedelta(days=(weekdays[0] - today.weekday()) % 7)
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise NoSpan(
            f'"{text}" is no day: write today, tomorrow, a weekday, or for example {today}'
        ) from None


def week_of(text: str, today: date) -> Week:
    """The week that is meant: "this", "next", "last", or "2026-W49"; raises NoSpan."""
    word = text.strip().casefold()
    if word in _WEEKS:
        found = (today + timedelta(weeks=_WEEKS[word])).isocalendar()
        return Week(found.year, found.week)
    try:
        return Week.parse(text)
    except NoSuchWeek as error:
        raise NoSpan(f"{error} Or write this, next or last.") from None


def window(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the first day and the first after the last day, in UTC."""
    start, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)
