"""Lost time, time that comes twice, time that goes back: nothing twice, nothing in a burst."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from campaign.calendar.resolve import resolve
from campaign.errors import Unavailable
from campaign.model import OnDate, State
from campaign.plan.pace import Rate
from tests.engine.scripted import Finder, lost
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, channel

MINUTE = timedelta(minutes=1)
MADRID = ZoneInfo("Europe/Madrid")


def run(stage: Stage, span: timedelta, every: timedelta = MINUTE, **other: Any) -> list[datetime]:
    """TickReport for so long, and give the instant of every post that went out."""
    gone, end = [], stage.now + span
    while stage.now < end:
        gone += [stage.now] * len(stage.tick(**other).published)
        stage.now += every
    return gone


def gaps(instants: list[datetime]) -> set[timedelta]:
    """The times between one post and the next."""
    return {after - before for before, after in pairwise(instants)}


def test_asleep_for_five_hours_what_is_late_goes_out_at_the_channels_pace(stage: Stage) -> None:
    """Six posts were due; they go half an hour apart, and what that makes too late is missed."""
    stage.channels = {"catalonia": channel(min_interval=30 * MINUTE)}
    start = stage.now
    stage.ready(*(stage.wanted(f"p{n}", at=start + n * 30 * MINUTE) for n in range(6)))
    stage.now = start + 5 * HOUR
    gone = run(stage, 4 * HOUR, 5 * MINUTE)
    assert gone == [start + 5 * HOUR + n * 30 * MINUTE for n in range(6)]
    assert stage.states() == [State.PUBLISHED] * 6


def test_what_its_own_pace_makes_too_late_is_missed_and_not_hurried(stage: Stage) -> None:
    """All six were due at once: three fit into the grace that is left."""
    stage.channels = {"catalonia": channel(min_interval=30 * MINUTE)}
    stage.ready(*(stage.wanted(f"p{n}") for n in range(6)))
    stage.now += 5 * HOUR
    gone = run(stage, 4 * HOUR, 5 * MINUTE)
    assert (len(gone), gaps(gone)) == (3, {30 * MINUTE})
    assert sorted(stage.states()) == [State.MISSED] * 3 + [State.PUBLISHED] * 3


def test_asleep_for_three_days_only_what_is_within_its_grace_goes_out(stage: Stage) -> None:
    """The rest is missed, each with its lateness, and nothing is lost."""
    start = stage.now
    stage.ready(*(stage.wanted(f"p{n}", at=start + n * 12 * HOUR) for n in range(7)))
    stage.now = start + 3 * DAY
    done = stage.tick()
    assert (len(done.missed), len(done.published)) == (6, 1)
    assert stage.held(1).reason == "late by 3 days, more than 6 h"


def test_the_hour_that_repeats_sends_once(stage: Stage) -> None:
    """02:30 in the night of 25 October 2026 is the first of the two, and the second sends none."""
    slot = OnDate(datetime(2026, 10, 25, 2, 30), None)
    due = resolve(slot, MADRID, date(2026, 10, 1)).at
    assert due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    stage.now = due - 2 * HOUR
    stage.ready(stage.wanted(at=due))
    assert run(stage, 5 * HOUR) == [due]
    assert len(stage.ledger.public) == 1


def test_a_clock_set_back_an_hour_sends_nothing_again(stage: Stage) -> None:
    """The state says what is out, and not the time; the next waits until its pace is over."""
    stage.ready(stage.wanted(), stage.wanted("more", at=stage.now + 10 * MINUTE))
    stage.tick()
    stage.now -= HOUR
    gone = run(stage, 2 * HOUR)
    assert len(gone) == 1
    assert len(stage.ledger.public) == 2


def test_a_clock_set_forward_and_back_again_loses_and_doubles_nothing(stage: Stage) -> None:
    """What was due by the wrong clock has gone or is missed, the rest goes by the right one."""
    start = stage.now
    stage.ready(*(stage.wanted(f"p{n}", at=start + n * DAY) for n in range(4)))
    stage.tick()
    stage.now = start + DAY
    stage.tick()
    stage.now = start + MINUTE
    gone = run(stage, 4 * DAY, 30 * MINUTE)
    assert [instant - start for instant in gone] == [2 * DAY + MINUTE, 3 * DAY + MINUTE]
    assert len(stage.ledger.public) == 4


def test_a_clock_that_was_a_year_ahead_does_not_shut_a_channel_for_a_year(stage: Stage) -> None:
    """What it stamped is not believed, and the pace is kept all the same."""
    stage.channels = {"catalonia": channel(min_interval=30 * MINUTE)}
    stage.ready(stage.wanted("first"))
    stage.tick()
    right = stage.now
    stage.now += 365 * DAY
    stage.ready(stage.wanted("first", at=right), stage.wanted("wrong"))
    assert len(stage.tick().published) == 1
    stage.now = right + HOUR
    stage.ready(stage.wanted("first", at=right), *(stage.wanted(f"p{n}") for n in range(3)))
    gone = run(stage, 3 * HOUR)
    assert (len(gone), gaps(gone)) == (3, {30 * MINUTE})


def test_a_rate_of_the_network_holds_over_all_channels_of_its_account(stage: Stage) -> None:
    """Two at once and then one a minute, whatever the channel's own pace."""
    stage.channels = {"catalonia": channel(min_interval=timedelta(0))}
    stage.ready(*(stage.wanted(f"p{n}") for n in range(5)))
    start = stage.now
    gone = run(stage, 10 * MINUTE, MINUTE / 2, rates={"scripted": (Rate(60, HOUR, burst=2),)})
    assert [instant - start for instant in gone] == [n * MINUTE for n in (0, 0, 1, 2, 3)]


def test_answers_that_are_lost_keep_the_pace_too(stage: Stage) -> None:
    """What may be public counts as if it were: no burst of posts that nobody knows of."""
    stage.channels = {"catalonia": channel(min_interval=30 * MINUTE)}
    assert isinstance(stage.network, Finder)
    stage.network.trouble = Unavailable("down")
    stage.network.script.extend([lost] * 3)
    stage.ready(*(stage.wanted(f"p{n}") for n in range(3)))
    sent = []
    for _ in range(12):
        before = len(stage.network.sent)
        stage.tick()
        sent += [stage.now] * (len(stage.network.sent) - before)
        stage.now += 10 * MINUTE
    assert (len(sent), gaps(sent)) == (3, {30 * MINUTE})
