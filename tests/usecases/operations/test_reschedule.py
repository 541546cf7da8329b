"""What was missed goes out at another time, as the same publication, and once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.errors import RateLimited, Rejected
from campaign.model import Cancellation, Publication, State
from campaign.model.people import Actor
from campaign.usecases.operations.instants import NoTime, instant
from campaign.usecases.operations.reschedule import (
    CannotReschedule,
    Rescheduled,
    chosen,
    reschedule,
)
from tests.engine.scripted import Finder, lost, says, swallowed
from tests.engine.simulated import CLASSES
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, channel

MINUTE = timedelta(minutes=1)
MADRID = ZoneInfo("Europe/Madrid")


def always(at: datetime) -> Callable[[Publication], datetime]:
    """The same instant for every channel."""
    return lambda _: at


def missed(stage: Stage, *posts: str) -> None:
    """Make posts that are due now, and sleep through them."""
    stage.ready(*(stage.wanted(post) for post in posts))
    stage.tick(DAY)
    assert set(stage.states()) == {State.MISSED}


def put(stage: Stage, at: datetime, **choice: object) -> Rescheduled:
    """Reschedule a choice."""
    some = chosen(stage.database, **choice)  # type: ignore[arg-type]
    return reschedule(stage.database, some, always(at), actor=Actor("aina"), now=stage.now)


def test_what_was_missed_goes_at_its_new_time_without_another_approval(stage: Stage) -> None:
    """Under the key it always had."""
    missed(stage, "labs")
    key = stage.held().key
    assert put(stage, stage.now + HOUR, all_missed=True).moved == {1: stage.now + HOUR}
    assert stage.tick(HOUR - MINUTE).published == []
    assert stage.tick(MINUTE).published == [1]
    assert [post["key"] for post in stage.ledger.public] == [key]


def test_applying_the_calendar_again_leaves_it_at_its_new_time(stage: Stage) -> None:
    """The calendar still says the old time, and a person has said the new one."""
    wanted = stage.wanted()
    stage.ready(wanted)
    stage.tick(DAY)
    put(stage, stage.now + HOUR, numbers=[1])
    assert stage.plan([wanted]).steps == ()
    assert stage.tick(HOUR).published == [1]


def test_other_words_after_the_new_time_was_given_do_not_bring_the_old_one_back(
    stage: Stage,
) -> None:
    """They need an approval of their own, and go at the time the person named."""
    stage.ready(stage.wanted())
    stage.tick(DAY)
    put(stage, stage.now + HOUR, numbers=[1])
    stage.ready(stage.wanted(at=stage.held().due, texts=("Millor ara.",)))
    assert stage.tick().published == []
    assert stage.tick(HOUR).published == [1]
    assert stage.ledger.texts == ["Millor ara."]


@pytest.mark.parametrize("name", [name for name in CLASSES if name != "at most once"])
def test_its_new_time_still_counts_when_its_answer_was_lost(stage: Stage, name: str) -> None:
    """Proved absent, it is sent again; by the calendar's own time it were too late for that."""
    missed(stage, "labs")
    network = CLASSES[name](lambda: stage.now, stage.network.media)
    network.fates.append("swallowed")
    stage.network = network  # type: ignore[assignment]
    put(stage, stage.now + HOUR, numbers=[1])
    for _ in range(100):
        stage.tick(MINUTE)
    assert (stage.states(), network.creates) == ([State.PUBLISHED], 2)


def test_a_time_that_the_network_named_still_counts_when_an_answer_was_lost(stage: Stage) -> None:
    """It said "not before tomorrow", and tomorrow the answer is lost, the post is not there."""
    stage.network = network = Finder(stage.ledger, stage.network.media)
    stage.ready(stage.wanted())
    tomorrow = stage.now + DAY
    used_up = RateLimited("the day's posts are used up", until=tomorrow)
    network.script.extend([says(used_up), swallowed])
    stage.tick()
    stage.now = tomorrow
    for _ in range(100):
        stage.tick(MINUTE)
    assert (stage.states(), len(stage.ledger.public)) == ([State.PUBLISHED], 1)


def test_words_that_change_keep_a_new_time_and_another_day_ends_it(stage: Stage) -> None:
    """Whoever moves the post in its calendar means that instant."""
    missed(stage, "labs")
    put(stage, stage.now + DAY, numbers=[1])
    stage.ready(stage.wanted(at=stage.held().due, texts=("Millor ara.",)))
    assert stage.held().put_off == stage.now + DAY
    stage.ready(stage.wanted(at=stage.now + HOUR, texts=("Millor ara.",)))
    assert stage.held().put_off is None
    assert stage.tick(HOUR).published == [1]


def test_it_has_the_channels_grace_from_its_new_time_on(stage: Stage) -> None:
    """And is missed again beyond it."""
    missed(stage, "labs")
    put(stage, stage.now + HOUR, numbers=[1])
    assert stage.tick(HOUR + 7 * HOUR).missed == [1]
    put(stage, stage.now + HOUR, numbers=[1])
    assert stage.tick(HOUR + 5 * HOUR).published == [1]


def test_a_spread_is_counted_within_each_channel(stage: Stage) -> None:
    """Two of one channel half an hour apart; another channel's does not wait for them."""
    stage.ready(stage.wanted(), stage.wanted("other"), stage.wanted(channel="arad"))
    stage.tick(DAY)
    at = stage.now + HOUR
    done = reschedule(
        stage.database,
        chosen(stage.database, all_missed=True),
        always(at),
        actor=Actor("aina"),
        now=stage.now,
        spread=30 * MINUTE,
    )
    assert sorted(done.moved.values()) == [at, at, at + 30 * MINUTE]
    assert done.moved[stage.number(channel="arad")] == at


def test_what_failed_is_rescheduled_with_its_post(stage: Stage) -> None:
    """Its tries begin again; what is out of the same post stays out."""
    stage.network.script.append(says(Rejected("too long")))
    stage.ready(stage.wanted(), stage.wanted(channel="arad"))
    stage.tick()
    assert sorted(stage.states()) == [State.FAILED, State.PUBLISHED]
    done = put(stage, stage.now + HOUR, post="labs")
    assert len(done.moved) == 1
    assert len(stage.tick(HOUR).published) == 1
    assert len(stage.ledger.public) == 2


def test_what_is_elsewhere_cannot_be_rescheduled(stage: Stage) -> None:
    """Each with what to do instead; nothing is changed."""
    stage.ready(stage.wanted("later", at=stage.now + DAY), stage.wanted())
    stage.network.script.append(lost)
    stage.tick()
    at = stage.now + HOUR
    first, later = stage.number(), stage.number("later")
    for number, said in (
        (later, "change `when`"),
        (first, f"campaign resolve {first}"),
        (9, "there is no"),
    ):
        with pytest.raises(CannotReschedule, match=said):
            put(stage, at, numbers=[number])
    stage.tick(HOUR)
    with pytest.raises(CannotReschedule, match=f"{first} is published"):
        put(stage, stage.now + HOUR, numbers=[first])
    for choice, said in (
        ({"all_missed": True}, "nothing is missed"),
        ({"post": "labs"}, "nothing of labs was missed or failed"),
        ({"post": "lab"}, 'nothing was ever planned of a post "lab"'),
    ):
        with pytest.raises(CannotReschedule, match=said):
            put(stage, stage.now + HOUR, **choice)


def test_a_time_that_has_passed_changes_nothing(stage: Stage) -> None:
    """Also when only one of the channels has passed it."""
    missed(stage, "labs", "other")
    some = chosen(stage.database, all_missed=True)
    when = {"labs": stage.now + HOUR, "other": stage.now - MINUTE}
    with pytest.raises(CannotReschedule, match="has passed on catalonia"):
        reschedule(stage.database, some, lambda p: when[p.post], actor=Actor("aina"), now=stage.now)
    assert set(stage.states()) == {State.MISSED}


def test_what_changed_while_a_person_thought_is_told_and_left(stage: Stage) -> None:
    """Two people reschedule at once: the first one's word stands."""
    missed(stage, "labs")
    some = chosen(stage.database, all_missed=True)
    reschedule(stage.database, some, always(stage.now + HOUR), actor=Actor("aina"), now=stage.now)
    second = reschedule(
        stage.database, some, always(stage.now + DAY), actor=Actor("jon"), now=stage.now
    )
    assert (second.moved, second.overtaken) == ({}, [1])
    assert stage.held().not_before == stage.now + HOUR


def test_what_the_calendar_took_back_stays_taken_back(stage: Stage) -> None:
    """A number may be rescheduled, but the next apply of a calendar without it cancels it again."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    stage.apply()
    assert stage.held().cancelled is Cancellation.CALENDAR
    put(stage, stage.now + DAY, numbers=[1])
    assert stage.apply().cancelled == 1


def test_missed_by_three_days_of_sleep_and_put_right_by_one_command(stage: Stage) -> None:
    """Six posts of three days; they go out half an hour apart and none is lost or doubled."""
    stage.channels = {"catalonia": channel(min_interval=30 * MINUTE)}
    posts = [stage.wanted(f"p{n}", at=stage.now + n * 12 * HOUR) for n in range(6)]
    stage.ready(*posts)
    stage.tick(3 * DAY)
    assert stage.states() == [State.MISSED] * 6
    put(stage, stage.now + HOUR, all_missed=True)
    gone = [len(stage.tick(30 * MINUTE).published) for _ in range(9)]
    assert gone == [0, 1, 1, 1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2027-03-28 02:30", "2027-03-28T03:30:00+02:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-12-02 10:00", "2026-12-02T10:00:00+01:00"),
        ("week 2 Tuesday 10:00", "2026-12-08T10:00:00+01:00"),
    ],
)
def test_a_typed_time_is_read_as_the_calendar_reads_it(text: str, said: str) -> None:
    """The hour that does not exist, the hour that comes twice, an ordinary one, a week."""
    found = instant(text, MADRID, date(2026, 12, 1))
    assert found.astimezone(MADRID).isoformat() == said


def test_what_is_no_time_says_how_to_write_one() -> None:
    """A zone in it, a month that is none, a word."""
    for text in ("2026-12-02 10:00+01:00", "2026-13-02 10:00", "tomorrow"):
        with pytest.raises(NoTime, match=r"write|month"):
            instant(text, MADRID, date(2026, 12, 1))
