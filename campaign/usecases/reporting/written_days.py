"""A day as people and spreadsheets write it; what could be two days is never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from campaign.calendar.sheet import Value
from campaign.errors import CampaignError

_LONGEST: Final = 40  # characters of a text that is looked at
_MONTHS: Final = 12
_FIRST, _LAST = 2000, 2999


class NotADay(CampaignError):
    """A text that is no day, or could be two; `remedy` says what to write."""

    def __init__(self, what: str, remedy: str = "write it as 2026-12-18") -> None:
        super().__init__(what)
        self.remedy = remedy


def read_day(value: Value, epoch: date = date(1899, 12, 30)) -> date:
    """The day that a text or a cell means; raises NotADay.

    `epoch` is the day from which a spreadsheet counts days. With full stops the day comes first
    (18.12.2026); with slashes or hyphens that is only known where one of the two is over twelve.
    """
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, float):
        found = _counted(value, epoch)
    elif isinstance(value, str):
        found = _written(value.strip())
    else:
        raise NotADay("this cannot be read")
    if not _FIRST <= found.year <= _LAST:
        raise NotADay(f"{found} is in another age", "look at the year")
    return found


def _counted(value: float, epoch: date) -> date:
    try:
        return epoch + timedelta(days=int(value))
    except (OverflowError, ValueError):
        raise NotADay("this number is no day") from None


def _written(text: str) -> date:
    if not text:
        raise NotADay("the day is missing")
    shown = text[:_LONGEST]
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
        local = re.fullmatch(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})", text, re.ASCII)
        if local is None:
            raise NotADay(f'"{shown}" is no day')
        one, other, year = int(local[1]), int(local[3]), int(local[4])
        if local[2] == "." or one > _MONTHS or one == other:
            return date(year, other, one)
        if other > _MONTHS:
            return date(year, one, other)
    except NotADay:
        raise
    except ValueError:
        raise NotADay(f'there is no day "{shown}"') from None
    raise NotADay(f'"{shown}" may be two days')
