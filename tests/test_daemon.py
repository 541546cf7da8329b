"""The service: it goes on whatever happens, and ends when it is told, after what is in flight."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Thread

import pytest

from campaign.cli.logs import JsonLines
from campaign.daemon import Daemon
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
