"""A credential is renewed by one worker at a time and never overwritten by nothing or older."""

from __future__ import annotations

import multiprocessing
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from campaign.errors import StorageError, Unauthorized, Unavailable
from campaign.model import Kept, Renewed
from campaign.storage.database import Database, open_database
from campaign.storage.secrets.credentials import HOLD, PATIENCE, Safe, brought
from campaign.storage.secrets.keyring import Keyring
from campaign.storage.tables import credentials
from tests.plan.made import NOW
from tests.storage.secrets.renewing import CHANNEL, die_renewing, work


@dataclass
class Clock:
    """A clock that waiting moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shared.db'}"
        return
    yield request.getfixturevalue("empty_postgres")


@pytest.fixture
def clock() -> Clock:
    """A clock that stands until someone waits."""
    return Clock()


Made = Callable[..., Safe]


@pytest.fixture
def made(database: Database, tmp_path: Path, clock: Clock) -> Made:
    """Makes a worker's way to the credential."""

    def make(worker: str = "one", channel: str = CHANNEL, key: Path | None = None) -> Safe:
        keyring = Keyring({}, key or tmp_path / "credentials.key")
        return Safe(lambda: database, keyring, channel, worker, clock, clock.wait)

    return make


def never(kept: Kept) -> Renewed:
    """A renewal nobody may call."""
    raise AssertionError("renewed although it was not needed")


def to(text: str, expires: datetime | None = None) -> Callable[[Kept], Renewed]:
    """A renewal that gives this."""
    return lambda kept: Renewed(text, expires)


def row(database: Database) -> sa.Row[tuple[object, ...]]:
    """The stored row."""
    with database.read() as connection:
        return connection.execute(sa.select(credentials)).one()


def test_nothing_is_kept_before_the_first_renewal(made: Made) -> None:
    """And then it is there for everybody, sealed."""
    assert made().get() == Kept()
    assert made().renew(0, to("first", NOW)) == Kept(1, "first", NOW)
    assert made("two").get() == Kept(1, "first", NOW)
    assert made(channel="navarra").get() == Kept()


def test_what_lies_in_the_database_cannot_be_read(made: Made, database: Database) -> None:
    """Not in the row, and not in what Python shows of the value."""
    kept = made().renew(0, to("planted-token"))
    assert "planted-token" not in str(row(database)) + repr(kept) + repr(Renewed("planted-token"))


def test_who_comes_late_takes_what_another_renewed(made: Made) -> None:
    """The version tells that it is newer than the one that was found ended."""
    one, two = made("one"), made("two")
    one.renew(0, to("first"))
    one.renew(1, to("second"))
    assert two.renew(1, never) == Kept(2, "second")
    assert two.renew(2, to("third")) == Kept(3, "third")


def test_a_renewal_that_fails_changes_nothing_and_lets_go(made: Made, database: Database) -> None:
    """What it raises is raised; the next one may try at once."""

    def refused(kept: Kept) -> Renewed:
        raise Unauthorized("revoked")

    one = made()
    one.renew(0, to("first"))
    with pytest.raises(Unauthorized, match="revoked"):
        one.renew(1, refused)
    assert one.get() == Kept(1, "first")
    assert row(database).holder == "" and row(database).held_until is None
    assert made("two").renew(1, to("second")).version == 2


def test_nothing_never_overwrites_what_is_kept(made: Made) -> None:
    """An empty text is a mistake of the network's adapter, not a credential."""
    one = made()
    one.renew(0, to("first"))
    with pytest.raises(ValueError, match="renewed to nothing"):
        one.renew(1, to(""))
    assert one.get() == Kept(1, "first")


def test_a_slow_worker_does_not_overwrite_what_is_newer(made: Made, clock: Clock) -> None:
    """It slept through its hold; another one renewed; what that one got counts for both."""
    one, two = made("one"), made("two")
    one.renew(0, to("first"))

    def sleepy(kept: Kept) -> Renewed:
        clock.wait(HOLD.total_seconds() + 1)
        two.renew(1, to("theirs"))
        return Renewed("late")

    assert one.renew(1, sleepy) == Kept(2, "theirs")
    assert one.get() == Kept(2, "theirs")


def test_others_wait_no_longer_than_their_patience(made: Made, clock: Clock) -> None:
    """Then they are told to come again; nothing was sent."""
    one, two = made("one"), made("two")

    def stuck(kept: Kept) -> Renewed:
        before = clock()
        with pytest.raises(Unavailable, match="another worker is renewing"):
            two.renew(0, never)
        assert (clock() - before).total_seconds() == pytest.approx(PATIENCE, abs=1)
        return Renewed("first")

    assert one.renew(0, stuck).text == "first"


def test_a_lost_key_is_told_and_a_new_credential_can_be_kept(
    made: Made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The renewal learns why there is nothing to start from; the log says it once."""
    made().renew(0, to("first"))
    other = made("two", key=tmp_path / "other.key")
    kept = other.get()
    assert (kept.version, kept.text) == (1, "") and "bring the old key back" in kept.unreadable
    assert other.renew(0, lambda kept: Renewed("anew" if kept.unreadable else "")).version == 2
    assert other.get().text == "anew"
    actions = [getattr(record, "action", "") for record in caplog.records]
    assert actions.count("credential_unreadable") == 1


def test_what_an_old_key_sealed_is_sealed_anew_when_it_is_read(
    database: Database, tmp_path: Path, clock: Clock
) -> None:
    """Then the old key may go."""
    old, new = (b64encode(bytes([each]) * 32).decode() for each in (1, 2))

    def safe(keys: str) -> Safe:
        keyring = Keyring({"CAMPAIGN_KEY": keys}, tmp_path / "unused")
        return Safe(lambda: database, keyring, CHANNEL, "one", clock, clock.wait)

    kept = safe(old).renew(0, to("a-session"))
    assert safe(f"{new},{old}").get() == kept
    assert safe(new).get() == kept
    assert safe(old).get().unreadable


def test_a_key_that_is_no_key_is_told_before_the_network_is_asked(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    """A token that renews is spent only when its successor can be kept."""
    keyring = Keyring({"CAMPAIGN_KEY": "short"}, tmp_path / "unused")
    safe = Safe(lambda: database, keyring, CHANNEL, "one", clock, clock.wait)
    with pytest.raises(StorageError, match="number 1 is no key"):
        safe.renew(0, never)


@pytest.mark.slow
def test_two_processes_renew_once_each_time(shared: str, tmp_path: Path) -> None:
    """Both want each version at the same moment: one asks the network, both have the answer."""
    open_database(shared).close()
    ledger = tmp_path / "ledger"
    start = time.time() + 2.0
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(work, shared, ledger, start, 4) for _ in range(2)]
        handed = [job.result(60) for job in jobs]
    assert handed == [["token-1", "token-2", "token-3", "token-4"]] * 2
    assert ledger.read_text() == "0 \n1 token-1\n2 token-2\n3 token-3\n"


def test_a_worker_killed_while_renewing_holds_nobody_up_for_good(
    shared: str, tmp_path: Path
) -> None:
    """Its hold ends by itself, and what was kept is still there to renew from."""
    database = open_database(shared)
    clock = Clock(datetime.now(NOW.tzinfo))
    keyring = Keyring({}, tmp_path / "credentials.key")
    safe = Safe(lambda: database, keyring, CHANNEL, "next", clock, clock.wait)
    safe.renew(0, to("first"))
    dying = multiprocessing.get_context("spawn").Process(
        target=die_renewing, args=(shared, tmp_path)
    )
    dying.start()
    dying.join(60)
    assert dying.exitcode == 9
    assert row(database).held_until is not None
    with pytest.raises(Unavailable):
        safe.renew(1, never)
    clock.wait(HOLD.total_seconds() + 30)
    assert safe.renew(1, lambda kept: Renewed(f"after {kept.text}")) == Kept(2, "after first")
    database.close()


def test_what_a_person_brings_lies_beside_what_is_renewed(made: Made) -> None:
    """Each under a name of its own, each sealed."""
    made(channel=brought(CHANNEL)).put("password")
    made().renew(0, to("session"))
    assert made(channel=brought(CHANNEL)).get() == Kept(1, "password")
    assert made().get() == Kept(1, "session")


def test_what_is_brought_again_replaces_the_former(made: Made, tmp_path: Path) -> None:
    """Even one that nobody can open any more."""
    made().put("first", NOW)
    made().put("second")
    assert made("two").get() == Kept(2, "second")
    other = made(key=tmp_path / "other.key")
    assert other.get().unreadable
    other.put("third")
    assert other.get() == Kept(3, "third")


def test_what_is_forgotten_is_gone_and_never_comes_again(made: Made, database: Database) -> None:
    """Its version goes on, so that who has read it sees that it does not count any more."""
    one = made()
    assert not one.forget()
    one.put("first", NOW)
    assert one.forget() and not one.forget()
    assert one.get() == Kept(2) and row(database).sealed == ""
    one.put("second")
    assert one.get() == Kept(3, "second")


def test_a_renewal_that_was_under_way_does_not_outlive_the_forgetting(made: Made) -> None:
    """What was taken back stays so."""
    one, two = made("one"), made("two")
    one.put("first")

    def meanwhile(kept: Kept) -> Renewed:
        two.forget()
        return Renewed("late")

    one.renew(1, meanwhile)
    assert made().get() == Kept(2)
