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
        self._signal = ""
        self._jobs = schedule.Scheduler()

    def every(self, seconds: float, job: Job, name: str) -> None:
        """Run a job now and then again, that many seconds apart."""
        guarded = self._guarded(job, name)
        self._jobs.every(max(1, round(seconds))).seconds.do(guarded)
        guarded()

    def run(self, wait: float = 0.5) -> None:
        """Work until `stop` is called or a signal comes; `wait` is the look-round in seconds."""
        while not self._stop.wait(wait):
            if self._clock_went_back():
                self._jobs.run_all()
            else:
                self._jobs.run_pending()
        log.info("Stopped", extra={"action": "stopped", "signal": self._signal})

    def _clock_went_back(self) -> bool:
        """True when the next job is further away than any job's interval allows.

        `schedule` reckons by the machine's wall clock: in the night of the clock change it would
        wait an hour too long.
        """
        idle, jobs = self._jobs.idle_seconds, self._jobs.jobs
        return idle is not None and idle > min(job.interval for job in jobs) + 1

    def stopping(self) -> bool:
        """True from when it was told to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Let the job under way end, then leave `run`."""
        self._stop.set()

    def heed_signals(self) -> None:
        """Stop on SIGTERM and SIGINT; only the main thread may ask for that."""

        def heard(number: int, _frame: FrameType | None) -> None:
            # Nothing is logged here: a handler may interrupt the very write of another line.
            self._signal = signal.Signals(number).name
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
