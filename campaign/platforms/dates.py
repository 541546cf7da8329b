"""What a server's answers say of the time, for a clock that wants to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, runtime_checkable


@runtime_checkable
class Listens(Protocol):
    """A clock that learns from the servers it is used for."""

    def heard(self, server: str, date: datetime, seconds: float) -> None:
        """A server said that it is `date` (UTC), in an answer that came after so many seconds."""
        ...


def tell(clock: object, server: str, headers: Mapping[str, str], seconds: float) -> None:
    """Tell the clock, if it listens, what time a server's answer was made at.

    An answer from a cache says when it was put there
    (https://www.rfc-editor.org/rfc/rfc9110#field.date, rfc9111#field.age).
    """
    if not isinstance(clock, Listens) or headers.get("Age", "0") != "0":
        return
    try:
        date = parsedate_to_datetime(headers.get("Date", ""))
        date = date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return
    clock.heard(server, date, seconds)
