"""Moves a post's `when` to another day or hour, written as it was written before.

::

    week 3 Tuesday 09:45   → week 3 Wednesday 09:45    a day of a week stays one
    week 3, tue. 9:45      → week 4, wed. 9:45         so do its short form, its case, its commas
    2026-12-15T09:45       → 2026-12-16T09:45          a date stays a date
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Final

from campaign.calendar.when import WhenError, parse_when
from campaign.model import InWeek, OnDate, Slot

_WRITTEN: Final = re.compile(
    r"(?P<head>\s*)(?:(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<word>week\s+)(?P<week>\d{1,4})(?P<between>\s*,?\s*)(?P<name>[a-z]+))"
    r"(?P<gap>\.?\s*,?[\sT]*)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<second>:\d{2})?(?P<tail>\s*)",
    re.I,
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_WEEK: Final = 520  # as `when` is read


def day_of(slot: Slot, start: date) -> date:
    """The day of a slot as it is written, in a campaign that starts on the day `start`."""
    return _dated(slot, start).wall.date()


def hour_of(slot: Slot) -> time:
    """The hour of a slot as it is written."""
    return slot.at if isinstance(slot, InWeek) else slot.wall.time()


def moved(written: str, day: date, at: time, start: date) -> str:
    """The text of a `when` that means another day and hour, in the form that it has.

    `start` is the day on which the campaign starts: its week is week 1. A day before that week has
    no number, so it is written as a date. Raises WhenError when the text is no time, and for a day
    that no calendar may have.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        parse_when(written)  # says what is wrong with it
        raise WhenError(f'"{written}" is written in a form that cannot be changed from here')
    clock = _clock(found, at)
    if found["date"] is not None:
        text = f"{found['head']}{day.isoformat()}{found['gap']}{clock}{found['tail']}"
    else:
        monday = start - timedelta(days=start.weekday())
        week = (day - monday).days // 7 + 1
        if 1 <= week <= _LAST_WEEK:
            name = _named(day.weekday(), like=found["name"])
            text = (
                f"{found['head']}{found['word']}{week}{found['between']}{name}{found['gap']}{clock}"
                f"{found['tail']}"
            )
        else:
            text = f"{day.isoformat()} {clock}"
    meant = _dated(parse_when(text), start).wall
    if (meant.date(), meant.time()) != (day, at):
        raise WhenError(f'"{written}" is written in a form that cannot be changed from here')
    return text


def _dated(slot: Slot, start: date) -> OnDate:
    return slot.on(start) if isinstance(slot, InWeek) else slot


def _clock(found: re.Match[str], at: time) -> str:
    """The hour as it was written, or another one in the same form."""
    second = int(found["second"][1:]) if found["second"] else 0
    if time(int(found["hour"]), int(found["minute"]), second) == at:
        return f"{found['hour']}:{found['minute']}{found['second'] or ''}"
    hour = str(at.hour) if len(found["hour"]) == 1 else f"{at.hour:02}"
    seconds = f":{at.second:02}" if found["second"] or at.second else ""
    return f"{hour}:{at.minute:02}{seconds}"


def _named(weekday: int, like: str) -> str:
    """The name of a weekday, as long and in the case of another one."""
    full = _DAYS[weekday]
    name = full if like.casefold().endswith("day") else full[:3]
    if like.isupper():
        return name.upper()
    return name.lower() if like[0].islower() else name
