"""The publisher as a service: ticks in one thread, and jobs beside it that never delay them.

SIGTERM and SIGINT let posts in flight finish, or give them back, and then end the service. If a job
fails, that is logged and the job runs again: one bad hour must not become a silent week.
"""

from __future__ import annotations

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

import schedule

from campaign.errors import CampaignError

log = logging.getLogger(__name__)

Job = Callable[[], object]

_LEAVE = 10.0  # seconds to wait in the end for the jobs beside the ticks


class Daemon:
    """Runs jobs by the clock until it is stopped.

    `notify` is the address at which systemd listens for ready, alive and stopping (its
    NOTIFY_SOCKET), "" for none.
    """

    def __init__(self, notify: str = "") -> None:
        self._stop = threading.Event()
        self._awake = threading.Event()
        self._signal = ""
        self._jobs = schedule.Scheduler()
        self._woken: list[Job] = []
        self._beside: list[threading.Thread] = []
        self._systemd = Systemd(notify)

    def every(self, seconds: float, job: Job, name: str, *, woken: bool = False) -> None:
        """Run a job now and then every so many seconds; with `woken`, also at each `wake`."""
        guarded = self._guarded(job, name)
        self._jobs.every(max(1, round(seconds))).seconds.do(guarded)
        if woken:
            self._woken.append(guarded)
        guarded()

    def beside(self, seconds: float, job: Job, name: str) -> None:
        """The same in a thread of its own, so that a slow job delays no other."""
        guarded = self._guarded(job, name)

        def work() -> None:
            while not self._stop.is_set():
                guarded()
                self._stop.wait(seconds)

        self.listening(lambda _: work(), name)

    def listening(self, work: Callable[[threading.Event], object], name: str) -> None:
        """Run something in a thread until the event that it gets is set."""
        thread = threading.Thread(target=work, args=(self._stop,), name=name, daemon=True)
        self._beside.append(thread)
        thread.start()

    def run(self, wait: float = 0.5) -> None:
        """Run until `stop` is called or a signal comes; `wait` is the longest pause, in seconds."""
        self._systemd.send("READY=1")
        while not self._stop.is_set():
            rung = self._awake.wait(wait)
            self._awake.clear()
            self.alive()
            if self._stop.is_set():
                break
            if self._clock_went_back():
                self._jobs.run_all()
                continue
            if rung:
                for job in self._woken:
                    job()
            self._jobs.run_pending()
        self._systemd.send("STOPPING=1")
        end = time.monotonic() + _LEAVE
        for thread in self._beside:
            thread.join(max(0.0, end - time.monotonic()))
        log.info("Stopped", extra={"action": "stopped", "signal": self._signal})

    def alive(self) -> None:
        """Report to systemd that work goes on."""
        self._systemd.alive()

    def wake(self) -> None:
        """Something may be due: run the `woken` jobs at once."""
        self._awake.set()

    def _clock_went_back(self) -> bool:
        """True when the next job is further away than any job's interval allows.

        `schedule` uses the machine's wall clock. Without this, it would wait an hour too long when
        the clocks go back.
        """
        idle, jobs = self._jobs.idle_seconds, self._jobs.jobs
        return idle is not None and idle > min(job.interval for job in jobs) + 1

    def stopping(self) -> bool:
        """True once it was stopped."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Let the current job end, then leave `run`."""
        self._stop.set()
        self._awake.set()

    def heed_signals(self) -> None:
        """Stop on SIGTERM and SIGINT; only the main thread may ask for that."""

        def heard(number: int, _frame: FrameType | None) -> None:
            # Nothing is logged here: a handler may interrupt the very write of another line. Nor
            # is the other event set: its lock may be held by the thread that was interrupted.
            self._signal = signal.Signals(number).name
            self._stop.set()

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


class Systemd:
    """Reports to systemd (https://www.freedesktop.org/software/systemd/man/sd_notify)."""

    def __init__(self, address: str) -> None:
        # "@" stands for the null byte that begins an address in no file system.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._last_sent = 0.0

    def alive(self) -> None:
        """Report that work goes on; sent once a second at most."""
        now = time.monotonic()
        if now - self._last_sent >= 1:
            self._last_sent = now
            self.send("WATCHDOG=1")

    def send(self, word: str) -> None:
        """Send one word; if systemd does not listen, work goes on all the same."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
                to.sendto(word.encode(), self._address)
        except OSError as error:
            log.debug("systemd does not listen: %s", error, extra={"action": "notify_failed"})
