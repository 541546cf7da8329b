"""What servers' answers say of the time, for a clock that learns and for whoever wants to know.

::

    with dates.noted() as found:        whoever wants to know, around calls of an adapter
        platform.recent(...)
            → wire: an answer came → `tell(clock, ...)`
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from campaign.platforms.http import timestamps


class Listens(Protocol):
    """What a clock has that learns from the servers it is used for."""

    def heard(self, server: str, date: datetime, seconds: float) -> None:
        """A server said that it is `date` (UTC), in an answer that came after so many seconds."""
        ...


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The time a server told, and ours when its answer was there (both UTC)."""

    server: str
    theirs: datetime
    ours: datetime

    @property
    def ahead(self) -> timedelta:
        """How far our clock is ahead of theirs; a server tells whole seconds."""
        return self.ours - self.theirs


class _Thread(threading.local):
    """A request is sent by the thread that asks for it."""

    found: list[ClockReading] | None = None


_thread = _Thread()


@contextmanager
def noted() -> Iterator[list[ClockReading]]:
    """The times that servers tell this thread from now on."""
    found: list[ClockReading] = []
    before, _thread.found = _thread.found, found
    try:
        yield found
    finally:
        _thread.found = before


def tell(
    clock: Callable[[], datetime], server: str, headers: Mapping[str, str], seconds: float
) -> None:
    """Tell the clock, if it listens, and who notes it, at what time a server's answer was made.

    An answer from a cache says when it was put there
    (https://www.rfc-editor.org/rfc/rfc9110#field.date, rfc9111#field.age).
    """
    noting = _thread.found
    hear = getattr(clock, "heard", None)
    if noting is None and hear is None:
        return
    date = timestamps.http_date(headers.get("Date", ""))
    if date is None or headers.get("Age", "0") != "0":
        return
    if hear is not None:
        hear(server, date, seconds)
    if noting is not None:
        noting.append(ClockReading(server, date, clock()))
