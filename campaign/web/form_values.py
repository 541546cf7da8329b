"""Days, instants and numbers as forms and addresses bring them: what is none breaks nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from starlette.datastructures import FormData

_DIGITS: Final = 9  # of the number of a row
_YEARS: Final = range(2000, 2200)  # beyond them, a clock's zone may be out of range


def day_of(text: str) -> date | None:
    """A day written as year-month-day; None for what is none, or far from any campaign."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def instant_of(text: str) -> datetime | None:
    """An instant (UTC) as a page wrote it down; None for what is none, or has no zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None or found.year not in _YEARS:
        return None
    return found.astimezone(UTC)


def number_of(text: str) -> int:
    """The number of a row; 0, which no row has, for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_number else 0


def numbers_of(form: FormData, name: str) -> tuple[int, ...]:
    """The numbers of the rows that were chosen under a name, each once, in their order."""
    given = {number_of(each) for each in form.getlist(name) if isinstance(each, str)}
    return tuple(sorted(given - {0}))
