"""The posts that this process is sending now: handed to threads, their results collected."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Event, Lock
from typing import Final

from campaign.engine.claimed import ClaimedPublication, SendResult, TornSend
from campaign.engine.context import EngineContext
from campaign.engine.leases import Leases
from campaign.engine.sender import send
from campaign.engine.thread_pool import ThreadPool

log = logging.getLogger(__name__)

_LISTEN: Final = 1.0  # seconds: the owner looks around at least this often
_SPAN: Final = 300.0  # seconds after which a tick claims nothing more


class InFlight:
    """The claimed publications of one tick that are being sent, and the results that came back.

    One thread owns it: only that thread claims and writes results. The threads of the pool only
    send. `write_lock` is held around every write, so that the heartbeat and the owner never wait
    for each other's rows. `returned` are the results that are not written down yet.
    """

    def __init__(self, context: EngineContext) -> None:
        self.write_lock = Lock()
        self.returned: list[SendResult] = []
        self._context = context
        self._leases = Leases(context, self.write_lock)
        self._pool = ThreadPool(context.threads, "send")
        self._sending: dict[int, ClaimedPublication] = {}
        self._results: SimpleQueue[SendResult | TornSend] = SimpleQueue()
        self._halt = Event()
        self._began = time.monotonic()
        self._stopped: float | None = None

    def __bool__(self) -> bool:
        return bool(self._sending)

    @property
    def room(self) -> int:
        """How many more may be claimed.

        Twice as many as there are threads: while one half is sent, the other half is ready, so no
        thread waits for work.
        """
        return 2 * self._context.threads - len(self._unanswered())

    @property
    def busy_channels(self) -> set[str]:
        """The channels on which a post is still being sent."""
        return {claimed.publication.channel for claimed in self._unanswered()}

    def is_closing(self) -> bool:
        """True when this tick claims nothing more."""
        return self._halted() or time.monotonic() - self._began > _SPAN

    def launch(self, some: Sequence[ClaimedPublication]) -> None:
        """Send these, each as soon as a thread is free; their leases are extended meanwhile."""
        until = self._context.clock() + self._context.lease_extension
        self._leases.add(
            [claimed.publication.id for claimed in some],
            min((claimed.publication.lease_until or until for claimed in some), default=until),
        )
        for claimed in some:
            self._sending[claimed.publication.id] = claimed
            self._pool.submit(lambda claimed=claimed: self._send(claimed))  # type: ignore[misc]

    def receive(self) -> None:
        """Take every result that is there; wait up to a second for the first one."""
        torn: list[TornSend] = []
        wait: float | None = _LISTEN
        try:
            while True:
                each = self._results.get(timeout=wait) if wait else self._results.get_nowait()
                wait = None
                if isinstance(each, SendResult):
                    self.returned.append(each)
                else:
                    torn.append(each)
        except Empty:
            # Nobody knows what these have sent. They stay claimed until their leases end, and then
            # their networks are asked.
            for lost in torn:
                self._forget(lost.claimed)
                self._context.unrecorded.stuck.add(lost.claimed.publication.id)
            if torn:
                raise torn[0].error from None

    def take_returned(self) -> list[SendResult]:
        """Hand over the results that came back; the caller writes them down, or keeps them.

        From now on the posts are no longer in flight, and their leases are not extended.
        """
        taken, self.returned = self.returned, []
        for result in taken:
            self._forget(result.claimed)
        return taken

    def halt(self) -> None:
        """Let nothing more leave."""
        self._halt.set()

    def is_overdue(self) -> bool:
        """True when the engine was stopped and has waited long enough for what is in flight."""
        if not self._halted():
            return False
        if self._stopped is None:
            self._stopped = time.monotonic()
        waited = time.monotonic() - self._stopped
        overdue = waited > self._context.shutdown_timeout.total_seconds()
        if overdue and self._sending:
            log.error(
                "Left without an answer: %s; their networks will be asked",
                ", ".join(map(str, self._sending)),
                extra={"action": "left_in_flight"},
            )
        return overdue

    def end(self) -> None:
        """Extend no lease any more, and remember which posts have not come back."""
        self._leases.end()
        self._pool.shut_down()
        self._context.unrecorded.stuck |= self._sending.keys()

    def _unanswered(self) -> list[ClaimedPublication]:
        returned = {result.claimed.publication.id for result in self.returned}
        return [claimed for number, claimed in self._sending.items() if number not in returned]

    def _halted(self) -> bool:
        return self._halt.is_set() or self._context.stopping()

    def _send(self, claimed: ClaimedPublication) -> None:
        try:
            self._results.put(send(self._context, claimed, self._leases.holds, self._halted))
        except BaseException as error:
            # The owner waits for one result of each send: without one it would wait for ever.
            self._results.put(TornSend(claimed, error))

    def _forget(self, claimed: ClaimedPublication) -> None:
        self._leases.drop(claimed.publication.id)
        self._sending.pop(claimed.publication.id, None)
