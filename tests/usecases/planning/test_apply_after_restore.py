"""What the calendar still wants after a backup was put back is not sent blindly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from campaign.engine.after_restore.marks import unlooked
from campaign.engine.after_restore.person_checks import none_out
from campaign.model import Delivery, State
from campaign.model.people import Actor
from campaign.storage import publications
from campaign.storage.journal import Entry, Journal
from campaign.usecases.operations.reschedule import chosen, reschedule
from campaign.usecases.operations.restore import mark_only
from campaign.usecases.planning.apply import Applied, apply
from tests.engine.simulated import CLASSES
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)
KNOWN_UNTIL = NOW - HOUR


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal with nothing in it."""
    return Journal(tmp_path / "receipts.jsonl")


def put_back(stage: Stage) -> None:
    """A backup of an hour ago has been put back, by now."""
    mark_only(stage.database, None, actor=Actor("aina"), now=stage.now, known_until=KNOWN_UNTIL)


def entry(post: str) -> Entry:
    """The receipt of something that was planned after the backup."""
    return Entry(
        *(7, post, "", "catalonia", "scripted", None, "key"),
        *(f"id-{post}", "https://scripted.example/7", NOW - HOUR / 2, "0" * 64),
    )


def applied(
    stage: Stage,
    journal: Journal | None,
    *wanted: str,
    after: timedelta,
    delivery: Delivery = Delivery.BY_LISTING,
    text: str = "Bon dia a tothom.",
) -> Applied:
    """What applying a calendar does with posts that are due then, seen from `NOW`."""
    plan = stage.plan([stage.wanted(post, at=NOW + after, texts=(text,)) for post in wanted])
    return apply(
        plan,
        stage.database,
        stage.media,
        stage.brand,
        actor=Actor("aina"),
        now=stage.now,
        picture=stage.media.read,
        journal=journal,
        delivery=lambda *_: delivery,
    )


def test_what_was_planned_and_due_before_the_restore_is_asked_about_first(
    stage: Stage, journal: Journal
) -> None:
    """The copy lacks it: it may have gone out, also when it was due before the copy was made."""
    put_back(stage)
    stage.now += HOUR
    done = applied(stage, journal, "before", after=-2 * HOUR)
    assert (done.added, done.doubtful, done.booked) == (1, 1, 0)
    held = stage.held()
    assert (held.state, held.doubtful_since) == (State.UNKNOWN, KNOWN_UNTIL)
    assert held.not_before == stage.now
    assert "a backup was put back" in held.reason
    with stage.database.read() as connection:
        (told,) = publications.story(connection, held.id)
    assert (told["before"], told["after"]) == ("", "unknown")
    assert "planned; a backup was put back" in told["reason"]


def test_what_is_due_after_the_restore_is_planned_as_ever(stage: Stage, journal: Journal) -> None:
    """Nothing of it can have gone out at its time."""
    put_back(stage)
    done = applied(stage, journal, "after", after=HOUR)
    assert (done.added, done.doubtful) == (1, 0)
    assert (stage.held().state, stage.held().doubtful_since) == (State.SCHEDULED, None)


def test_a_receipt_of_the_journal_is_booked_when_its_post_is_planned_again(
    stage: Stage, journal: Journal
) -> None:
    """Whatever time the calendar has for it by now; of others there is none."""
    journal.append([entry("early"), entry("moved"), entry("nobody")])
    put_back(stage)
    done = applied(stage, journal, "early", after=-HOUR)
    assert (done.booked, done.doubtful) == (1, 0)
    done = applied(stage, journal, "moved", after=DAY)
    assert (done.added, done.booked) == (1, 1)
    for post in ("early", "moved"):
        held = stage.held(stage.number(post))
        assert (held.state, held.remote_id) == (State.PUBLISHED, f"id-{post}")
        assert held.published_at == NOW - HOUR / 2


@pytest.mark.parametrize("state", [State.SCHEDULED, State.MISSED, State.CANCELLED])
def test_what_is_moved_to_before_the_restore_is_asked_about_first(
    stage: Stage, journal: Journal, state: State
) -> None:
    """It may have had that time before, in the database that was lost."""
    put_back(stage)
    applied(stage, journal, "labs", after=HOUR)
    if state is not State.SCHEDULED:
        with stage.database.write() as connection:
            held = publications.all_of(connection)[0]
            publications.change(connection, held, state, who="aina", now=NOW, reason="so")
    done = applied(stage, journal, "labs", after=-HOUR / 2)
    assert done.doubtful == 1
    held = stage.held()
    assert (held.state, held.doubtful_since) == (State.UNKNOWN, KNOWN_UNTIL)


def test_a_month_later_nothing_is_doubted_any_more(stage: Stage, journal: Journal) -> None:
    """No post is late by that much."""
    put_back(stage)
    stage.now += 31 * DAY
    journal.append([entry("labs")])
    done = applied(stage, journal, "labs", after=31 * DAY)
    assert (done.added, done.doubtful, done.booked) == (1, 0, 0)


def test_a_journal_that_cannot_be_read_stops_the_plan(stage: Stage, tmp_path: Path) -> None:
    """Else what is out might go out again; nothing is half applied."""
    from campaign.errors import StorageError

    put_back(stage)
    with pytest.raises(StorageError, match="cannot be read"):
        applied(stage, Journal(tmp_path), "labs", after=HOUR)
    assert stage.states() == []


mute = partial(applied, delivery=Delivery.AT_MOST_ONCE)


def receipt(at: datetime) -> Entry:
    """The receipt of something else, of that instant."""
    return replace(entry("other"), at=at)


@pytest.mark.parametrize(
    "entries",
    [(), (KNOWN_UNTIL + MINUTE,), (KNOWN_UNTIL - MINUTE,), (KNOWN_UNTIL - MINUTE, NOW + MINUTE)],
    ids=["lost", "begun anew", "as old as the copy", "as old, and gone on with"],
)
def test_what_is_new_where_nobody_can_ask_waits_for_a_person(
    stage: Stage, journal: Journal, entries: tuple[datetime, ...]
) -> None:
    """It may have been planned and moved ahead after the copy: no journal tells that it was not."""
    journal.append(receipt(at) for at in entries)
    put_back(stage)
    stage.now += 2 * MINUTE
    done = mute(stage, journal, "labs", after=DAY)
    assert (done.added, done.doubtful) == (1, 1)
    held = stage.held()
    assert (held.state, held.doubtful_since) == (State.SCHEDULED, KNOWN_UNTIL)
    assert (held.not_before, held.reason) == (NOW + DAY, "")
    with stage.database.read() as connection:
        assert [p.id for p in unlooked(connection)] == [held.id]
    assert none_out(stage.database, "catalonia", actor=Actor("aina"), now=stage.now) == 1
    assert stage.held().doubtful_since is None


def test_without_a_journal_nothing_is_told_either(stage: Stage) -> None:
    """As where none is kept."""
    put_back(stage)
    assert mute(stage, None, "labs", after=DAY).doubtful == 1


def test_a_journal_that_tells_what_went_out_leaves_no_doubt(
    stage: Stage, journal: Journal, kind: str
) -> None:
    """Of a database on a server, each machine has a journal of its own, and this is but one."""
    journal.append(receipt(at) for at in (KNOWN_UNTIL - MINUTE, KNOWN_UNTIL + MINUTE))
    put_back(stage)
    assert mute(stage, journal, "labs", after=DAY).doubtful == (kind == "postgresql")


def test_what_is_planned_after_somebody_has_looked_is_not_doubted(
    stage: Stage, journal: Journal
) -> None:
    """On that channel, until another copy is put back; what was due before is not of that look."""
    put_back(stage)
    assert none_out(stage.database, "catalonia", actor=Actor("aina"), now=stage.now) == 0
    assert mute(stage, journal, "labs", after=DAY).doubtful == 0
    assert mute(stage, journal, "labs", "before", after=-HOUR / 2).doubtful == 1
    assert stage.held(stage.number("before")).state is State.UNKNOWN
    stage.now += HOUR
    put_back(stage)
    assert mute(stage, journal, "more", after=DAY).doubtful == 1


def test_a_person_who_looked_does_not_answer_for_a_network_that_can_be_asked(
    stage: Stage, journal: Journal
) -> None:
    """It is asked all the same."""
    put_back(stage)
    none_out(stage.database, "catalonia", actor=Actor("aina"), now=stage.now)
    applied(stage, journal, "labs", after=HOUR)
    assert applied(stage, journal, "labs", after=-HOUR / 2).doubtful == 1


def put_off(stage: Stage, until: timedelta) -> datetime:
    """What was missed is given a later time by a person; that instant."""
    stage.now += 7 * HOUR
    stage.tick()
    assert stage.states() == [State.MISSED]
    later = stage.now + until
    some = chosen(stage.database, numbers=[1])
    reschedule(stage.database, some, lambda _: later, actor=Actor("aina"), now=stage.now)
    return later


@pytest.mark.parametrize("name", ["by key", "listing", "two-phase"])
def test_what_a_person_has_put_off_stays_so_after_a_restore_and_other_words(
    stage: Stage, name: str
) -> None:
    """It is asked about at its time, and goes once."""
    network = stage.network = CLASSES[name](lambda: stage.now, stage.network.media)  # type: ignore[assignment]
    due = stage.now
    stage.ready(stage.wanted())
    friday = put_off(stage, 3 * DAY)
    stage.now += HOUR
    mark_only(
        stage.database, None, actor=Actor("aina"), now=stage.now, known_until=stage.now - HOUR / 2
    )
    applied(stage, None, "labs", after=due - NOW, text="Millor ara.")
    stage.approve()
    held = stage.held()
    assert (held.state, held.not_before, held.put_off) == (State.SCHEDULED, friday, friday)
    assert held.doubtful_since is not None
    for _ in range(20):
        stage.tick(5 * MINUTE)
    assert network.posts == []
    stage.now = friday
    for _ in range(20):
        stage.tick(5 * MINUTE)
    assert [post.text for post in network.posts] == ["Millor ara."]


def test_what_somebody_has_looked_for_is_not_doubted_anew_with_other_words(stage: Stage) -> None:
    """The restore lies before the person's word."""
    due = stage.now
    stage.ready(stage.wanted())
    put_off(stage, DAY)
    stage.now += HOUR
    mark_only(
        stage.database, None, actor=Actor("aina"), now=stage.now, known_until=stage.now - HOUR / 2
    )
    assert none_out(stage.database, "catalonia", actor=Actor("aina"), now=stage.now) == 1
    stage.now += HOUR
    done = mute(stage, None, "labs", after=due - NOW, text="Altres.")
    assert (done.changed, done.doubtful) == (1, 0)
    assert (stage.held().state, stage.held().doubtful_since) == (State.SCHEDULED, None)


@pytest.mark.parametrize("passed", [False, True], ids=["before its grace ends", "after"])
def test_what_a_person_has_put_off_stays_so_though_the_calendar_dropped_it_meanwhile(
    stage: Stage, passed: bool
) -> None:
    """It comes back at the same time in the calendar, and goes at the later one."""
    wanted = stage.wanted(at=stage.now + HOUR)
    stage.ready(wanted)
    with stage.database.write() as connection:
        (held,) = publications.all_of(connection)
        publications.change(connection, held, State.CANCELLED, who="aina", now=stage.now)
    later = stage.now + 10 * HOUR
    some = chosen(stage.database, numbers=[1])
    reschedule(stage.database, some, lambda _: later, actor=Actor("aina"), now=stage.now)
    stage.apply()
    assert stage.states() == [State.CANCELLED]
    if passed:
        stage.now += 8 * HOUR
    assert stage.apply(wanted).added == 1
    held = stage.held()
    assert (held.state, held.put_off, held.not_before) == (State.SCHEDULED, later, later)
