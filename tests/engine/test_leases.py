"""A claim lives as long as who made it says so, and nothing leaves without one."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread

import pytest

from campaign.engine.context import EngineContext
from campaign.engine.leases import Leases, report_alive, report_stopped
from campaign.engine.tick import tick
from campaign.errors import StorageError
from campaign.model import Payload, Receipt, State
from campaign.model.approval import USUAL
from campaign.storage import queue, workers
from tests.engine.scripted import Scripted, accept
from tests.engine.stage import Stage
from tests.storage.conftest import on_both

pytestmark = on_both


def now() -> datetime:
    """The machine's time: a heart beats for real."""
    return datetime.now(UTC)


def real(stage: Stage, **other: object) -> EngineContext:
    """A context in real time whose lease lasts a second."""
    stage.now = now()
    told = {"clock": now, "lease": timedelta(seconds=1), **other}
    return replace(stage.engine_context(), **told)  # type: ignore[arg-type]


def test_a_slow_network_does_not_end_a_claim_whose_worker_lives(stage: Stage) -> None:
    """It answers after three leases; others that look meanwhile find it in good hands."""
    swept = []

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        for _ in range(6):
            time.sleep(0.5)
            swept.extend(tick(real(stage, worker="other")).unknown)
        return accept(network, payload, key)

    context = real(stage)
    stage.network.script.append(slow)
    stage.ready(stage.wanted())
    assert tick(context).published == [1]
    assert swept == []
    assert len(stage.ledger.public) == 1


def test_what_waits_behind_a_slow_post_is_kept_too_and_sent_in_its_turn(stage: Stage) -> None:
    """One thread, two channels: the second waits longer than a lease."""

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        time.sleep(1.5)
        return accept(network, payload, key)

    context = real(stage)
    stage.network.script.append(slow)
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    assert sorted(tick(context).published) == [1, 2]


def test_nothing_is_sent_under_a_claim_that_cannot_be_proved(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heart cannot reach the database: what has not left by then is given back."""

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        time.sleep(1.2)
        return accept(network, payload, key)

    def away(*_: object, **__: object) -> set[int]:
        raise StorageError("the database is away")

    context = real(stage)
    stage.network.script.append(slow)
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    monkeypatch.setattr(queue, "extend", away)
    done = tick(context)
    monkeypatch.undo()
    assert (len(stage.network.sent), len(done.published)) == (1, 1)
    (reason,) = done.retried.values()
    assert "claim was about to end" in reason
    tick(context)
    assert len(stage.ledger.public) == 2


def test_a_claim_that_another_worker_ended_is_held_no_more(stage: Stage) -> None:
    """The next beat finds out."""
    context = stage.engine_context()
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    with stage.database.write() as connection:
        found = queue.ready(connection, stage.now, rules=USUAL)
        queue.claim(
            connection,
            found,
            worker="worker",
            lease_until=stage.now + context.lease_extension,
            now=stage.now,
        )
    leases = Leases(replace(context, lease=timedelta(hours=1)), Lock())
    leases.add([1, 2], stage.now + timedelta(hours=1))
    assert leases.holds(1) and leases.holds(2)
    stage.now += timedelta(minutes=1)
    assert stage.tick(worker="other").unknown == [1, 2]
    leases.beat()
    assert not leases.holds(1)
    assert not leases.holds(2)
    leases.end()


def test_a_claim_that_was_dropped_is_neither_held_nor_lengthened(stage: Stage) -> None:
    """It is written down how it ended."""
    context = stage.engine_context()
    leases = Leases(context, Lock())
    leases.add([1, 2], stage.now + context.lease_extension)
    leases.drop(1)
    leases.drop(3)
    assert not leases.holds(1) and leases.holds(2)
    leases.end()


def test_a_claim_is_held_only_while_there_is_time_to_send_in(stage: Stage) -> None:
    """A third of what a beat gives: who begins later might still be at it when it ends."""
    context = stage.engine_context()
    leases = Leases(context, Lock())
    until = stage.now + context.lease_extension
    leases.add([1], until)
    leases.end()
    second = timedelta(seconds=1)
    stage.now = until - context.lease_extension / 3 - second
    assert leases.holds(1) and not leases.holds(2)
    stage.now += second
    assert not leases.holds(1)


def test_a_beat_never_brings_back_what_was_written_down_meanwhile(stage: Stage) -> None:
    """Its lease ended with it."""
    leases = Leases(stage.engine_context(), Lock())
    leases.add([1], stage.now + timedelta(minutes=1))
    leases.drop(1)
    leases.beat()
    assert not leases.holds(1)
    leases.end()


def test_workers_are_known_while_they_live(stage: Stage) -> None:
    """Since when, the last beat, and that they ended; after a month they are forgotten."""
    context = stage.engine_context("one")
    report_alive(context)
    stage.now += timedelta(minutes=1)
    report_alive(context)
    with stage.database.read() as connection:
        (one,) = workers.present(connection, stage.now)
    assert (one.name, one.beat - one.started) == ("one", timedelta(minutes=1))
    report_stopped(context)
    with stage.database.read() as connection:
        assert workers.present(connection, one.started) == []
    stage.now += timedelta(days=31)
    report_alive(stage.engine_context("two"))
    with stage.database.write() as connection:
        workers.leave(connection, "one", stage.now)
        assert [w.name for w in workers.present(connection, one.started)] == ["two"]


def test_a_signal_does_not_wait_for_ever_for_a_network_that_never_answers(stage: Stage) -> None:
    """After its patience the process leaves; the post stands as in flight, and is asked about."""
    asked, answered = Event(), Event()

    def never(network: Scripted, payload: Payload, key: str) -> Receipt:
        asked.set()
        answered.wait(20)
        return accept(network, payload, key)

    stopping = Event()
    context = real(stage, stopping=stopping.is_set, shutdown_timeout=timedelta(seconds=0.2))
    stage.network.script.append(never)
    stage.ready(stage.wanted())
    worker = Thread(target=tick, args=(context,))
    worker.start()
    assert asked.wait(10)
    stopping.set()
    worker.join(10)
    assert not worker.is_alive()
    assert stage.held().state is State.PUBLISHING
    answered.set()
    later = real(stage, worker="next", clock=lambda: now() + timedelta(seconds=2))
    assert tick(later).published == [1]
    assert len(stage.ledger.public) == 1
