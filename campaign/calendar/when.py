"""Reads a post's `when`: a date and an hour, or a day of a campaign week."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from campaign.calendar.known import did_you_mean, nearest
from campaign.calendar.odd_times import as_written, english_weekday
from campaign.model import InWeek, OnDate, Slot

PATTERN = (
    r"^(\d{4}-\d{2}-\d{2}[ Tt]+\d{1,2}:\d{2}(:\d{2})?"
    r"|[Ww][Ee][Ee][Kk] +\d{1,3} *,? *[A-Za-z]+\.? *,? *\d{1,2}:\d{2}(:\d{2})?)$"
)
"""The same grammar for editors; which days exist only the reader knows."""

_ON_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.I)
_IN_WEEK = re.compile(
    r"week\s+(\d{1,4})\s*,?\s*([a-z]+)\.?(?:\s*,?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.I
)
_ENGLISH_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(.*)")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_OFFSET = re.compile(r".*\d{2}:\d{2}\s*(?:z|[+-]\d{2}:?\d{2}|[a-z]{3,4})", re.I)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {day[:3]: n for n, day in enumerate(_DAYS)} | {
    "tues": 1,
    "wednes": 2,
    "thur": 3,
    "thurs": 3,
}
_WEEKDAYS = {day: n for n, day in enumerate(_DAYS)} | _SHORT
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_LAST_WEEK = 520
"""Ten years; more is a slip of the keyboard."""

_EXAMPLES = "write 2026-12-01 10:00, or week 1 Tuesday 10:00"


class WhenError(ValueError):
    """This time cannot be meant; `remedy` says what to write."""

    def __init__(self, message: str, remedy: str = _EXAMPLES) -> None:
        self.remedy = remedy
        super().__init__(message)


def parse_when(text: str, zone: ZoneInfo | None = None) -> Slot:
    """The slot of a `when`, as wall time in `zone`; None means each channel's own zone.

    Takes `2026-12-01 10:00`, `2026-12-01T10:00:00` and `week 1 Tuesday 10:00` (any case, short day
    names, optional comma). Raises WhenError.
    """
    text = " ".join(text.split())
    found = _ON_DATE.fullmatch(text)
    if found:
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            raise WhenError(f'"{text}" has a day and no time', f"write {text} 10:00")
        return OnDate(datetime.combine(day, _time(found[4], found[5], found[6])), zone)
    found = _IN_WEEK.fullmatch(text)
    if found:
        week = int(found[1])
        if not 1 <= week <= _LAST_WEEK:
            raise WhenError(
                f"there is no week {week}: week 1 is the one in which the campaign starts",
                f"write a week from 1 to {_LAST_WEEK}",
            )
        name = found[2].casefold()
        if name not in _WEEKDAYS:
            english = english_weekday(name)
            remedy = f"write {english}" if english else did_you_mean(name, _DAYS)
            raise WhenError(f'there is no day "{found[2]}"', remedy)
        if found[3] is None:
            raise WhenError(f'"{text}" has a day and no time', f"write {text} 10:00")
        return InWeek(week, _WEEKDAYS[name], _time(found[3], found[4], found[5]), zone)
    found = _ENGLISH_DATE.fullmatch(text)
    if found:
        rest = f" {clock[0]}" if (clock := _CLOCK.search(found[4])) else " 10:00"
        raise WhenError(
            f'"{text}" can be read in two ways',
            f"write {found[3]}-{found[2]:0>2}-{found[1]:0>2}{rest}",
        )
    if meant := as_written(text):
        raise WhenError(f'"{text}" is not a time', f"write {meant}")
    if _OFFSET.fullmatch(text):
        raise WhenError(
            f'"{text}" has a zone in it',
            "write the wall time alone, and `zone: Europe/Brussels` below",
        )
    raise WhenError(f'"{text}" is not a time' if text else "the time is missing")


def parse_zone(text: str) -> ZoneInfo:
    """The time zone of an IANA name (Europe/Brussels); raises WhenError with the nearest one."""
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        # ZoneInfo reports a folder of the zone database ("Europe") as an OSError.
        names = _zones()
        meant = nearest(text, names)
        if meant is None:
            by_city = {name.rpartition("/")[2]: name for name in sorted(names) if "/" in name}
            city = nearest(text, by_city)
            meant = by_city[city] if city else None
        remedy = f'did you mean "{meant}"?' if meant else "write a name such as Europe/Brussels"
        raise WhenError(f'there is no time zone "{text}"', remedy) from None


@cache
def _zones() -> frozenset[str]:
    """The zones that there are; to read them from the disk takes milliseconds."""
    return frozenset(available_timezones())


def _day(year: int, month: int, day: int) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise WhenError(f"the year {year} is not one to plan for", "check the year")
    written = f"{year}-{month:02}-{day:02}"
    if not 1 <= month <= 12:
        raise WhenError(f"{written} does not exist: there is no month {month}")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = f"{calendar.month_name[month]} {year}"
        raise WhenError(
            f"{written} does not exist: {name} has {last} days",
            f"the nearest day is {year}-{month:02}-{min(max(day, 1), last):02}",
        )
    return date(year, month, day)


def _time(hour: str, minute: str, second: str | None) -> time:
    written = f"{hour}:{minute}" + (f":{second}" if second else "")
    if int(hour) == 24:
        raise WhenError(f"there is no {written}", "write 00:00 of the day after")
    try:
        return time(int(hour), int(minute), int(second or 0))
    except ValueError:
        near = f"{min(int(hour), 23):02}:{min(int(minute), 59):02}"
        raise WhenError(f"there is no {written} on the clock", f"the nearest is {near}") from None
