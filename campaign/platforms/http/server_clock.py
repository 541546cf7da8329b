"""Reads the time out of servers' answers, for a clock that learns and for those who ask.

::

    with server_clock.noted() as found:     the code that asks, around calls of an adapter
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
    """A clock that learns from the servers it is used for."""

    def heard(self, server: str, date: datetime, seconds: float) -> None:
        """Learn that a server's answer, which took so many seconds, was dated `date` (UTC)."""
        ...


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The time in a server's answer, and our time when the answer arrived (both UTC)."""

    server: str
    theirs: datetime
    ours: datetime

    @property
    def ahead(self) -> timedelta:
        """How far our clock is ahead of theirs; a server gives whole seconds."""
        return self.ours - self.theirs


class _Thread(threading.local):
    """The readings of one thread: a request is sent by the thread that asks for it."""

    found: list[ClockReading] | None = None


_thread = _Thread()


@contextmanager
def noted() -> Iterator[list[ClockReading]]:
    """Collect the times in the answers that this thread gets within this block."""
    found: list[ClockReading] = []
    before, _thread.found = _thread.found, found
    try:
        yield found
    finally:
        _thread.found = before


def tell(
    clock: Callable[[], datetime], server: str, headers: Mapping[str, str], seconds: float
) -> None:
    """Pass on at what time a server made its answer: to the clock, if it learns, and to `noted`.

    Answers from a cache are ignored: their date is that of the cached copy
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
