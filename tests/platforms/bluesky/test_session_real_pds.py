"""The shared session against Bluesky's own server code, running on loopback."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from campaign.errors import Unauthorized, Unavailable
from campaign.model import Standing
from campaign.platforms.bluesky.adapter import Bluesky
from campaign.storage.database import Database, open_database
from tests.platforms.bluesky.sharing import publish_at_once, shared
from tests.platforms.bluesky.test_real_pds import PASSWORD, account, pds
from tests.platforms.bluesky.test_session import CREATE, REFRESH, asked
from tests.platforms.samples import Clock
from tests.platforms.scripted import Scripted, Seen, passing_on

__all__ = ["account", "pds"]

pytestmark = pytest.mark.slow

DEAD = "eyJhbGciOiJIUzI1NiJ9.eyJzY29wZSI6ImNvbS5hdHByb3RvLmFwcFBhc3MifQ.AAAA"


@dataclass(frozen=True, slots=True)
class AppPassword:
    """An app password of the account, which can be revoked."""

    server: str
    name: str
    text: str
    bearer: str

    def revoke(self) -> None:
        """Take it back, as its owner does in the settings."""
        url = f"{self.server}/xrpc/com.atproto.server.revokeAppPassword"
        headers = {"Authorization": f"Bearer {self.bearer}"}
        assert requests.post(url, json={"name": self.name}, headers=headers, timeout=30).ok


@pytest.fixture
def app_password(pds: str, account: str, request: pytest.FixtureRequest) -> AppPassword:
    """A new one for each test."""
    opened = requests.post(
        f"{pds}{CREATE}", json={"identifier": account, "password": PASSWORD}, timeout=30
    ).json()
    name = request.node.name[:30]
    made = requests.post(
        f"{pds}/xrpc/com.atproto.server.createAppPassword",
        json={"name": name},
        headers={"Authorization": f"Bearer {opened['accessJwt']}"},
        timeout=30,
    )
    assert made.ok, made.text
    return AppPassword(pds, name, made.json()["password"], opened["accessJwt"])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Where the session is kept."""
    opened = open_database(f"sqlite:///{tmp_path / 'shared.db'}")
    yield opened
    opened.close()


def spoilt(adapter: Bluesky) -> None:
    """Make the access token one that the server does not take, as an ended one."""
    session = adapter._login.session()
    object.__setattr__(session, "access", DEAD)


def test_fifty_publishes_from_ten_processes_open_one_session(
    pds: str, account: str, app_password: AppPassword, tmp_path: Path
) -> None:
    """On a real server, which answers each opening only after it has hashed the password."""
    with Scripted(passing_on(pds, lambda seen: False)) as front:
        ids = publish_at_once(tmp_path, front.url, account, app_password.text, 10, 5)
        assert len(set(ids)) == 50
        assert (asked(front, CREATE), asked(front, REFRESH)) == (1, 0)


def test_a_renewal_whose_answer_was_lost_recovers(
    pds: str, account: str, app_password: AppPassword, database: Database, clock: Clock
) -> None:
    """The used-up token still leads to its successor, and no session is opened for it."""
    lost: list[Seen] = []

    def lose(seen: Seen) -> bool:
        if seen.path == REFRESH and not lost:
            lost.append(seen)
            return True
        return False

    with Scripted(passing_on(pds, lose)) as front:
        adapter = shared(
            database, front.url, clock, clock.pass_by, secret=app_password.text, account=account
        )
        spoilt(adapter)
        with pytest.raises(Unavailable):
            adapter.withdraw(f"at://{account}/app.bsky.feed.post/3jzfcijpj2z2a")
        assert lost
        adapter.withdraw(f"at://{account}/app.bsky.feed.post/3jzfcijpj2z2a")
        assert (asked(front, CREATE), asked(front, REFRESH)) == (1, 2)


def test_channels_test_tells_an_app_password_from_the_main_one_and_a_revoked_one(
    pds: str, account: str, app_password: AppPassword, database: Database, clock: Clock
) -> None:
    """By the real server's own tokens and words."""

    def tried(secret: str) -> Standing:
        adapter = shared(database, pds, clock, clock.pass_by, secret=secret, account=account)
        found = adapter.examine()
        assert secret not in found.says
        return found.standing

    assert tried(app_password.text) is Standing.WORKS
    assert tried(PASSWORD) is Standing.WRONG_KIND
    assert tried("no password at all") is Standing.WRONG_KIND
    assert tried("abcd-efgh-ijkl-mnop") is Standing.REVOKED
    assert tried(app_password.text) is Standing.WORKS
    app_password.revoke()
    assert tried(app_password.text) is Standing.REVOKED


def test_a_revoked_app_password_ends_in_unauthorized(
    pds: str, account: str, app_password: AppPassword, database: Database, clock: Clock
) -> None:
    """Renewed in vain, opened in vain, told: nothing is tried for ever."""
    with Scripted(passing_on(pds, lambda seen: False)) as front:
        adapter = shared(
            database, front.url, clock, clock.pass_by, secret=app_password.text, account=account
        )
        spoilt(adapter)
        app_password.revoke()
        with pytest.raises(Unauthorized, match="Invalid identifier or password"):
            adapter.withdraw(f"at://{account}/app.bsky.feed.post/3jzfcijpj2z2a")
        assert (asked(front, CREATE), asked(front, REFRESH)) == (2, 1)


def test_no_token_of_a_real_server_lies_in_the_database(
    pds: str, account: str, app_password: AppPassword, database: Database, clock: Clock
) -> None:
    """Neither of the session's two, nor the password."""
    adapter = shared(database, pds, clock, clock.pass_by, secret=app_password.text, account=account)
    session = adapter._login.session()
    database.close()
    path = Path(str(database.engine.url.database))
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    stored = path.read_bytes()
    assert b"credentials" in stored
    for each in (session.access, session.renewal, app_password.text):
        assert each.encode() not in stored
