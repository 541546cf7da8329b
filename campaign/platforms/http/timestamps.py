"""Reads instants out of networks' answers, in UTC; None for anything that is not a sane instant.

Every form is read here, because each of Python's readers fails in its own ways: ValueError,
TypeError, IndexError, and OverflowError outside the years 1 to 9999.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

#: No credential lives longer than this.
LONGEST_LIFE: Final = timedelta(days=3650)
_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = 253_402_214_400  # the last day of the year 9999, in Unix seconds
_FAULTS = (ValueError, TypeError, IndexError, OverflowError)


def instant(value: Any) -> datetime | None:
    """An instant in ISO 8601; one without a zone is UTC."""
    try:
        return _in_utc(datetime.fromisoformat(str(value)))
    except _FAULTS:
        return None


def http_date(text: str) -> datetime | None:
    """An HTTP date, as in the header `Date`: https://www.rfc-editor.org/rfc/rfc9110#http.date."""
    try:
        return _in_utc(parsedate_to_datetime(text))
    except _FAULTS:
        return None


def unix(value: Any) -> datetime | None:
    """Whole seconds since 1970, as a number or its digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 13:
        value = int(value)
    return _BEGIN + timedelta(seconds=value) if _is_within(value, _LATEST) else None


def after(now: datetime, seconds: Any) -> datetime | None:
    """The instant so many whole seconds after now, at most `LONGEST_LIFE`; else None."""
    if type(seconds) is not int or seconds <= 0:
        return None
    return now + timedelta(seconds=min(seconds, LONGEST_LIFE.total_seconds()))


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_within(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most
