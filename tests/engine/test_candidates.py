"""Which publications may leave next: one a channel, the longest due first, and none in vain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.engine.candidates import Candidates
from campaign.engine.context import TickReport
from campaign.model import State
from campaign.model.approval import USUAL
from campaign.storage import queue
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, channel

MINUTE = timedelta(minutes=1)


def looking(stage: Stage) -> tuple[Candidates, TickReport]:
    """The candidates of one tick, and what it reports."""
    report = TickReport()
    return Candidates(stage.engine_context(), report), report


def names(candidates: Candidates, wanted: int = 9, busy: frozenset[str] = frozenset()) -> list[str]:
    """Those that may leave now."""
    return [publication.post for publication, _ in candidates.take(busy, wanted)]


@pytest.fixture
def three(stage: Stage) -> Stage:
    """Two posts on one channel, the later planned first, and one on another."""
    stage.channels = {
        n: channel(name=n, min_interval=timedelta(0)) for n in ("catalonia", "navarra")
    }
    stage.ready(
        stage.wanted("second"),
        stage.wanted("first", at=stage.now - MINUTE),
        stage.wanted("other", channel="navarra"),
    )
    return stage


def test_one_a_channel_and_the_longest_due_first(three: Stage) -> None:
    """The next of a channel comes with the next question."""
    candidates, _ = looking(three)
    assert names(candidates) == ["first", "other"]
    assert names(candidates) == ["second"]
    assert names(candidates) == []


def test_a_busy_channel_gives_nothing(three: Stage) -> None:
    """One of its posts is in flight."""
    candidates, _ = looking(three)
    assert names(candidates, busy=frozenset({"catalonia"})) == ["other"]


def test_no_more_are_given_than_are_wanted(three: Stage) -> None:
    """The rest waits for a place."""
    candidates, _ = looking(three)
    assert names(candidates, 1) == ["first"]


def test_what_has_just_been_published_counts_for_the_pace_at_once(three: Stage) -> None:
    """Without another look at the database."""
    three.channels = {"catalonia": channel(min_interval=HOUR)}
    candidates, report = looking(three)
    assert names(candidates) == ["first"]
    candidates.published("catalonia", three.now)
    assert names(candidates) == []
    assert "less than its pace ago" in report.held[three.number("second")]


def test_a_channel_that_was_shut_gives_nothing_in_this_tick(three: Stage) -> None:
    """And the reason is told of what is due there."""
    candidates, report = looking(three)
    candidates.close_channel("catalonia", "its credential is missing")
    assert names(candidates) == ["other"]
    candidates.report_held()
    assert set(report.held.values()) == {"its credential is missing"}
    assert len(report.held) == 2


def test_what_others_were_faster_to_take_is_looked_at_again_a_few_times_only(three: Stage) -> None:
    """It is left to the next tick then."""
    candidates, _ = looking(three)
    with three.database.read() as connection:
        rows = {p.post: p for p in queue.ready(connection, three.now, rules=USUAL)}
    given = 0
    for _ in range(9):
        three.now += timedelta(seconds=3)
        if "other" in names(candidates, busy=frozenset({"catalonia"})):
            given += 1
            candidates.look_again([rows["other"]])
    assert given == 3


def test_what_was_held_beyond_its_grace_is_missed(three: Stage) -> None:
    """Not sent late, and not forgotten."""
    three.now += DAY
    candidates, report = looking(three)
    candidates.mark_missed()
    assert sorted(report.missed) == [1, 2, 3]
    assert three.states() == [State.MISSED] * 3
