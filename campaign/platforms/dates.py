"""What time the networks' servers have: the `Date` of their answers beside our own clock.

::

    with dates.noted() as found:        whoever wants to know, around calls of an adapter
        platform.recent(...)
            → wire: an answer came → `note(...)`
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.platforms import moments


@dataclass(frozen=True, slots=True)
class Told:
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

    found: list[Told] | None = None


_thread = _Thread()


@contextmanager
def noted() -> Iterator[list[Told]]:
    """The times that servers tell this thread from now on."""
    found: list[Told] = []
    before, _thread.found = _thread.found, found
    try:
        yield found
    finally:
        _thread.found = before


def note(server: str, date: str, ours: datetime) -> None:
    """Note the `Date` header of an answer, when somebody wants to know; "" for none."""
    if _thread.found is None or not date:
        return
    theirs = moments.http_date(date)
    if theirs is not None:
        _thread.found.append(Told(server, theirs, ours))
