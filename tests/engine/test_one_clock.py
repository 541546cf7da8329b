"""Workers on machines whose clocks disagree: what they write down can be compared all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign.bootstrap import open_workspace
from campaign.engine.leases import report_alive
from campaign.engine.tick import tick
from campaign.model import State
from campaign.storage import attempts, overview, timestamps, workers
from campaign.storage.database import Database
from campaign.timekeeping import Timekeeper
from campaign.usecases.operations.status import status
from tests.engine.stage import Stage
from tests.plan.made import HOUR, NOW
from tests.storage.conftest import on_both
from tests.test_reload import HAND, HEAD, File

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def real() -> datetime:
    """This machine's time."""
    return datetime.now(UTC)


def keeper_off_by(off: timedelta, database: Database) -> Timekeeper:
    """The timekeeper of a machine whose clock is off by so much, after it has asked."""
    keeper = Timekeeper(lambda: real() + off)
    with database.read() as connection:
        keeper.ask(lambda: timestamps.now(connection))
    return keeper


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_two_workers_twenty_minutes_apart_stamp_within_a_second(
    stage: Stage, database: Database
) -> None:
    """One machine's clock is ten minutes slow, the other's ten minutes fast."""
    channels = {"slow": "catalonia", "fast": "arad"}
    with database.read() as connection:
        before = timestamps.now(connection)
    stage.now = before
    for worker, off in (("slow", -10 * MINUTE), ("fast", 10 * MINUTE)):
        stage.ready(stage.wanted(worker, channel=channels[worker], at=before - MINUTE))
        keeper = keeper_off_by(off, database)
        context = stage.engine_context(worker, clock=keeper)
        tick(context)
        report_alive(context, keeper.slow_by)
    with database.read() as connection:
        after = timestamps.now(connection)
        started = [a.started for number in (1, 2) for a in attempts.of(connection, number)]
        beats = [seen.beat for seen in overview.at_work(connection)]
    assert stage.states() == [State.PUBLISHED] * 2
    assert len(started) == len(beats) == 2
    assert all(before - SECOND <= each <= after + SECOND for each in started + beats)

    told = status(database, after)
    assert told.attention == ("clock",)
    assert told.clock == (
        "the clock of fast is 10 min fast",
        "the clock of slow is 10 min slow",
    )
    assert told.skew == pytest.approx(-600, abs=1)
    assert [worker.alive for worker in told.workers] == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_workspace_publishes_by_the_databases_clock(url: str, tmp_path: Path) -> None:
    """Its adapters and its kept credentials too; its commands read the machine's own."""
    file = File(tmp_path / "config.toml")
    file.write(HAND, head=f'database = "{url}"\n{HEAD}')
    opened = open_workspace(file.path, {}, lambda: real() - 20 * MINUTE, lambda _: None)
    context = opened.engine_context()
    assert abs(context.clock() - real()) < MINUTE and abs(opened.now() - real()) < MINUTE
    assert real() - opened.clock() > 19 * MINUTE
    assert opened.keeper is not None
    assert opened.keeper.slow_by == pytest.approx(1200, abs=1)
    opened.close()


def test_a_clock_measured_just_now_counts_before_what_workers_say(stage: Stage) -> None:
    """In the sentence and in the number."""
    report_alive(stage.engine_context("other"), 3.5)
    told = status(stage.database, stage.now, skew=-7200.0)
    assert (told.skew, told.clock) == (-7200.0, ("this machine's clock is 2 h fast",))
    assert status(stage.database, stage.now).skew == 3.5
    assert status(stage.database, stage.now).healthy


def test_what_a_beat_does_not_measure_it_leaves(stage: Stage) -> None:
    """The heartbeat of a sender knows nothing of clocks."""
    report_alive(stage.engine_context(), 12.0)
    report_alive(stage.engine_context())
    assert status(stage.database, stage.now).skew == 12.0


@on_both
def test_a_stamp_ahead_of_our_time_needs_a_person(stage: Stage) -> None:
    """A worker's beat, or a try: a clock was fast, or this one has been set back."""
    report_alive(stage.engine_context("fast", clock=lambda: NOW + HOUR))
    told = status(stage.database, NOW)
    assert told.attention == ("clock",)
    assert told.clock == (
        "the database holds a stamp 60 min ahead: a clock was fast, or this one is slow",
    )
    with stage.database.write() as connection:
        workers.leave(connection, "fast", NOW)
    stage.ready(stage.wanted())
    stage.tick(2 * HOUR)
    assert status(stage.database, NOW).attention == ("clock",)
    assert status(stage.database, stage.now).healthy


def test_our_own_beat_is_no_stamp_of_another(stage: Stage) -> None:
    """A process that asks for the newest leaves its own out; a try counts, whoever made it."""
    report_alive(stage.engine_context("me"))
    with stage.database.read() as connection:
        assert timestamps.newest(connection, but="me") is None
        assert timestamps.newest(connection, but="you") == NOW
    stage.ready(stage.wanted())
    stage.tick()
    with stage.database.read() as connection:
        assert timestamps.newest(connection, but="me") == NOW
