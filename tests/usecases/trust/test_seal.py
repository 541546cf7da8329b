"""The head of the record is sealed once a day, and stamped by an authority that may be asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from campaign.errors import ConfigError, TimestampError
from campaign.model import State
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.timestamp_authority import ask, check, read_roots
from campaign.usecases.trust.seal import Sealed, seal
from campaign.usecases.trust.verify_record import Outside, verify
from tests.plan.made import NOW
from tests.storage.conftest import database, kind, migrated, url
from tests.storage.made import schedule
from tests.usecases.trust.authority import Authority, needs_openssl, serving
from tests.usecases.trust.small_campaign import Recorded

__all__ = ["database", "kind", "migrated", "url"]

DAY = timedelta(days=1)
HASH = b"0" * 64


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority's keys, made once."""
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.make_keys()
    return made


@pytest.fixture
def authority(keys: Authority) -> Iterator[Authority]:
    """The authority on loopback, as it is meant to answer."""
    with serving(Authority(keys.folder)) as made:
        yield made


@pytest.fixture
def made(tmp_path: Path) -> Recorded:
    """Where the heads and the stamps go."""
    return Recorded(tmp_path)


def sealed(
    database: Database,
    made: Recorded,
    now: datetime = NOW,
    authority: Authority | None = None,
    *,
    by_hand: bool = False,
) -> Sealed:
    """Seal what is due."""
    return seal(
        database,
        made.heads,
        made.stamps,
        sealer="worker",
        now=now,
        ask=(lambda data: ask(authority.url, data)) if authority else None,
        authority=authority.url if authority else "",
        by_hand=by_hand,
    )


def test_a_head_is_sealed_once_a_day_if_anything_happened(
    database: Database, made: Recorded
) -> None:
    """A seal is an entry too, and no reason for another one."""
    assert sealed(database, made).number == 0  # nothing has happened
    schedule(database, ["one"])
    first = sealed(database, made)
    assert (first.sealed, first.number) == (True, 2)
    assert not sealed(database, made, NOW + timedelta(hours=1)).sealed
    assert not sealed(database, made, NOW + DAY).sealed
    schedule(database, ["two"])
    assert not sealed(database, made, NOW + timedelta(hours=1)).sealed
    assert sealed(database, made, NOW + timedelta(hours=1), by_hand=True).sealed
    schedule(database, ["three"])
    assert sealed(database, made, NOW + DAY).sealed
    assert len(made.heads.read().heads) == 3
    assert made.verified(database).holds


def test_a_head_that_cannot_be_written_is_told_and_sealed_later(
    database: Database, made: Recorded
) -> None:
    """The entry comes after the line: it never names a line that is not there."""
    schedule(database, ["one"])
    (made.folder / "evidence").write_text("a file where the folder should be")
    failed = sealed(database, made)
    assert "cannot be written" in failed.failed
    with database.read() as connection:
        assert record.head(connection)[0] == failed.number
    (made.folder / "evidence").unlink()
    assert sealed(database, made).sealed


def test_a_line_without_its_entry_is_what_a_crash_leaves(
    database: Database, made: Recorded
) -> None:
    """The next seal goes on, and nothing is wrong."""
    schedule(database, ["one"])
    with database.read() as connection:
        assert made.heads.keep(*record.head(connection), NOW)
    assert made.verified(database).holds
    assert sealed(database, made).sealed
    assert made.verified(database).holds


@needs_openssl
def test_a_stamp_verifies_here_and_with_openssl(
    database: Database, made: Recorded, authority: Authority
) -> None:
    """The raw request and reply are kept, with what was stamped."""
    schedule(database, ["one"])
    done = sealed(database, made, authority=authority)
    assert done.stamped is not None
    assert not done.failed
    files = made.stamps.folder
    reply, data = files / f"{done.number:06}.tsr", files / f"{done.number:06}.txt"
    assert data.read_text() == done.hash
    assert authority.verify(reply, data)
    roots = read_roots(authority.roots)
    found = verify(database, Outside(made.media, made.heads, made.stamps, roots))
    assert (found.holds, found.stamps, found.notes) == (True, 1, ())
    assert "timestamp_roots" in made.verified(database).notes[0]
    assert len(authority.asked) == 1
    assert sealed(database, made, authority=authority).stamped is None
    assert len(authority.asked) == 1  # it has its stamp


@needs_openssl
def test_a_reply_with_the_chain_of_certificates_verifies_too(tmp_path: Path) -> None:
    """Openssl writes them in an order that a strict reader refuses."""
    made = Authority(tmp_path)
    made.make_keys(chain=True)
    with serving(made):
        stamp = ask(made.url, HASH, read_roots(made.roots))
    assert check(stamp.request, stamp.reply, HASH, read_roots(made.roots)) == stamp.at


@needs_openssl
def test_a_changed_stamp_is_found(
    database: Database, made: Recorded, authority: Authority, tmp_path: Path
) -> None:
    """Another reply, another root, another head, or none at all."""
    schedule(database, ["one"])
    done = sealed(database, made, authority=authority)
    other = Authority(tmp_path / "other")
    other.folder.mkdir()
    other.make_keys()
    wrong_root = Outside(made.media, made.heads, made.stamps, read_roots(other.roots))
    (wrong,) = verify(database, wrong_root).wrong
    assert "no valid signature" in wrong.words
    assert wrong.act == RecordAct.STAMPED
    reply = made.stamps.folder / f"{done.number:06}.tsr"
    kept = reply.read_bytes()
    for at in range(0, len(kept), 97):
        reply.write_bytes(kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :])
        assert not made.verified(database).holds
    reply.unlink()
    (wrong,) = made.verified(database).wrong
    assert "cannot be read" in wrong.what


@needs_openssl
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 503, "body": b"busy"}, "answered 503"),
        ({"kind": "text/html", "body": b"<html>welcome</html>"}, "text/html"),
        ({"body": b"<html>no type of its own</html>"}, "no timestamp"),
        ({"body": b""}, "no timestamp"),
        ({"body": b"0" * 300_000}, "too large"),
        ({"body": bytes.fromhex("3005300302010" + "2")}, "refuses to stamp"),
        ({"status": 302, "body": b""}, "answered 302"),
    ],
)
def test_what_is_no_stamp_is_told_and_asked_for_an_hour_later(
    database: Database,
    made: Recorded,
    authority: Authority,
    answer: dict[str, object],
    words: str,
) -> None:
    """The head is sealed all the same, and publishing knows nothing of it."""
    (publication,) = schedule(database, ["one"])
    usual = dict(vars(authority))
    vars(authority).update(answer)
    done = sealed(database, made, authority=authority)
    assert words in done.failed
    assert (done.sealed, done.stamped) == (True, None)
    assert publication.state is State.SCHEDULED
    vars(authority).update(usual)
    assert sealed(database, made, NOW + timedelta(minutes=59), authority).stamped is None
    assert sealed(database, made, NOW + timedelta(minutes=61), authority).stamped is not None


@needs_openssl
def test_a_stamp_of_something_else_or_for_another_request_is_refused(authority: Authority) -> None:
    """An authority that lies, or one that answers from its memory."""
    true = ask(authority.url, HASH)
    with pytest.raises(TimestampError, match="something else"):
        check(true.request, true.reply, b"1" * 64)
    authority.body = true.reply
    with pytest.raises(TimestampError, match="another request"):
        ask(authority.url, HASH)


def test_an_authority_that_is_away_is_told() -> None:
    """Nobody listens there."""
    with pytest.raises(TimestampError, match="cannot be reached"):
        ask("http://127.0.0.1:9/tsr", HASH)


def test_roots_that_are_none_are_a_mistake_of_the_configuration(tmp_path: Path) -> None:
    """No file, and a file without a certificate."""
    with pytest.raises(ConfigError, match="cannot be read"):
        read_roots(tmp_path / "roots.pem")
    (tmp_path / "roots.pem").write_text("no certificate")
    with pytest.raises(ConfigError, match="no certificate"):
        read_roots(tmp_path / "roots.pem")


def test_an_authority_that_is_silent_is_told() -> None:
    """It takes the request, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/tsr"
        with pytest.raises(TimestampError, match="in time"):
            ask(address, HASH, seconds=0.1)
