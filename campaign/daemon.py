"""The publisher as a service: the `schedule` library drives the ticks, the figures, the report.

SIGTERM and SIGINT let what is in flight finish, and then end it. A tick that fails is logged and
the next one comes all the same: one bad hour must not become a silent week.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

import schedule

from campaign.errors import CampaignError

log = logging.getLogger(__name__)

Job = Callable[[], object]


class Daemon:
    """Runs jobs by the clock until it is told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._jobs = schedule.Scheduler()

    def every(self, seconds: float, job: Job, name: str) -> None:
        """Run a job now and then again, that many seconds apart."""
        guarded = self._guarded(job, name)
        self._jobs.every(max(1, round(seconds))).seconds.do(guarded)
        guarded()

    def run(self, wait: float = 0.5) -> None:
        """Work until `stop` is called or a signal comes; `wait` is the look-round in seconds."""
        while not self._stop.wait(wait):
            self._jobs.run_pending()
        log.info("Stopped", extra={"action": "stopped"})

    def stop(self) -> None:
        """Let the job under way end, then leave `run`."""
        self._stop.set()

    def heed_signals(self) -> None:
        """Stop on SIGTERM and SIGINT; only the main thread may ask for that."""

        def heard(number: int, _frame: FrameType | None) -> None:
            log.info(
                "Stopping", extra={"action": "stopping", "signal": signal.Signals(number).name}
            )
            self.stop()

        signal.signal(signal.SIGTERM, heard)
        signal.signal(signal.SIGINT, heard)

    def _guarded(self, job: Job, name: str) -> Job:
        def run() -> None:
            if self._stop.is_set():
                return
            try:
                job()
            except CampaignError as error:
                log.error("%s failed: %s", name, error, extra={"action": f"{name}_failed"})
            except Exception:
                log.exception("%s failed", name, extra={"action": f"{name}_failed"})

        return run
