"""Who stops something at the command line reads what had left, and an exit code that is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from campaign.model import Publication, State
from campaign.model.approval import USUAL
from campaign.model.people import Actor
from campaign.storage import pauses, publications, queue, releases
from campaign.storage.database import Database
from campaign.storage.trust import approvals
from campaign.usecases.trust.approve import approve as let
from tests.cli.conftest import Run
from tests.cli.test_hands import CHANNEL, OTHER, database, put

__all__ = ["database"]


def claimed(database: Database) -> Publication:
    """The one that is due, in the hands of a worker."""
    now = datetime.now(UTC)
    with database.write() as connection:
        (one,) = queue.claim(
            connection,
            queue.due(connection, now),
            worker="host:7",
            lease_until=now + timedelta(minutes=5),
            now=now,
        )
    return one


@contextmanager
def landing(database: Database, one: Publication, when: Callable[[], bool]) -> Iterator[None]:
    """Its answer comes as soon as something has happened."""
    over = Event()

    def land() -> None:
        while not when() and not over.wait(0.01):
            pass
        now = datetime.now(UTC)
        with database.write() as connection:
            assert publications.change(
                connection,
                one,
                State.PUBLISHED,
                who="host:7",
                now=now,
                url="https://m.example/7",
                published_at=now,
            )

    thread = Thread(target=land)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(20)


def is_paused(database: Database) -> bool:
    """Somebody has stopped something."""
    with database.read() as connection:
        return bool(pauses.open(connection, datetime.now(UTC)).on)


def approve(database: Database, *some: Publication) -> None:
    """Aina lets these go out."""
    let(database, some, actor=Actor("aina"), now=datetime.now(UTC))


# ---- pause ----


def test_a_pause_says_that_nothing_more_begins_and_how_ended_what_had_left(
    database: Database, run: Run
) -> None:
    """Its number, post, channel and address; nothing in flight, no such lines."""
    assert run("pause", "all", "--reason", "x", "--json").json["in_flight"] == []
    plain = run("pause", "region:leipzig", "--reason", "x").out
    assert "Nothing more begins." in plain
    assert "on its way" not in plain
    run("resume", "all")
    run("resume", "region:leipzig")
    one = put(database)
    with landing(database, claimed(database), lambda: is_paused(database)):
        said = run("pause", "all", "--reason", "elections")
    assert said.code == 0
    assert "What was already on its way:" in said.out
    told = f"no. {one.id}  labs on {CHANNEL}: had left already, published on "
    assert told in said.out
    assert "https://m.example/7" in said.out


@pytest.mark.slow
def test_an_answer_that_does_not_come_is_told_as_awaited(database: Database, run: Run) -> None:
    """After some seconds a person reads that it may be out, and who sends it."""
    one = put(database)
    claimed(database)
    (told,) = run("pause", "all", "--reason", "x", "--json").json["in_flight"]
    assert told == {
        "id": one.id,
        "post": "labs",
        "channel": CHANNEL,
        "state": "publishing",
        "where": "on-its-way",
        "worker": "host:7",
        "reason": "",
        "url": "",
        "published": None,
        "parts_out": 0,
    }
    said = run("pause", f"channel:{CHANNEL}", "--reason", "x")
    assert (said.code, "sent by host:7: its answer is still awaited" in said.out) == (0, True)


# ---- approve --revoke ----


def test_an_approval_is_taken_back_and_what_becomes_of_each_is_told(
    database: Database, run: Run
) -> None:
    """Of the named posts alone; the others stay approved, and the name is kept."""
    one, other, kept = put(database), put(database, channel=OTHER), put(database, "more")
    approve(database, one, other, kept)
    said = run("approve", "--revoke", "labs", "--who", "jon", "--note", "a wrong figure")
    assert said.code == 0
    assert "The approval of 2 variants was taken back by jon." in said.out
    assert f"no. {one.id}  labs on {CHANNEL}: held, it has not left" in said.out
    assert f"no. {other.id}  labs on {OTHER}: held" in said.out
    with database.read() as connection:
        (yes,) = approvals.of(connection, [one.variant_hash])[one.variant_hash]
        assert releases.released(connection, [kept], USUAL)
        assert "a wrong figure" in publications.story(connection, one.id)[-1]["reason"]
    assert yes.revoked_by == "jon"
    assert "2 wait for approval" in run("approve").out
    assert run("approve", "labs", "--json").json["approved"] == 2


def test_without_a_choice_what_could_be_taken_back_is_listed(database: Database, run: Run) -> None:
    """And nothing is changed."""
    approve(database, put(database))
    said = run("approve", "--revoke")
    assert (said.code, "1 approved and not out" in said.out, CHANNEL in said.out) == (0, True, True)
    assert run("approve", "--revoke", "--json").json == {"approved": 1, "revoked": 0}


def test_what_has_left_cannot_be_held_and_the_command_ends_with_one(
    database: Database, run: Run
) -> None:
    """The officer reads when it went out and where it is."""
    one = put(database)
    approve(database, one)
    with landing(database, claimed(database), lambda: True):
        pass
    said = run("approve", "--revoke", "--post", "labs", "--json")
    (told,) = said.json["publications"]
    assert (said.code, said.json["revoked"], told["id"]) == (1, 0, one.id)
    assert (told["where"], told["url"]) == ("out", "https://m.example/7")
    said = run("approve", "--revoke", "labs")
    assert "Nothing is left to take back." in said.out
    assert "had left already, published on" in said.out


def test_nothing_that_fits_is_told_and_a_slip_changes_nothing(database: Database, run: Run) -> None:
    """Also when only one of several names is wrong."""
    approve(database, put(database), put(database, "more"))
    said = run("approve", "--revoke", "--channel", OTHER)
    assert (said.code, "Nothing approved fits this choice." in said.out) == (0, True)
    said = run("approve", "--revoke", "labs", "mroe")
    assert (said.code, 'did you mean "more"?' in said.err) == (1, True)
    assert run("approve", "--json").json["waiting"] == 0


def test_where_no_approval_is_asked_for_taking_one_back_would_stop_nothing(
    workspace: Path, database: Database, run: Run
) -> None:
    """So the command says what does."""
    approve(database, put(database))
    file = workspace / "config.toml"
    told = file.read_text("utf-8")
    assert 'approval = "required"' in told
    file.write_text(told.replace('approval = "required"', 'approval = "none"'), "utf-8")
    said = run("approve", "--revoke", "--all")
    assert (said.code, "campaign pause" in said.err) == (2, True)
