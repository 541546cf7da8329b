"""Everything whose time has come goes out, each at most once.

::

    due → gate → claim + attempt (committed) → send → receipt | error (committed)

The attempt is committed before the request leaves and the receipt right after the answer, so that
a crash between the two leaves a row that says so. A bounded number is in flight, and one thread
writes: what came back and what is claimed next go into one transaction, as many as there are by
then and without waiting for more.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Lock

from sqlalchemy import Connection

from campaign.engine import outcomes
from campaign.engine.answers import UNSTORABLE
from campaign.engine.candidates import Candidates
from campaign.engine.context import Desk, Tick
from campaign.engine.leases import Leases
from campaign.engine.prepare import Prepared, prepare
from campaign.engine.sender import Flight, Note, send
from campaign.engine.thread_pool import Crew
from campaign.model import State
from campaign.plan import pace
from campaign.storage import attempts, publications, queue, rate_limits

__all__ = ["Desk", "Tick", "publish_due"]

log = logging.getLogger(__name__)

_LISTEN = 1.0  # seconds until the pipeline looks round though nothing came back
_MAY_BE_PUBLIC = frozenset({State.PUBLISHED, State.PENDING, State.UNKNOWN})
_SPAN = 300.0  # seconds after which a tick takes nothing more, so that the next one sees all anew


def publish_due(desk: Desk, report: Tick) -> None:
    """Publish everything that is due and may go; raises StorageError, never PlatformError."""
    recover(desk, report)
    with desk.database.read() as connection:
        if not queue.anything_due(connection, desk.clock()):
            return
    candidates = Candidates(desk, report)
    candidates.miss()
    _Pipeline(desk, report, candidates).run()
    candidates.tell_held()


def recover(desk: Desk, report: Tick) -> None:
    """Write down what an earlier tick could not; raises StorageError when it still cannot be."""
    loose = desk.loose
    if not loose.notes and not loose.unsure:
        return
    now = desk.clock()
    reason = "not sent: the database went away"
    settled = outcomes.write_down_singly(desk, loose.notes)
    with desk.database.write() as connection:
        # Nothing of ours is in flight now: what the database says is, was claimed in a commit
        # whose answer we never got.
        for publication in queue.held_by(connection, desk.worker) if loose.unsure else ():
            if publication.id in loose.stuck:
                continue
            attempts.abandon(connection, publication.id, attempts.NOT_SENT, reason, now)
            publications.change(
                connection,
                publication,
                State.SCHEDULED,
                who=desk.worker,
                now=now,
                reason=reason,
                tries=publication.tries - 1,
            )
    outcomes.book(desk, settled)
    loose.notes.clear()
    loose.unsure = False
    for each in settled:
        outcomes.tell(each, report)


@dataclass(frozen=True, slots=True)
class _Torn:
    """A flight whose thread was ended in the middle: nobody knows how far it came."""

    flight: Flight
    error: BaseException


class _Pipeline:
    """One tick's flights: claimed, sent by a crew, written down by this thread alone."""

    def __init__(self, desk: Desk, report: Tick, candidates: Candidates) -> None:
        self._desk = desk
        self._report = report
        self._candidates = candidates
        self._pen = Lock()
        self._leases = Leases(desk, self._pen)
        self._crew = Crew(desk.threads, "send")
        self._places = 2 * desk.threads  # as many again wait for a thread, so that none waits
        self._flying: dict[int, Flight] = {}
        self._notes: SimpleQueue[Note | _Torn] = SimpleQueue()
        self._back: list[Note] = []  # taken out of the queue, and not written down yet
        self._halt = Event()
        self._began = time.monotonic()
        self._stopped: float | None = None

    def run(self) -> None:
        """Until nothing is due that may leave, or until told to stop."""
        try:
            while self._turn():
                self._desk.alive()
        except BaseException:
            self._land()
            raise
        finally:
            self._leases.end()
            self._crew.dismiss()
            self._desk.loose.stuck |= self._flying.keys()

    def _turn(self) -> bool:
        if self._flying:
            self._hear()
        back = {note.flight.publication.id for note in self._back}
        still = [f for number, f in self._flying.items() if number not in back]
        chosen = []
        if not self._is_closing():
            busy = {flight.publication.channel for flight in still}
            chosen = self._candidates.take(busy, self._places - len(still))
        ready = prepare(self._desk, chosen, self._report, self._candidates.shut)
        if self._back or ready:
            self._commit(ready)
        return bool(self._flying or chosen) and not self._is_late()

    def _hear(self) -> None:
        """Take everything that came back by now; at least one, unless none comes for a while."""
        torn: list[_Torn] = []
        wait: float | None = _LISTEN
        try:
            while True:
                each = self._notes.get(timeout=wait) if wait else self._notes.get_nowait()
                wait = None
                if isinstance(each, Note):
                    self._back.append(each)
                else:
                    torn.append(each)
        except Empty:
            for lost in torn:
                self._landed(lost)
                self._desk.loose.stuck.add(lost.flight.publication.id)
            if torn:
                raise torn[0].error from None

    def _is_closing(self) -> bool:
        return self._halted() or time.monotonic() - self._began > _SPAN

    def _halted(self) -> bool:
        return self._halt.is_set() or self._desk.stopping()

    def _is_late(self) -> bool:
        """True when what is in flight has been waited for long enough after the word to stop."""
        if not self._halted():
            return False
        if self._stopped is None:
            self._stopped = time.monotonic()
        late = time.monotonic() - self._stopped > self._desk.patience.total_seconds()
        if late and self._flying:
            log.error(
                "Left without an answer: %s; their networks will be asked",
                ", ".join(map(str, self._flying)),
                extra={"action": "left_in_flight"},
            )
        return late

    def _commit(self, ready: Sequence[Prepared]) -> None:
        desk = self._desk
        flights: list[Flight] = []
        try:
            try:
                with self._pen, desk.database.write() as connection:
                    settled = outcomes.write_down(desk, connection, self._back)
                    # A post was chosen for its channel before this note told that that rests.
                    rests = {each.publication.channel for each in settled if self._rests(each)}
                    flights = self._claim(
                        connection, [p for p in ready if p.publication.channel not in rests]
                    )
            except UNSTORABLE:
                with self._pen:
                    settled = outcomes.write_down_singly(desk, self._back)
        except BaseException:
            desk.loose.unsure = True
            raise
        outcomes.book(desk, settled)
        for note in self._back:
            self._landed(note)
        self._back.clear()
        for each in settled:
            outcomes.tell(each, self._report)
            if each.after in _MAY_BE_PUBLIC:
                self._candidates.published(each.publication.channel, desk.clock())
            if each.shut:
                self._candidates.shut(each.publication.channel, each.shut)
        until = desk.clock() + desk.grant
        self._leases.add(
            [f.publication.id for f in flights],
            min((f.publication.lease_until or until for f in flights), default=until),
        )
        for flight in flights:
            self._launch(flight)
        taken = {flight.publication.id for flight in flights}
        self._candidates.lost(p.publication for p in ready if p.publication.id not in taken)

    def _rests(self, settled: outcomes.Settled) -> bool:
        """True when nothing may follow at once: it was told to wait, or keeps its pace."""
        channel = self._desk.channels.get(settled.publication.channel)
        paced = channel is not None and bool(channel.min_interval)
        return bool(settled.shut) or (paced and settled.after in _MAY_BE_PUBLIC)

    def _claim(self, connection: Connection, ready: Sequence[Prepared]) -> list[Flight]:
        """Claim, and write down each try; what was not taken stays as it is."""
        if not ready:
            return []
        desk, now = self._desk, self._desk.clock()
        by_number = {each.publication.id: each for each in self._admitted(connection, ready)}
        channels = [desk.channels[p.publication.channel] for p in by_number.values()]
        taken = queue.claim(
            connection,
            [each.publication for each in by_number.values()],
            worker=desk.worker,
            lease_until=now + desk.grant,
            now=now,
            quiet={c.name: now - c.min_interval for c in channels if c.min_interval},
        )
        mine = [(publication, by_number[publication.id]) for publication in taken]
        attempts.begin(connection, [(p, each.kept) for p, each in mine], now)
        return [
            Flight(publication, each.payloads, each.platform, now, each.earlier, each.in_doubt)
            for publication, each in mine
        ]

    def _admitted(self, connection: Connection, ready: Sequence[Prepared]) -> Sequence[Prepared]:
        """Those for which the networks' own limits have room, shared with all other workers."""
        desk = self._desk
        if not desk.rates:
            return ready
        passed = [
            pace.buckets(
                desk.channels[each.publication.channel],
                desk.rates.get(each.publication.platform, ()),
            )
            for each in ready
        ]
        waits = rate_limits.admit_each(connection, passed, desk.clock())
        for each, until in zip(ready, waits, strict=True):
            if until is not None:
                reason = f"the network's limit has room again at {until:%H:%M:%S} UTC"
                self._report.held[each.publication.id] = reason
                self._candidates.shut(each.publication.channel, reason)
        return [each for each, until in zip(ready, waits, strict=True) if until is None]

    def _launch(self, flight: Flight) -> None:
        self._flying[flight.publication.id] = flight

        def work() -> None:
            try:
                self._notes.put(send(self._desk, flight, self._leases.holds, self._halted))
            except BaseException as error:
                self._notes.put(_Torn(flight, error))

        self._crew.give(work)

    def _landed(self, note: Note | _Torn) -> None:
        number = note.flight.publication.id
        self._leases.drop(number)
        self._flying.pop(number, None)

    def _keep(self) -> None:
        """Let the process remember what could not be written down."""
        self._desk.loose.notes.extend(self._back)
        for note in self._back:
            self._landed(note)
        self._back.clear()

    def _land(self) -> None:
        """After a failure: nothing more leaves, and what is in flight is waited for."""
        self._halt.set()
        desk = self._desk
        self._keep()
        while self._flying and not self._is_late():
            try:
                self._hear()
            except BaseException as error:
                log.error("Torn: %s", error, extra={"action": "torn"})
            self._keep()
            desk.alive()
        desk.loose.stuck |= self._flying.keys()
        try:
            with self._pen:
                recover(desk, self._report)
        except Exception as error:
            log.error(
                "%d answers are kept until the database is back: %s",
                len(desk.loose.notes),
                error,
                extra={"action": "answers_kept"},
            )
