"""A credential is tried before it is kept, and what it replaces leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from campaign.errors import Unavailable
from campaign.model import Access, Kept, Renewed, Standing
from campaign.model.people import Actor
from campaign.platforms.connect.flow import Granted
from campaign.platforms.oauth import Grant
from campaign.storage.database import Database
from campaign.storage.secrets.credentials import Safe, brought
from campaign.storage.secrets.keyring import Keyring
from campaign.usecases.operations.connect import Connected, connect, disconnect
from tests.plan.made import DAY, NOW, channel
from tests.usecases.operations.test_credentials import Network

OPENS = Access(Standing.WORKS, "@catalonia", "@catalonia", frozenset({"catalonia"}))
Open = Callable[[str], Safe]
AINA = Actor("aina")


@pytest.fixture
def safe(database: Database, tmp_path: Path) -> Open:
    """What is kept under a name."""
    keyring = Keyring({}, tmp_path / "credentials.key")
    return lambda name: Safe(
        lambda: database, keyring, name, "test", lambda: NOW, lambda seconds: None
    )


def brings(
    safe: Open, granted: Granted, ends: Access | Exception = OPENS, account: str = "catalonia"
) -> Connected:
    """What becomes of a credential whose trial ends so."""
    one = channel(account=account, paused=True)
    stored, renewals = safe(brought(one.name)), safe(one.name)
    return connect(
        one,
        granted,
        lambda _, secret: Network(ends),  # type: ignore[arg-type, return-value]
        stored,
        renewals,
        database=_behind(stored),
        actor=AINA,
        now=NOW,
    )


def _behind(stored: Safe) -> Database:
    """The database in which a credential is kept."""
    return stored._open_database()


@pytest.mark.parametrize(
    ("ends", "kept"),
    [
        (OPENS, True),
        (Unavailable("down"), True),
        (Access(Standing.REVOKED, "gone"), False),
        (Access(Standing.MISSING_RIGHT, "it lacks write"), False),
        (Access(Standing.WRONG_KIND, "a password"), False),
        (replace(OPENS, names=frozenset({"navarra"})), False),
    ],
)
def test_only_what_may_publish_as_this_account_is_kept(
    safe: Open, ends: Access | Exception, kept: bool
) -> None:
    """A network that is down says nothing against it; a channel that rests is tried as well."""
    done = brings(safe, Granted(Grant("planted-token")), ends)
    assert done.kept is kept and done.access.standing is not Standing.PAUSED
    assert safe(brought("catalonia")).get().text == ("planted-token" if kept else "")


def test_what_was_renewed_from_a_former_one_goes(safe: Open) -> None:
    """Unless the new one is not kept: then all stays as it was."""
    brings(safe, Granted(Grant("first")))
    safe("catalonia").renew(0, lambda _: Renewed("renewed from first", NOW + DAY))
    brings(safe, Granted(Grant("second")), Access(Standing.REVOKED, "gone"))
    assert safe("catalonia").get().text == "renewed from first"
    assert safe(brought("catalonia")).get().text == "first"
    brings(safe, Granted(Grant("third")))
    assert safe("catalonia").get() == Kept(2)
    assert safe(brought("catalonia")).get().text == "third"


@pytest.mark.parametrize(
    ("granted", "expires", "renews"),
    [
        (Granted(Grant("planted-token")), None, False),
        (Granted(Grant("planted-token", "", NOW + DAY, NOW + DAY)), NOW + DAY, False),
        (Granted(Grant("planted-token", "again", NOW + DAY)), None, True),
        (Granted(Grant("planted-token", "again", NOW + DAY, NOW + 9 * DAY)), NOW + 9 * DAY, True),
        (Granted(Grant("planted-token", "", NOW + DAY, NOW + 2 * DAY), lives_on=True), None, True),
    ],
)
def test_its_end_is_known_where_a_person_has_to_come_again(
    safe: Open, granted: Granted, expires: datetime | None, renews: bool
) -> None:
    """What `status` foretells; one that renews itself for ever has none."""
    done = brings(safe, granted)
    assert safe(brought("catalonia")).get().expires == expires
    assert done.renews is renews and done.ends == granted.grant.ends


def test_disconnecting_takes_the_renewed_one_too(safe: Open) -> None:
    """Twice is quiet."""
    brings(safe, Granted(Grant("first")))
    safe("catalonia").renew(0, lambda _: Renewed("renewed"))
    stored, renewals = safe(brought("catalonia")), safe("catalonia")
    assert disconnect(channel(), stored, renewals, database=_behind(stored), actor=AINA, now=NOW)
    assert not disconnect(
        channel(), stored, renewals, database=_behind(stored), actor=AINA, now=NOW
    )
    assert stored.get().text == renewals.get().text == ""


def test_a_credential_shows_in_no_value() -> None:
    """Not in what Python shows of it."""
    granted = Granted(Grant("planted", "planted-too"))
    assert "planted" not in repr(granted)
