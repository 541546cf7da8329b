"""Claims are leases: a worker's heartbeat extends its own, and a sweep ends the expired ones.

If a lease expires, its worker may have died after the request left. Nobody knows how that try
ended, so the publication becomes unknown and its network is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from threading import Event, Lock, Thread

from campaign import __version__
from campaign.engine.context import EngineContext, TickReport
from campaign.errors import StorageError
from campaign.model import AttemptOutcome, State
from campaign.storage import attempts, publications, queue, workers

log = logging.getLogger(__name__)


class Leases:
    """The claims of this process, and until when each one is surely ours.

    A thread of its own extends the leases in the database, so that neither a slow network nor a
    long queue ends them. `write_lock` is held around every write, so that two threads of one
    process never wait for each other's rows.
    """

    def __init__(self, context: EngineContext, write_lock: Lock) -> None:
        self._context = context
        self._write_lock = write_lock
        self._until: dict[int, datetime] = {}
        self._stop = Event()
        self._thread: Thread | None = None

    def add(self, numbers: Collection[int], until: datetime) -> None:
        """Extend the leases of these from now on; they are claimed until `until` (UTC)."""
        self._until.update(dict.fromkeys(numbers, until))
        if self._until and self._thread is None:
            self._thread = Thread(target=self._work, name="heartbeat", daemon=True)
            self._thread.start()

    def drop(self, number: int) -> None:
        """Extend this one no more: its result is written down."""
        self._until.pop(number, None)

    def holds(self, number: int) -> bool:
        """True when the claim is surely ours, with enough time left to send."""
        until = self._until.get(number)
        # A third of an extension stays for sending: if every heartbeat fails from now on, the
        # request still has that long before another worker finds the lease expired.
        return (
            until is not None and self._context.clock() < until - self._context.lease_extension / 3
        )

    def end(self) -> None:
        """Extend no lease any more."""
        self._stop.set()

    def beat(self) -> None:
        """Extend every lease once, and report that this worker is alive; raises StorageError."""
        context, now = self._context, self._context.clock()
        until = now + context.lease_extension
        with self._write_lock, context.database.write() as connection:
            mine = list(self._until)
            kept = queue.extend(connection, mine, worker=context.worker, lease_until=until)
            workers.beat(connection, context.worker, __version__, now)
        for number in mine:
            # `drop` may have removed a number meanwhile: it must not come back.
            if number in self._until:
                if number in kept:
                    self._until[number] = until
                else:
                    self._until.pop(number, None)

    def _work(self) -> None:
        while not self._stop.wait(self._context.heartbeat_interval.total_seconds()):
            try:
                self.beat()
            except StorageError as error:
                log.warning("No heartbeat: %s", error, extra={"action": "heartbeat_failed"})
            except Exception:
                log.exception("No heartbeat", extra={"action": "heartbeat_failed"})


def sweep(context: EngineContext, report: TickReport) -> None:
    """Mark every publication whose lease has expired as unknown."""
    now = context.clock()
    with context.database.read() as connection:
        ended = queue.expired(connection, now)
    for publication in ended:
        now = context.clock()
        reason = f"{publication.worker} took it and did not say how it ended"
        with context.database.write() as connection:
            done = publications.change(
                connection,
                publication,
                State.UNKNOWN,
                who=context.worker,
                now=now,
                reason=reason,
                not_before=now,
            )
            if done:
                attempts.abandon(connection, publication.id, AttemptOutcome.NO_ANSWER, reason, now)
        if done:
            report.unknown.append(publication.id)
            log.warning(
                "The outcome of %s is unknown", publication.id, extra={"action": "lease_ended"}
            )


def report_alive(context: EngineContext, skew: float | None = None) -> None:
    """Report that this worker is alive, also while it has nothing to do; raises StorageError.

    `skew` is by how many seconds its machine's own clock is slow, None where that is not known.
    """
    with context.database.write() as connection:
        workers.beat(connection, context.worker, __version__, context.clock(), skew)


def report_stopped(context: EngineContext) -> None:
    """Report that this worker has stopped, if the database can be reached."""
    with suppress(StorageError), context.database.write() as connection:
        workers.leave(connection, context.worker, context.clock())
