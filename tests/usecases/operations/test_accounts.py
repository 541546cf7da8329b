"""How each account stands, what it will send, and trying it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.config import Config
from campaign.errors import Forbidden, Unavailable
from campaign.model import Access, Channel, Standing
from campaign.model.people import Actor, Role
from campaign.platforms.connect.flow import Granted
from campaign.platforms.oauth import Grant
from campaign.storage.secrets.credentials import Safe, brought
from campaign.storage.secrets.keyring import Keyring
from campaign.usecases.operations import accounts
from campaign.usecases.operations.accounts import Account, Kept, UnknownChannel
from campaign.usecases.operations.connect import ConnectedMeanwhile, connect, disconnect
from campaign.usecases.operations.pause import pause
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW, channel
from tests.storage.conftest import on_both
from tests.usecases.operations.test_credentials import Network
from tests.usecases.trust.team import register
from tests.usecases.trust.told import config as told_config

AINA, BEA = Actor("aina"), Actor("bea")
OPENS = Access(Standing.WORKS, "@catalonia", "@catalonia", frozenset({"catalonia"}))
CHANNELS = {
    "catalonia": channel(platform="mastodon", account="catalonia"),
    "navarra": channel(name="navarra", region="navarra", platform="mastodon", secret="NAVARRA"),
    "files": channel(name="files", platform="outbox"),
    "rests": channel(name="rests", platform="mastodon", secret="RESTS", paused=True),
}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A campaign with an account of each kind."""
    return replace(told_config(tmp_path), channels=CHANNELS)


@pytest.fixture
def safe(stage: Stage, tmp_path: Path) -> Callable[[str], Safe]:
    """What is kept under a name."""
    keyring = Keyring({}, tmp_path / "credentials.key")
    return lambda name: Safe(
        lambda: stage.database, keyring, name, "test", lambda: NOW, lambda seconds: None
    )


def stands(stage: Stage, config: Config, **environ: str) -> dict[str, Account]:
    """Every account by its channel's name."""
    found = accounts.accounts(stage.database, config, stage.now, environ=environ)
    return {each.channel.name: each for each in found}


def connected(
    stage: Stage,
    safe: Callable[[str], Safe],
    ends: Access | Exception = OPENS,
    *,
    base: int | None = None,
    token: str = "planted-token",
    by: Actor = AINA,
) -> bool:
    """Connect Catalonia's account."""
    done = connect(
        CHANNELS["catalonia"],
        Granted(Grant(token, "", None, NOW + 9 * DAY), ("write",), ("push",)),
        lambda _, secret: Network(ends),  # type: ignore[arg-type, return-value]
        safe(brought("catalonia")),
        safe("catalonia"),
        database=stage.database,
        actor=by,
        now=NOW,
        base=base,
    )
    return done.kept


def test_where_a_credential_is_decides_who_has_to_look(stage: Stage, config: Config) -> None:
    """Those that need a person come first; only the names of variables are looked at."""
    found = stands(stage, config, NAVARRA_FILE="/run/secrets/n")
    assert {name: each.kept for name, each in found.items()} == {
        "catalonia": Kept.MISSING,
        "navarra": Kept.ENVIRONMENT,
        "files": Kept.NOT_NEEDED,
        "rests": Kept.MISSING,
    }
    assert [name for name, each in found.items() if each.needs_person] == ["catalonia"]
    assert next(iter(found)) == "catalonia"
    assert stands(stage, config)["navarra"].kept is Kept.MISSING


@on_both
def test_what_connecting_showed_is_known_from_then_on(
    stage: Stage, config: Config, safe: Callable[[str], Safe]
) -> None:
    """Whose account, which rights, until when; disconnecting forgets it."""
    assert connected(stage, safe)
    account = stands(stage, config)["catalonia"]
    assert (account.kept, account.since, account.ends) == (Kept.HERE, NOW, NOW + 9 * DAY)
    tried = account.tried
    assert tried is not None and tried.connected
    assert (tried.account, tried.rights, tried.lacking) == ("@catalonia", ("write",), ("push",))
    assert not account.is_broken
    disconnect(
        CHANNELS["catalonia"],
        safe(brought("catalonia")),
        safe("catalonia"),
        database=stage.database,
        actor=AINA,
        now=NOW,
    )
    assert stands(stage, config)["catalonia"].tried is None


def test_a_credential_that_was_refused_leaves_what_was_known(
    stage: Stage, config: Config, safe: Callable[[str], Safe]
) -> None:
    """What was there still counts, and so does what is known of it."""
    connected(stage, safe)
    assert not connected(stage, safe, replace(OPENS, names=frozenset({"other"})), token="second")
    assert "planted-token" in safe(brought("catalonia")).get().text
    tried = stands(stage, config)["catalonia"].tried
    assert tried is not None and tried.standing is Standing.WORKS


@on_both
def test_who_began_before_somebody_else_connected_is_told(
    stage: Stage, config: Config, safe: Callable[[str], Safe]
) -> None:
    """By whom and when; the first one counts."""
    base = safe(brought("catalonia")).get().version
    connected(stage, safe, base=base)
    with pytest.raises(ConnectedMeanwhile, match="by aina, 01 Dec 2026 09:00 UTC"):
        connected(stage, safe, base=base, token="second", by=BEA)
    assert "planted-token" in safe(brought("catalonia")).get().text
    assert connected(stage, safe, base=base, by=BEA), "the same credential is there already"


def tried_out(
    stage: Stage, ends: Access | Exception, *names: str, actor: Actor = AINA
) -> dict[str, Access]:
    """Try some accounts."""
    some: list[Channel] = [CHANNELS[name] for name in names]
    return accounts.test(
        stage.database,
        some,
        lambda _: "planted-token",
        lambda _, secret: Network(ends),  # type: ignore[arg-type, return-value]
        actor=actor,
        now=stage.now + HOUR,
    )


@on_both
def test_trying_is_remembered_and_keeps_the_rights(
    stage: Stage, config: Config, safe: Callable[[str], Safe]
) -> None:
    """Also of an account that rests. What is gone is broken, what is down is not."""
    connected(stage, safe)
    assert tried_out(stage, OPENS, "catalonia", "rests")["rests"].standing is Standing.WORKS
    tried = stands(stage, config)["catalonia"].tried
    assert tried is not None and (tried.at, tried.rights) == (NOW + HOUR, ("write",))
    tried_out(stage, Unavailable("down"), "catalonia")
    assert not stands(stage, config)["catalonia"].is_broken
    tried_out(stage, Access(Standing.REVOKED, "the token was revoked"), "catalonia")
    broken = stands(stage, config)["catalonia"]
    assert broken.is_broken and broken.tried is not None
    assert broken.tried.says == "the token was revoked"


def test_who_may_let_a_channel_go_on_may_try_it(stage: Stage, config: Config) -> None:
    """In its region."""
    boss = register(stage.database, "mar", Role.ADMIN)
    approver = register(stage.database, "pau", Role.APPROVER, region="catalonia", by=boss)
    reader = register(stage.database, "eva", Role.READER, by=boss)
    assert tried_out(stage, OPENS, "catalonia", actor=approver)
    for who, names in ((approver, ("catalonia", "navarra")), (reader, ("catalonia",))):
        with pytest.raises(Forbidden):
            tried_out(stage, OPENS, *names, actor=who)


@on_both
def test_what_comes_is_counted_and_what_is_late_is_told(stage: Stage, config: Config) -> None:
    """With the pauses that cover it, and when it last published."""
    stage.ready(stage.wanted("out"))
    stage.tick()
    stage.ready(
        stage.wanted("late"),
        *(stage.wanted(f"p{n}", at=stage.now + n * DAY) for n in range(1, 8)),
    )
    stage.now += timedelta(minutes=5)
    config = replace(config, channels={"catalonia": channel()})
    pause(
        *(stage.database, "region:catalonia"),
        actor=AINA,
        reason="a storm",
        now=stage.now,
        channels=config.channels,
    )
    account = accounts_of_scripted(stage, config)
    assert (account.coming, account.late, account.last) == (8, 1, NOW)
    assert [each.reason for each in account.stops] == ["a storm"] and account.is_paused
    coming = accounts.coming(stage.database, channel(), stage.now)
    assert (coming.late, coming.all) == (1, 8)
    assert [each.post for each in coming.first] == ["late", "p1", "p2", "p3", "p4"]


def accounts_of_scripted(stage: Stage, config: Config) -> Account:
    """The account of the one channel there is."""
    (found,) = accounts.accounts(stage.database, config, stage.now, environ={})
    return found


def test_a_channel_that_is_not_there_is_told(config: Config) -> None:
    """Not with an error of the program."""
    with pytest.raises(UnknownChannel, match='no channel "nobody"'):
        accounts.channel_of(config, "nobody")
