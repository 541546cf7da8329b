"""A request that is sent again does nothing twice, and is given what came of it first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.storage.database import Database
from campaign.storage.desk import repeats
from campaign.storage.desk.tables import repeats as table
from tests.storage.conftest import on_both

pytestmark = on_both

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
MOVE = {"act": "move", "post": "labs", "when": "2026-12-08 10:00"}


def ask(
    database: Database, key: str = "k", who: str = "aina", what: Any = MOVE, now: datetime = NOW
) -> Any:
    """One request whose act is to say when it was carried out; gives what an earlier one said."""
    with database.write() as connection:
        earlier = repeats.once(connection, key, who, what, now)
        if earlier is None:
            repeats.keep(connection, key, {"at": now.isoformat()})
        return earlier


def test_a_repeat_is_given_the_outcome_of_the_first(database: Database) -> None:
    """However often, and whatever the order of its fields."""
    assert ask(database) is None
    turned = dict(reversed(MOVE.items()))
    for later in (0, 1, 3600):
        now = NOW + timedelta(seconds=later)
        assert ask(database, what=turned, now=now) == {"at": NOW.isoformat()}


@pytest.mark.parametrize(
    "other",
    [
        {**MOVE, "when": "2026-12-08 10:01"},
        {**MOVE, "act": "copy"},
        {"act": "move", "post": "labs"},
        [MOVE],
        None,
        "",
        {**MOVE, "note": "Ongi etorri 👋🏽"},
    ],
)
def test_the_same_key_for_something_else_is_refused(database: Database, other: Any) -> None:
    """It was no repeat, so neither outcome would be the right one."""
    ask(database)
    with pytest.raises(repeats.OtherContent, match="use a new key"):
        ask(database, what=other)
    assert ask(database) == {"at": NOW.isoformat()}


def test_everybody_has_their_own_keys(database: Database) -> None:
    """Nobody can learn an outcome, or spoil a key, by guessing it."""
    assert ask(database, "1") is None
    assert ask(database, "1", who="marta", what=None) is None
    # Who and key are not simply written one after the other.
    assert ask(database, "a1", who="ain") is None


def test_a_key_is_free_again_when_its_act_failed(database: Database) -> None:
    """The request was not carried out, so its repeat is no repeat."""
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        repeats.once(connection, "k", "aina", MOVE, NOW)
        _ = 1 / 0
    assert ask(database) is None


def test_an_act_without_an_outcome_is_not_done_again(database: Database) -> None:
    """`keep` may be forgotten; the key was taken all the same."""
    with database.write() as connection:
        assert repeats.once(connection, "k", "aina", MOVE, NOW) is None
    assert ask(database) == {}


def test_after_a_day_a_key_is_free_and_its_row_is_gone(database: Database) -> None:
    """A day is longer than any program repeats a request; the table stays small."""
    for number in range(250):
        ask(database, f"old {number}")
    day = NOW + repeats.KEPT
    assert ask(database, "old 0", now=day) == {"at": NOW.isoformat()}
    later = day + timedelta(seconds=1)
    assert ask(database, "old 249", what="other", now=later) is None
    for number in range(3):
        ask(database, f"new {number}", now=later)
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 4


def test_a_row_that_was_not_deleted_in_time_counts_no_more(database: Database) -> None:
    """More were old than one request deletes."""
    with database.write() as connection:
        old = ({"id": f"{n:064}", "content": "", "at": NOW, "outcome": {}} for n in range(300))
        connection.execute(table.insert(), list(old))
        repeats.once(connection, "k", "aina", MOVE, NOW + timedelta(seconds=1))
    later = NOW + repeats.KEPT + timedelta(seconds=2)
    assert ask(database, what="other", now=later) is None
    assert ask(database, what="other", now=later) == {"at": later.isoformat()}


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_has_a_length(database: Database, key: str) -> None:
    """A page says so, where a form brings another one than it was given."""
    with pytest.raises(repeats.UnusableKey, match="200"):
        ask(database, key)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Two at a time."""
    with ThreadPoolExecutor(2) as made:
        yield made


def test_of_two_at_once_the_second_waits_for_the_outcome(
    database: Database, pool: ThreadPoolExecutor
) -> None:
    """As when a button is pressed twice: the second is not told that nothing is known yet."""
    begun, go_on = Event(), Event()

    def first() -> None:
        with database.write() as connection:
            assert repeats.once(connection, "k", "aina", MOVE, NOW) is None
            begun.set()
            assert go_on.wait(20)
            repeats.keep(connection, "k", {"by": "first"})

    one = pool.submit(first)
    assert begun.wait(20)
    two = pool.submit(ask, database)
    go_on.set()
    one.result(20)
    assert two.result(20) == {"by": "first"}
