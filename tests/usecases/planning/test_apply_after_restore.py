"""What the calendar still wants after a backup was put back is not sent blindly."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from campaign.model import State
from campaign.storage import publications
from campaign.storage.journal import Entry, Journal
from campaign.usecases.operations.restore import mark_only
from campaign.usecases.planning.apply import Applied, apply
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW
from tests.storage.conftest import on_both

pytestmark = on_both

KNOWN_UNTIL = NOW - HOUR


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal with nothing in it."""
    return Journal(tmp_path / "receipts.jsonl")


def put_back(stage: Stage) -> None:
    """A backup of an hour ago has been put back, by now."""
    mark_only(stage.database, None, who="aina", now=stage.now, known_until=KNOWN_UNTIL)


def entry(post: str) -> Entry:
    """The receipt of something that was planned after the backup."""
    return Entry(
        *(7, post, "", "catalonia", "scripted", None, "key"),
        *(f"id-{post}", "https://scripted.example/7", NOW - HOUR / 2, "0" * 64),
    )


def applied(stage: Stage, journal: Journal, *wanted: str, after: timedelta) -> Applied:
    """What applying a calendar does with posts that are due then, seen from `NOW`."""
    plan = stage.plan([stage.wanted(post, at=NOW + after) for post in wanted])
    return apply(
        plan,
        stage.database,
        stage.media,
        stage.brand,
        who="aina",
        now=stage.now,
        picture=stage.media.read,
        journal=journal,
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
    plan = [stage.wanted("early", at=NOW - HOUR), stage.wanted("moved", at=NOW + DAY)]
    done = apply(
        stage.plan(plan),
        *(stage.database, stage.media, stage.brand),
        who="aina",
        now=stage.now,
        picture=stage.media.read,
        journal=journal,
    )
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
