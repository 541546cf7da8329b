"""The publisher as a service: ticks in one thread, and beside it what must never delay them.

SIGTERM and SIGINT let what is in flight finish, or give it back, and then end it. A job that fails
is logged and runs again all the same: one bad hour must not become a silent week.
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

_LEAVE = 10.0  # seconds that jobs beside the ticks are waited for in the end


class Daemon:
    """Runs jobs by the clock until it is told to stop.

    `notify` is the address at which systemd wants to hear that the service is ready, alive and
    stopping (its NOTIFY_SOCKET), "" for nobody.
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
        """Run a job now and then again, that many seconds apart; `woken`: also at each `wake`."""
        guarded = self._guarded(job, name)
        self._jobs.every(max(1, round(seconds))).seconds.do(guarded)
        if woken:
            self._woken.append(guarded)
        guarded()

    def beside(self, seconds: float, job: Job, name: str) -> None:
        """The same in a thread of its own, so that however long it takes, it delays no other."""
        guarded = self._guarded(job, name)

        def work() -> None:
            while not self._stop.is_set():
                guarded()
                self._stop.wait(seconds)

        self.listening(lambda _: work(), name)

    def listening(self, work: Callable[[threading.Event], object], name: str) -> None:
        """Have a thread do something until the event it is handed is set."""
        thread = threading.Thread(target=work, args=(self._stop,), name=name, daemon=True)
        self._beside.append(thread)
        thread.start()

    def run(self, wait: float = 0.5) -> None:
        """Work until `stop` is called or a signal comes; `wait` is the look-round in seconds."""
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
        """Work goes on: tell whoever watches."""
        self._systemd.alive()

    def wake(self) -> None:
        """Something may be due: look at once."""
        self._awake.set()

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
    """Tells systemd how the service is (https://www.freedesktop.org/software/systemd/man/sd_notify)."""

    def __init__(self, address: str) -> None:
        # "@" stands for the null byte that begins an address in no file system.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._last_sent = 0.0

    def alive(self) -> None:
        """Work goes on; told once a second at most."""
        now = time.monotonic()
        if now - self._last_sent >= 1:
            self._last_sent = now
            self.send("WATCHDOG=1")

    def send(self, word: str) -> None:
        """Tell it one word; when it does not listen, work goes on all the same."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
                to.sendto(word.encode(), self._address)
        except OSError as error:
            log.debug("systemd does not listen: %s", error, extra={"action": "notify_failed"})
