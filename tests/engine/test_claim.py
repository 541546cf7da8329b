"""A claim and its try are written down together, and only where there is room."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.engine.claim import claim
from campaign.engine.context import TickReport
from campaign.model import AttemptOutcome, State
from campaign.plan.pace import Rate
from tests.engine.claiming import claimed, no_channel, prepared
from tests.engine.stage import Stage
from tests.plan.made import HOUR, channel
from tests.storage.conftest import on_both


@on_both
def test_a_claim_has_a_lease_and_a_try_that_is_under_way(stage: Stage) -> None:
    """A worker that dies right after leaves a row that says so."""
    context = stage.engine_context("host:1")
    stage.ready(stage.wanted())
    (mine,) = claimed(stage, context)
    row = stage.held()
    assert (row.state, row.worker, row.tries) == (State.PUBLISHING, "host:1", 1)
    assert row.lease_until == stage.now + context.lease_extension
    assert (mine.publication.claim, mine.started) == (row.claim, stage.now)
    assert stage.outcomes() == [AttemptOutcome.UNDER_WAY]


def test_what_is_not_committed_leaves_neither_claim_nor_try(stage: Stage) -> None:
    """Both are one transaction."""
    context = stage.engine_context()
    stage.ready(stage.wanted())
    ready = prepared(stage, context)
    with pytest.raises(RuntimeError), stage.database.write() as connection:
        assert claim(context, connection, ready, TickReport(), no_channel)
        raise RuntimeError
    assert (stage.states(), stage.outcomes()) == ([State.SCHEDULED], [])


@on_both
def test_what_another_worker_has_taken_is_not_claimed(stage: Stage) -> None:
    """And no try of it is written down."""
    context = stage.engine_context("host:1")
    stage.ready(stage.wanted(), stage.wanted("more", channel="navarra"))
    ready = prepared(stage, context)
    claimed(stage, stage.engine_context("host:2"))
    with stage.database.write() as connection:
        assert claim(context, connection, ready, TickReport(), no_channel) == []
    assert (stage.held().worker, stage.outcomes()) == ("host:2", [AttemptOutcome.UNDER_WAY])


def test_where_the_network_has_no_room_nothing_is_claimed_and_the_channel_shuts(
    stage: Stage,
) -> None:
    """The reason says from when on there is room again."""
    rates = {"scripted": (Rate(1, HOUR),)}
    context = stage.engine_context(rates=rates)
    stage.channels = {"catalonia": channel(min_interval=timedelta(0))}
    stage.ready(*(stage.wanted(name) for name in ("one", "two", "three")))
    done = stage.tick(rates=rates)
    assert len(done.published) == 1
    report, shut = TickReport(), dict[str, str]()
    ready = prepared(stage, context)
    with stage.database.write() as connection:
        assert claim(context, connection, ready, report, shut.__setitem__) == []
    (reason,) = set(report.held.values())
    # On the clock of the channel, which is Madrid's.
    assert reason.startswith("the network's limit has room again at 01 Dec 2026 11:00:00 CET")
    assert shut == {"catalonia": reason}


def test_the_pace_of_a_channel_is_asked_once_more_in_the_claim(stage: Stage) -> None:
    """Another worker may have published there since it was looked."""
    stage.channels = {"catalonia": channel(min_interval=HOUR)}
    context = stage.engine_context()
    stage.ready(stage.wanted("one"), stage.wanted("two"))
    ready = prepared(stage, context)
    assert stage.tick(worker="another").published
    with stage.database.write() as connection:
        assert claim(context, connection, ready, TickReport(), no_channel) == []
