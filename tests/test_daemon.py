"""The service: it goes on whatever happens, and ends when it is told, after what is in flight."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from campaign.cli.logs import JsonLines
from campaign.daemon import Daemon, Systemd
from campaign.errors import StorageError

SERVICE = """
import sys, time
from campaign.cli.logs import log_to_stderr
from campaign.daemon import Daemon
from campaign.errors import StorageError

log_to_stderr()
daemon = Daemon()
daemon.heed_signals()

def fails():
    raise StorageError("the disk is full")

def works():
    print("begun", flush=True)
    time.sleep(0.6)
    print("done", flush=True)

daemon.every(1, fails, "collect")
daemon.every(1, works, "tick")
daemon.every(1, lambda: print("late", daemon.stopping(), flush=True), "report")
daemon.run(wait=0.05)
print("left", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_job_in_flight_end_and_starts_no_other(number: signal.Signals) -> None:
    """The process ends with 0, and says in JSON what it did."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    process.send_signal(number)
    out, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert out.split() == ["done", "left"]
    lines = [json.loads(line) for line in errors.splitlines()]
    assert [(line["level"], line["action"]) for line in lines] == [
        ("error", "collect_failed"),
        ("info", "stopped"),
    ]
    assert lines[0]["message"] == "collect failed: the disk is full"
    assert lines[1]["signal"] == number.name


def run_until(daemon: Daemon, enough: list[str], count: int) -> None:
    """Let the daemon work until a list has so many entries, at most ten seconds."""
    worker = Thread(target=daemon.run, kwargs={"wait": 0.02})
    worker.start()
    end = time.monotonic() + 10
    while len(enough) < count and time.monotonic() < end:
        time.sleep(0.02)
    daemon.stop()
    worker.join(timeout=10)
    assert not worker.is_alive()


@pytest.mark.slow
def test_a_job_that_fails_stops_neither_the_others_nor_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Foreseen or not; each failure is logged under the job's own action."""
    done: list[str] = []
    failed: list[str] = []

    def full() -> None:
        failed.append("full")
        raise StorageError("the disk is full")

    def odd() -> None:
        failed.append("odd")
        raise ZeroDivisionError

    daemon = Daemon()
    daemon.every(1, full, "collect")
    daemon.every(1, odd, "report")
    daemon.every(1, lambda: done.append("tick"), "tick")
    run_until(daemon, done, 2)
    assert len(done) == 2
    assert failed[:4] == ["full", "odd", "full", "odd"]
    actions = [getattr(record, "action", "") for record in caplog.records]
    assert actions.count("collect_failed") == actions.count("report_failed") == 2


@pytest.fixture
def an_hour_ahead() -> Iterator[None]:
    """Local time is UTC+1 for a test, and what it was afterwards."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "XXX-1"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("an_hour_ahead")
@pytest.mark.slow
def test_the_night_of_the_clock_change_has_no_silent_hour() -> None:
    """The wall clock goes back by an hour, and the next tick comes within its interval."""
    done: list[str] = []
    daemon = Daemon()
    daemon.every(1, lambda: done.append("tick"), "tick")
    os.environ["TZ"] = "XXX0"
    time.tzset()
    run_until(daemon, done, 3)
    assert len(done) == 3


def test_a_stopped_daemon_starts_no_job() -> None:
    """Told to stop while it was still being set up."""
    done: list[str] = []
    daemon = Daemon()
    daemon.stop()
    daemon.every(1, lambda: done.append("tick"), "tick")
    daemon.run(wait=0.01)
    assert (done, daemon.stopping()) == ([], True)


def test_what_runs_beside_the_ticks_delays_none_of_them() -> None:
    """A report that takes minutes, and one that fails."""
    begun, done = Event(), Event()
    ticks: list[str] = []

    def slow() -> None:
        begun.set()
        done.wait(10)

    def fails() -> None:
        raise StorageError("the disk is full")

    daemon = Daemon()
    daemon.beside(60, slow, "report")
    daemon.beside(0.01, fails, "collect")
    assert begun.wait(5)
    daemon.every(1, lambda: ticks.append("tick"), "tick")
    assert ticks == ["tick"]
    done.set()
    daemon.stop()
    daemon.run(wait=0.01)


def test_a_service_that_is_woken_looks_at_once() -> None:
    """It does not wait for its next tick; jobs that need no waking are left alone."""
    ticks: list[str] = []
    daemon = Daemon()
    daemon.every(3600, lambda: ticks.append("tick"), "tick", woken=True)
    daemon.every(3600, lambda: ticks.append("other"), "other")
    daemon.wake()
    run_until(daemon, ticks, 3)
    assert ticks == ["tick", "other", "tick"]


def test_systemd_hears_that_it_is_ready_alive_and_stopping(tmp_path: Path) -> None:
    """Over a real socket; and when no one listens any more, it works on."""
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        listener.settimeout(5)
        daemon = Daemon(address)
        worker = Thread(target=daemon.run, kwargs={"wait": 0.01})
        worker.start()
        heard = [listener.recv(100), listener.recv(100)]
        daemon.stop()
        worker.join(10)
        heard.append(listener.recv(100))
    assert heard == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    Systemd(address).send("WATCHDOG=1")
    Systemd("@nobody-is-there").send("WATCHDOG=1")


def test_a_log_line_is_one_json_object_with_its_action() -> None:
    """Line breaks, other scripts and exceptions included."""
    try:
        raise StorageError("two\nlines")
    except StorageError:
        record = logging.getLogger("campaign.x").makeRecord(
            "campaign.x",
            logging.ERROR,
            __file__,
            1,
            "Missed %s: %s",
            (7, "Ongi etorri\n👋"),
            sys.exc_info(),
            extra={"action": "missed", "signal": signal.SIGTERM},
        )
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told["message"] == "Missed 7: Ongi etorri\n👋"
    assert (told["action"], told["level"], told["logger"]) == ("missed", "error", "campaign.x")
    assert told["time"].endswith("+00:00")
    assert "StorageError: two\nlines" in told["trace"]
