"""The claims of this process: kept alive by a heartbeat, and known to have ended when it fails."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from threading import Event, Lock, Thread

from campaign import __version__
from campaign.engine.context import Desk
from campaign.errors import StorageError
from campaign.storage import queue, workers

log = logging.getLogger(__name__)


class Leases:
    """What this process has claimed, and until when it can prove that.

    A thread of its own lengthens the claims in the database, so that neither a slow network nor a
    long queue ends them. `pen` is taken around every write, so that two threads of one process
    never wait for each other's rows.
    """

    def __init__(self, desk: Desk, pen: Lock) -> None:
        self._desk = desk
        self._pen = pen
        self._until: dict[int, datetime] = {}
        self._stop = Event()
        self._thread: Thread | None = None

    def add(self, numbers: Collection[int], until: datetime) -> None:
        """Keep these alive from now on; they are claimed until then (UTC)."""
        self._until.update(dict.fromkeys(numbers, until))
        if self._until and self._thread is None:
            self._thread = Thread(target=self._work, name="heartbeat", daemon=True)
            self._thread.start()

    def drop(self, number: int) -> None:
        """It is written down how this one ended."""
        self._until.pop(number, None)

    def holds(self, number: int) -> bool:
        """True when it is surely ours, with time to send it in."""
        until = self._until.get(number)
        return until is not None and self._desk.clock() < until - self._desk.grant / 3

    def end(self) -> None:
        """Lengthen nothing any more."""
        self._stop.set()

    def beat(self) -> None:
        """Lengthen every claim once, and say that this worker lives; raises StorageError."""
        desk, now = self._desk, self._desk.clock()
        until = now + desk.grant
        with self._pen, desk.database.write() as connection:
            mine = list(self._until)
            kept = queue.extend(connection, mine, worker=desk.worker, lease_until=until)
            workers.beat(connection, desk.worker, __version__, now)
        for number in mine:
            # One that was written down meanwhile is no longer there, and stays so.
            if number in self._until:
                if number in kept:
                    self._until[number] = until
                else:
                    self._until.pop(number, None)

    def _work(self) -> None:
        while not self._stop.wait(self._desk.beat.total_seconds()):
            try:
                self.beat()
            except StorageError as error:
                log.warning("No heartbeat: %s", error, extra={"action": "heartbeat_failed"})
            except Exception:
                log.exception("No heartbeat", extra={"action": "heartbeat_failed"})


def attend(desk: Desk, skew: float | None = None) -> None:
    """Say that this worker lives, also while it has nothing to do; raises StorageError.

    `skew` is by how many seconds its machine's own clock is slow, None where that is not known.
    """
    with desk.database.write() as connection:
        workers.beat(connection, desk.worker, __version__, desk.clock(), skew)


def depart(desk: Desk) -> None:
    """Say that this worker ended, if the database is there to hear it."""
    with suppress(StorageError), desk.database.write() as connection:
        workers.leave(connection, desk.worker, desk.clock())
