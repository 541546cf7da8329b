"""Reads the time in a cell, in every form in which spreadsheets write times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from campaign.calendar.sheet.table import FIRST_DAY, Value
from campaign.calendar.when import WhenError, parse_when
from campaign.model import InWeek

# A Spanish spreadsheet saves 01/12/2026 10:00 as text, an American one 12/1/2026 10:00
_LOCAL = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})[ ,T]+"
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\.?)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d+")
_NOON = 12
_CENTURY = 100


class DayOrder(Enum):
    """Whether a spreadsheet wrote the day or the month first."""

    DAY_FIRST = 0
    MONTH_FIRST = 1


@dataclass(frozen=True, slots=True)
class Meant:
    """The wall time of a cell, and its text in a post's file."""

    wall: datetime
    text: str


class DayAlone(WhenError):
    """A cell has a day and no time; `wall` is the midnight that a program makes of it."""

    def __init__(self, day: date) -> None:
        self.wall = datetime.combine(day, time())
        super().__init__(
            f"{day} is a day without a time",
            f"write the time too: {day} 10:00; for midnight itself, give the cell the format Text "
            f"and write {day} 00:00",
        )


def meant(value: Value, start: date, order: DayOrder | None, epoch: date = FIRST_DAY) -> Meant:
    """The time in a cell, for a campaign that starts on `start`; raises WhenError.

    `order` is what `day_order` found for the whole column; None when it is not known. `epoch` is
    the day from which the sheet counts days. A day without a time raises DayAlone. A whole number
    of days is one too.
    """
    if isinstance(value, str):
        local = _LOCAL.fullmatch(value.strip())
        if local:
            return _plain(_read_local(local, value, order))
        slot = parse_when((_ISO.fullmatch(value.strip()) and value.strip()[:19]) or value)
        if isinstance(slot, InWeek):
            return Meant(slot.on(start).wall, " ".join(value.split()))
        return _plain(slot.wall)
    if isinstance(value, datetime):
        return _plain(value)
    if isinstance(value, date):
        raise DayAlone(value)
    if isinstance(value, float) and 1 <= value < 1_000_000:
        found = _plain(datetime.combine(epoch, time()) + timedelta(days=value))
        if found.wall.time() == time():
            raise DayAlone(found.wall.date())
        return found
    raise WhenError("this is not a time")


def as_midnight(day: DayAlone) -> Meant:
    """The midnight that a day alone stands for, where it is known to be meant."""
    return _plain(day.wall)


def written(wall: datetime) -> str:
    """A wall time as post files write it: 2026-12-01 10:00."""
    return wall.strftime("%Y-%m-%d %H:%M:%S" if wall.second else "%Y-%m-%d %H:%M")


def day_order(cells: Iterable[tuple[Value, datetime | None]]) -> DayOrder | None:
    """Whether a column of times has the day or the month first; None when that is not certain.

    Each cell comes with the time of its post in the files. The right order agrees with the files in
    most rows, or some row has a day after the 12th.
    """
    possible, votes = set(DayOrder), dict.fromkeys(DayOrder, 0)
    for value, known in cells:
        local = _LOCAL.fullmatch(value.strip()) if isinstance(value, str) else None
        if local is None:
            continue
        for order in DayOrder:
            read = _in_order(local, order)
            if read is None:
                possible.discard(order)
            elif read == known:
                votes[order] += 1
    if len(possible) == 1:
        return possible.pop()
    first, second = votes[DayOrder.DAY_FIRST], votes[DayOrder.MONTH_FIRST]
    if not possible or first == second:
        return None
    return DayOrder.DAY_FIRST if first > second else DayOrder.MONTH_FIRST


def _plain(wall: datetime) -> Meant:
    # a fraction of a day comes back with an error of a few microseconds
    wall = (wall.replace(tzinfo=None) + timedelta(microseconds=500_000)).replace(microsecond=0)
    return Meant(wall, written(wall))


def _read_local(found: re.Match[str], text: str, order: DayOrder | None) -> datetime:
    both = {_in_order(found, each) for each in DayOrder} - {None}
    read = _in_order(found, order) if order else (both.pop() if len(both) == 1 else None)
    if read is None:
        message = f'"{text}" can be read in two ways' if both else f'"{text}" is not a day'
        raise WhenError(message, "write year-month-day: 2026-12-01 10:00")
    return read


def _in_order(found: re.Match[str], order: DayOrder) -> datetime | None:
    first, _, second, year, hour, minute, seconds, half = found.groups()
    day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
    hours = int(hour)
    if half:
        hours = hours % _NOON + (_NOON if half.casefold() == "p" else 0)
    full = int(year) + (2000 if int(year) < _CENTURY else 0)
    try:
        return datetime(  # noqa: DTZ001 - wall time
            full, int(month), int(day), hours, int(minute), int(seconds or 0)
        )
    except ValueError:
        return None
