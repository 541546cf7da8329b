"""Claims end unless their worker says that it lives: it has a heartbeat, and all have a sweep.

A claim whose lease has ended leaves a doubt: nobody tells how its try ended, so its network must.
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
    """What this process has claimed, and until when it can prove that.

    A thread of its own lengthens the claims in the database, so that neither a slow network nor a
    long queue ends them. `pen` is taken around every write, so that two threads of one process
    never wait for each other's rows.
    """

    def __init__(self, context: EngineContext, pen: Lock) -> None:
        self._context = context
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
        return (
            until is not None and self._context.clock() < until - self._context.lease_extension / 3
        )

    def end(self) -> None:
        """Lengthen nothing any more."""
        self._stop.set()

    def beat(self) -> None:
        """Lengthen every claim once, and say that this worker lives; raises StorageError."""
        context, now = self._context, self._context.clock()
        until = now + context.lease_extension
        with self._pen, context.database.write() as connection:
            mine = list(self._until)
            kept = queue.extend(connection, mine, worker=context.worker, lease_until=until)
            workers.beat(connection, context.worker, __version__, now)
        for number in mine:
            # One that was written down meanwhile is no longer there, and stays so.
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
    """Say of every claim whose lease ran out that its outcome is unknown."""
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


def attend(context: EngineContext, skew: float | None = None) -> None:
    """Say that this worker lives, also while it has nothing to do; raises StorageError.

    `skew` is by how many seconds its machine's own clock is slow, None where that is not known.
    """
    with context.database.write() as connection:
        workers.beat(connection, context.worker, __version__, context.clock(), skew)


def depart(context: EngineContext) -> None:
    """Say that this worker ended, if the database is there to hear it."""
    with suppress(StorageError), context.database.write() as connection:
        workers.leave(connection, context.worker, context.clock())
