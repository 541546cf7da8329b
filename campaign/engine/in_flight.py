"""What this process sends at this moment: given to threads, and heard of when it came back."""

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

_LISTEN: Final = 1.0  # seconds until it is looked round though nothing came back
_SPAN: Final = 300.0  # seconds after which a tick takes nothing more: the next one sees all anew


class InFlight:
    """The claimed publications of one tick that are being sent, and the results that came back.

    One thread owns it, claims and writes; the threads of the pool only send. `pen` is held around
    every write, so that the heartbeat and the owner never wait for each other's rows. `returned`
    are the results that are not written down yet.
    """

    def __init__(self, context: EngineContext) -> None:
        self.pen = Lock()
        self.returned: list[SendResult] = []
        self._context = context
        self._leases = Leases(context, self.pen)
        self._pool = ThreadPool(context.threads, "send")
        self._flying: dict[int, ClaimedPublication] = {}
        self._results: SimpleQueue[SendResult | TornSend] = SimpleQueue()
        self._halt = Event()
        self._began = time.monotonic()
        self._stopped: float | None = None

    def __bool__(self) -> bool:
        return bool(self._flying)

    @property
    def room(self) -> int:
        """How many more may be claimed: as many again wait for a thread, so that none waits."""
        return 2 * self._context.threads - len(self._still())

    @property
    def busy_channels(self) -> set[str]:
        """The channels on which one is still being sent."""
        return {claimed.publication.channel for claimed in self._still()}

    def is_closing(self) -> bool:
        """True when this tick claims nothing more."""
        return self._halted() or time.monotonic() - self._began > _SPAN

    def launch(self, some: Sequence[ClaimedPublication]) -> None:
        """Send these, each as soon as a thread is free; their claims are kept alive."""
        until = self._context.clock() + self._context.lease_extension
        self._leases.add(
            [claimed.publication.id for claimed in some],
            min((claimed.publication.lease_until or until for claimed in some), default=until),
        )
        for claimed in some:
            self._flying[claimed.publication.id] = claimed
            self._pool.give(lambda claimed=claimed: self._send(claimed))  # type: ignore[misc]

    def hear(self) -> None:
        """Take everything that came back by now; at least one, unless none comes for a while."""
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
            for lost in torn:
                self._landed(lost.claimed)
                self._context.unrecorded.stuck.add(lost.claimed.publication.id)
            if torn:
                raise torn[0].error from None

    def take_returned(self) -> list[SendResult]:
        """Hand out the results that came back: they are written down, or kept, by the caller."""
        taken, self.returned = self.returned, []
        for result in taken:
            self._landed(result.claimed)
        return taken

    def halt(self) -> None:
        """Let nothing more leave."""
        self._halt.set()

    def is_overdue(self) -> bool:
        """True when what is in flight has been waited for long enough after the word to stop."""
        if not self._halted():
            return False
        if self._stopped is None:
            self._stopped = time.monotonic()
        waited = time.monotonic() - self._stopped
        overdue = waited > self._context.shutdown_timeout.total_seconds()
        if overdue and self._flying:
            log.error(
                "Left without an answer: %s; their networks will be asked",
                ", ".join(map(str, self._flying)),
                extra={"action": "left_in_flight"},
            )
        return overdue

    def end(self) -> None:
        """Lengthen no claim any more; remember what has not come back."""
        self._leases.end()
        self._pool.dismiss()
        self._context.unrecorded.stuck |= self._flying.keys()

    def _still(self) -> list[ClaimedPublication]:
        returned = {result.claimed.publication.id for result in self.returned}
        return [claimed for number, claimed in self._flying.items() if number not in returned]

    def _halted(self) -> bool:
        return self._halt.is_set() or self._context.stopping()

    def _send(self, claimed: ClaimedPublication) -> None:
        try:
            self._results.put(send(self._context, claimed, self._leases.holds, self._halted))
        except BaseException as error:
            self._results.put(TornSend(claimed, error))

    def _landed(self, claimed: ClaimedPublication) -> None:
        self._leases.drop(claimed.publication.id)
        self._flying.pop(claimed.publication.id, None)
