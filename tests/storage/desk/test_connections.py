"""Sign-ins at networks: found by a hash, used once, and forgotten; standings are the newest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

from sqlalchemy import select

from campaign.model import Standing
from campaign.storage.database import Database
from campaign.storage.desk import connections
from campaign.storage.desk.connections import Tried, UnderWay
from campaign.storage.desk.tables import connections as rows
from tests.plan.made import NOW
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)
STATE = "a state"
ONE = UnderWay(
    id=connections.id_of(STATE),
    channel="eu-one",
    person="ada",
    browser="b1",
    server="https://mastodon.example",
    redirect="https://desk.example/accounts/connected/mastodon",
    sealed="sealed",
    version=3,
    begun=NOW,
    until=NOW + 10 * MINUTE,
)


def test_a_state_is_stored_as_its_hash_and_read_back(database: Database) -> None:
    """And whoever has the row has no state."""
    with database.write() as connection:
        connections.begin(connection, ONE, NOW)
    with database.read() as connection:
        assert connections.one(connection, connections.id_of(STATE)) == ONE
        assert connections.one(connection, STATE) is None
        assert STATE not in str(connection.execute(select(rows)).one())
    assert "sealed" not in repr(ONE).split("server")[1]


def test_of_two_answers_one_is_let_through(database: Database) -> None:
    """At the same moment, on two machines."""
    with database.write() as connection:
        connections.begin(connection, ONE, NOW)
    both, let = Barrier(2), []

    def answer() -> None:
        both.wait()
        with database.write() as connection:
            let.append(connections.use(connection, ONE.id, NOW + MINUTE))

    threads = [Thread(target=answer) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(let) == [False, True]


def test_one_that_is_over_is_used_by_nobody(database: Database) -> None:
    """It holds for ten minutes."""
    with database.write() as connection:
        connections.begin(connection, ONE, NOW)
        assert not connections.use(connection, ONE.id, ONE.until)
        assert not connections.use(connection, "another", NOW)


def test_beginning_anew_ends_what_was_begun_before(database: Database) -> None:
    """In the same browser; those of others stay, and old ones are swept away."""
    others = replace(ONE, id="x", person="bea")
    used = replace(ONE, id="u", used=NOW)
    old = replace(ONE, id="o", person="old", until=NOW - MINUTE)
    with database.write() as connection:
        for each in (old, ONE, others, used):
            connections.begin(connection, each, NOW - 5 * MINUTE)
        connections.begin(connection, replace(ONE, id="n"), NOW)
        assert set(connection.scalars(select(rows.c.id))) == {"n", "x", "u"}


def test_what_came_of_it_stays_without_what_it_needed(database: Database) -> None:
    """The verifier is gone with the answer."""
    with database.write() as connection:
        connections.begin(connection, ONE, NOW)
        connections.ended(connection, ONE.id, "wrong-account", "this opens @x")
        found = connections.one(connection, ONE.id)
    assert found == replace(ONE, outcome="wrong-account", says="this opens @x", sealed="")


def test_a_standing_is_the_newest_of_its_channel(database: Database) -> None:
    """With rights and end, and gone when it is disconnected."""
    first = Tried("eu-one", NOW, "ada", Standing.REVOKED, "gone")
    second = Tried(
        *("eu-one", NOW + MINUTE, "bea", Standing.WORKS, "@eu", "@eu"),
        connected=True,
        rights=("read", "write"),
        lacking=("push",),
        ends=NOW + 90 * MINUTE,
        renews=True,
    )
    other = replace(first, channel="eu-two")
    with database.write() as connection:
        connections.remember(connection, [first, other])
        connections.remember(connection, [second])
        assert connections.tried(connection) == {"eu-one": second, "eu-two": other}
        connections.forget(connection, "eu-one")
        assert set(connections.tried(connection)) == {"eu-two"}
