"""What was missed gets another time, or is left: by whom it may be chosen, and only once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.errors import CampaignError
from campaign.model import State
from campaign.model.people import Actor
from campaign.storage import pauses
from campaign.usecases.operations.agenda import Shown
from campaign.usecases.operations.new_times import (
    Choice,
    Given,
    choices,
    give_times,
    leave,
    spread_of,
)
from campaign.usecases.operations.reschedule import CannotReschedule
from campaign.usecases.operations.resolve import CannotDecide
from campaign.usecases.operations.resuming import resuming
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, region

AINA, JOAN = Actor("aina"), Actor("joan")
REGIONS = {"catalonia": region()}


def missed(stage: Stage, *channels: str, approved: bool = True) -> None:
    """One post was missed on these channels."""
    some = [stage.wanted(channel=name) for name in channels]
    stage.apply(*some)
    if approved:
        stage.approve()
    stage.tick(DAY)


def offered(stage: Stage, **other: object) -> tuple[Choice, ...]:
    """What may be chosen."""
    return choices(
        stage.database,
        stage.now,
        channels=stage.channels,
        regions=REGIONS,
        **other,  # type: ignore[arg-type]
    )


def given(stage: Stage, *numbers: int, after: timedelta = HOUR, actor: Actor = AINA) -> Given:
    """Give these a time."""
    at = stage.now + after
    return give_times(
        stage.database,
        numbers,
        lambda _: at,
        channels=stage.channels,
        regions=REGIONS,
        actor=actor,
        now=stage.now,
    )


def test_each_choice_says_why_it_was_held_and_how_it_stands_today(stage: Stage) -> None:
    """Ready, to approve, or paused; what is paused cannot be chosen."""
    missed(stage, "catalonia", "arad")
    missed_later = stage.wanted("new", channel="navarra", at=stage.now)
    stage.apply(stage.wanted(channel="catalonia"), stage.wanted(channel="arad"), missed_later)
    stage.tick(DAY)
    with stage.database.write() as connection:
        pauses.begin(connection, "channel:arad", who="joan", reason="a rest", now=stage.now)
    found = {each.publication.channel: each for each in offered(stage)}
    assert {name: each.stands for name, each in found.items()} == {
        "catalonia": Shown.READY,
        "arad": Shown.PAUSED,
        "navarra": Shown.TO_APPROVE,
    }
    assert [bool(found[n].cannot) for n in ("catalonia", "arad", "navarra")] == [
        False,
        True,
        False,
    ]
    assert "a rest" in found["arad"].cannot
    assert "not approved" in found["navarra"].why
    with pytest.raises(CannotReschedule, match="cannot be chosen"):
        given(stage, *(each.publication.id for each in found.values()))
    assert set(stage.states()) == {State.MISSED}


def test_the_same_choice_once_more_changes_nothing_and_others_are_told(stage: Stage) -> None:
    """Whoever was second hears who was first."""
    missed(stage, "catalonia", "arad")
    first = given(stage, 1, 2)
    assert set(first.moved) == {1, 2}
    assert given(stage, 1, 2).again == (1, 2)
    second = given(stage, 1, 2, after=2 * HOUR, actor=JOAN)
    assert (second.moved, [each.name for each in second.settled]) == ({}, ["aina", "aina"])
    assert stage.held().not_before == stage.now + HOUR


def test_of_some_the_settled_ones_stay_and_the_others_move(stage: Stage) -> None:
    """A server that was killed half-way is no reason to begin anew."""
    missed(stage, "catalonia", "arad")
    leave(stage.database, [1], actor=JOAN, now=stage.now)
    found = given(stage, 1, 2)
    assert (set(found.moved), [each.number for each in found.settled]) == ({2}, [1])
    assert stage.held().state is State.CANCELLED


def test_leaving_some_is_done_once_for_each(stage: Stage) -> None:
    """The rest of a choice that was half carried out is left by the second try."""
    missed(stage, "catalonia", "arad")
    assert leave(stage.database, [1], actor=AINA, now=stage.now)[0] == (1,)
    left, before = leave(stage.database, [1, 2], actor=AINA, now=stage.now)
    assert (left, [each.number for each in before]) == ((2,), [1])
    with pytest.raises(CannotDecide, match="nothing is chosen"):
        leave(stage.database, [], actor=AINA, now=stage.now)


def test_nothing_and_a_time_that_has_passed_are_refused(stage: Stage) -> None:
    """Before anything is changed."""
    missed(stage, "catalonia")
    with pytest.raises(CannotReschedule, match="nothing is chosen"):
        given(stage)
    with pytest.raises(CannotReschedule, match="passed"):
        given(stage, 1, after=-HOUR)
    assert stage.held().state is State.MISSED


@pytest.mark.parametrize(
    ("text", "minutes"), [("", 0), (" ", 0), ("0", 0), ("30", 30), ("1440", 1440)]
)
def test_a_spread_is_a_number_of_minutes(text: str, minutes: int) -> None:
    """Nothing means none."""
    assert spread_of(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["x", "1.5", "-1", "1441", "½", "30 min"])
def test_another_spread_is_refused(text: str) -> None:
    """With what to write."""
    with pytest.raises(CampaignError, match="minutes"):
        spread_of(text)


def test_before_resuming_a_person_sees_what_goes_at_once_and_what_is_too_late(
    stage: Stage,
) -> None:
    """By channel; what other pauses stop stays stopped."""
    stage.ready(
        stage.wanted("late", at=stage.now - 5 * HOUR),
        stage.wanted("due"),
        stage.wanted("coming", at=stage.now + DAY),
        stage.wanted("other", channel="arad"),
    )
    with stage.database.write() as connection:
        for scope in ("region:catalonia", "channel:arad"):
            pauses.begin(connection, scope, who="joan", reason="a rest", now=stage.now)
    stage.now += 2 * HOUR
    found = resuming(
        stage.database,
        "region:catalonia",
        stage.now,
        channels=stage.channels,
        regions=REGIONS,
    )
    assert len(found.numbers) == 1
    by_name = {each.channel.name: each for each in found.channels}
    mine = by_name["catalonia"]
    assert (mine.due, mine.late, mine.coming, mine.still) == (1, 1, 1, "")
    assert mine.apart == stage.channels["catalonia"].min_interval
    assert "a rest" in by_name["arad"].still
