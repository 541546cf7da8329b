"""One Bluesky session for all processes: kept, renewed once, opened anew when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.errors import RateLimited, Unauthorized, Unavailable
from campaign.model import Renewed
from campaign.platforms.bluesky.adapter import COLLECTION, Bluesky
from campaign.sandbox import SandboxServer
from campaign.storage.database import Database, open_database
from campaign.storage.secrets.credentials import Safe
from campaign.storage.secrets.keyring import Keyring
from tests.platforms.bluesky.sharing import ACCOUNT, publish_at_once, shared
from tests.platforms.samples import SECRET, Clock
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, passing_on

CREATE = "/xrpc/com.atproto.server.createSession"
REFRESH = "/xrpc/com.atproto.server.refreshSession"
HOURS = 3600


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Where the session is kept."""
    opened = open_database(f"sqlite:///{tmp_path / 'shared.db'}")
    yield opened
    opened.close()


@pytest.fixture
def front(box: SandboxServer) -> Iterator[Scripted]:
    """The sandbox behind a server that remembers what it saw."""
    with Scripted(passing_on(box.url, lambda seen: False)) as server:
        yield server


def asked(server: Scripted, path: str) -> int:
    """How often a path was called."""
    return sum(seen.path == path for seen in server.seen)


def test_a_new_process_goes_on_with_the_session_that_is_kept(
    front: Scripted, database: Database, clock: Clock
) -> None:
    """cron starts one every minute, and a server opens 300 sessions a day."""
    for _ in range(5):
        shared(database, front.url, clock).audience()
    assert (asked(front, CREATE), asked(front, REFRESH)) == (1, 0)


def test_an_ended_session_is_renewed_once_for_everybody(
    front: Scripted, database: Database, clock: Clock
) -> None:
    """Two that were open before both find it ended: the second takes what the first renewed."""
    one, two = (shared(database, front.url, clock) for _ in range(2))
    one.withdraw(f"{_own(one)}/3jzfcijpj2z2a")
    two.withdraw(f"{_own(two)}/3jzfcijpj2z2a")
    clock.pass_by(3 * HOURS)
    one.withdraw(f"{_own(one)}/3jzfcijpj2z2a")
    two.withdraw(f"{_own(two)}/3jzfcijpj2z2a")
    assert (asked(front, CREATE), asked(front, REFRESH)) == (1, 1)


def test_a_session_whose_renewal_ended_too_is_opened_anew(
    front: Scripted, database: Database, clock: Clock
) -> None:
    """After ninety days of rest: renewed in vain once, opened once, and the post goes on."""
    own = _own(shared(database, front.url, clock))
    clock.pass_by(91 * 24 * HOURS)
    shared(database, front.url, clock).withdraw(f"{own}/3jzfcijpj2z2a")
    assert (asked(front, CREATE), asked(front, REFRESH)) == (2, 1)


def test_a_password_that_was_revoked_is_unauthorized_after_one_try(
    box: SandboxServer, database: Database, clock: Clock
) -> None:
    """Renewed once, opened once, then it is said; what was kept is still there."""

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path in (CREATE, REFRESH):
            return Reply(401, {"error": "AuthenticationRequired", "message": "Invalid"})
        return Reply(400, {"error": "ExpiredToken", "message": "Token has expired"})

    own = _own(shared(database, box.url, clock))
    with Scripted(script) as server:
        # The same server's address is part of what is kept, so the adapter is moved there.
        adapter = shared(database, box.url, clock)
        adapter._wire.base_url = server.url
        with pytest.raises(Unauthorized, match="AuthenticationRequired"):
            adapter.withdraw(f"{own}/3jzfcijpj2z2a")
        assert (asked(server, CREATE), asked(server, REFRESH)) == (1, 1)
    shared(database, box.url, clock).withdraw(f"{own}/3jzfcijpj2z2a")


@pytest.mark.parametrize("pause", [60, 3 * HOURS, 100 * 24 * HOURS])
def test_a_renewal_whose_answer_was_lost_recovers(
    box: SandboxServer, database: Database, clock: Clock, pause: int
) -> None:
    """The token was used up and its successor never seen: the same again, or the password."""
    lost: list[Seen] = []

    def lose(seen: Seen) -> bool:
        if seen.path == REFRESH and not lost:
            lost.append(seen)
            return True
        return False

    with Scripted(passing_on(box.url, lose)) as front:
        own = _own(shared(database, front.url, clock))
        clock.pass_by(3 * HOURS)
        with pytest.raises(Unavailable):
            shared(database, front.url, clock).withdraw(f"{own}/3jzfcijpj2z2a")
        assert lost
        clock.pass_by(pause)
        shared(database, front.url, clock).withdraw(f"{own}/3jzfcijpj2z2a")
        # Within two hours the server gives the same successor; later the password opens another.
        assert (asked(front, CREATE), asked(front, REFRESH)) == (1 if pause == 60 else 2, 2)


@pytest.mark.parametrize("changed", ["account", "secret"])
def test_a_session_of_another_account_or_password_is_never_used(
    front: Scripted, database: Database, clock: Clock, changed: str
) -> None:
    """Who changes the configuration does not post to the account that was there before."""
    assert "catalonia-ca" in shared(database, front.url, clock).identify()
    other = {"account": "navarra-es.example.test"}
    if changed == "secret":
        other = {"secret": "sandbox-another-password"}
    said = shared(database, front.url, clock, clock.pass_by, **other).identify()
    assert ("navarra-es" in said) == (changed == "account")
    assert asked(front, CREATE) == 2


def test_an_account_that_was_taken_down_is_not_renewed(database: Database, clock: Clock) -> None:
    """A new session would not change it, and opening is limited."""

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path == CREATE:
            names = ("did", "handle", "accessJwt", "refreshJwt")
            return Reply(200, {name: f"did:plc:{name}" for name in names})
        return Reply(400, {"error": "AccountTakedown", "message": "Account has been taken down"})

    with Scripted(script) as server:
        with pytest.raises(Unauthorized, match="taken down"):
            shared(database, server.url, clock).audience()
        assert [seen.path for seen in server.seen].count(CREATE) == 1
        assert asked(server, REFRESH) == 0


def test_too_many_sessions_are_told_with_the_time_to_come_again(
    database: Database, clock: Clock
) -> None:
    """And nobody holds the credential meanwhile."""
    headers = {"Retry-After": "60"}
    with Scripted(always(Reply(429, {"error": "RateLimitExceeded"}, headers))) as server:
        for _ in range(2):
            with pytest.raises(RateLimited) as caught:
                shared(database, server.url, clock).identify()
            assert caught.value.until is not None


def test_a_database_that_cannot_be_asked_sends_nothing(
    front: Scripted, database: Database, clock: Clock, tmp_path: Path
) -> None:
    """Surely not sent, to be tried again: no publication fails for it."""
    adapter = shared(database, front.url, clock)
    database.close()
    for file in tmp_path.glob("shared.db*"):
        file.unlink()
    (tmp_path / "shared.db").write_bytes(b"no database at all, and long enough to be read as one")
    with pytest.raises(Unavailable, match="cannot be read or kept"):
        adapter.identify()
    assert front.seen == []


@pytest.mark.parametrize("spoilt", ["not json", "{}", '{"mark": 1}', "[]"])
def test_what_another_version_kept_is_not_stumbled_over(
    front: Scripted, database: Database, clock: Clock, spoilt: str, tmp_path: Path
) -> None:
    """A session is opened as if there were none."""
    keyring = Keyring({}, tmp_path / "credentials.key")
    safe = Safe(lambda: database, keyring, "catalonia-ca", "older", clock, clock.pass_by)
    safe.renew(0, lambda kept: Renewed(spoilt))
    assert "catalonia-ca" in shared(database, front.url, clock).identify()
    assert asked(front, CREATE) == 1


@pytest.mark.slow
def test_fifty_publishes_from_ten_processes_open_one_session(tmp_path: Path) -> None:
    """Each with an adapter of its own, as cron makes them."""
    with (
        SandboxServer(seed=7) as box,
        Scripted(passing_on(box.url, lambda seen: False)) as front,
    ):
        ids = publish_at_once(tmp_path, front.url, ACCOUNT, SECRET, 10, 5)
        assert len(set(ids)) == 50
        assert (asked(front, CREATE), asked(front, REFRESH)) == (1, 0)


def _own(adapter: Bluesky) -> str:
    """The address of the account's posts, by its DID; opens the session."""
    return f"at://{adapter._login.session().did}/{COLLECTION}"
