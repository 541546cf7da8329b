"""Which credentials work, and which end before what is planned."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from campaign.errors import ConfigError, Mistake, Place, StorageError, Unavailable
from campaign.model import Access, Channel, Ending, Renewed, Standing
from campaign.storage.database import Database
from campaign.storage.secrets.credentials import Safe, brought
from campaign.storage.secrets.keyring import Keyring
from campaign.usecases.operations.credentials import examine, forecast, in_words
from tests.engine.stage import Stage
from tests.plan.made import DAY, NOW, channel
from tests.storage.conftest import on_both
from tests.storage.made import one


def keep(database: Database, folder: Path, name: str, expires: datetime | None) -> None:
    """Keep a credential that ends then."""
    keyring = Keyring({}, folder / "credentials.key")
    safe = Safe(lambda: database, keyring, name, "test", lambda: NOW, lambda seconds: None)
    safe.renew(0, lambda kept: Renewed("token", expires))


def plan(database: Database, name: str, *days: int) -> None:
    """Plan a post for a channel on each of these days from now."""
    with database.write() as connection:
        for day in days:
            one(connection, f"post-{day}", NOW + day * DAY, channel=name)


def test_credentials_that_end_before_planned_posts_are_counted(
    database: Database, tmp_path: Path
) -> None:
    """The soonest first; who renews itself, or has nothing planned after its end, is not there."""
    plan(database, "arad", 1, 30, 40, 50)
    plan(database, "catalonia", 1, 20, 35)
    plan(database, "navarra", 90)
    plan(database, "timis", 5)
    keep(database, tmp_path, "arad", NOW + 30 * DAY)
    keep(database, tmp_path, "catalonia", NOW + 10 * DAY)
    keep(database, tmp_path, "navarra", None)
    keep(database, tmp_path, "timis", NOW + 6 * DAY)
    found = forecast(database, NOW)
    assert found == (
        Ending("catalonia", NOW + 10 * DAY, 2, NOW + 20 * DAY),
        Ending("arad", NOW + 30 * DAY, 3, NOW + 30 * DAY),
    )
    rome = ZoneInfo("Europe/Rome")
    assert in_words(found, rome) == (
        "These 2 credentials end before 5 planned posts: catalonia on 11 Dec 2026 10:00 CET, "
        "arad on 31 Dec 2026 10:00 CET"
    )
    one = in_words(found[:1], rome)
    assert one.startswith("This credential ends before 2 planned posts: catalonia on ")
    assert in_words((), rome) == ""


@on_both
def test_of_what_was_brought_and_what_was_renewed_from_it_the_latter_counts(
    database: Database, tmp_path: Path
) -> None:
    """A token that a person brought ends; one that was renewed from it does not, or later."""
    for name in ("arad", "catalonia", "navarra", "timis"):
        plan(database, name, 20, 40)
        keep(database, tmp_path, brought(name), NOW + 10 * DAY)
    keep(database, tmp_path, "catalonia", None)
    keep(database, tmp_path, "navarra", NOW + 30 * DAY)
    keep(database, tmp_path, "timis", NOW + 30 * DAY)
    safe = Safe(
        lambda: database,
        Keyring({}, tmp_path / "credentials.key"),
        "timis",
        "test",
        lambda: NOW,
        lambda seconds: None,
    )
    safe.forget()
    assert forecast(database, NOW) == (
        Ending("arad", NOW + 10 * DAY, 2, NOW + 20 * DAY),
        Ending("timis", NOW + 10 * DAY, 2, NOW + 20 * DAY),
        Ending("navarra", NOW + 30 * DAY, 1, NOW + 40 * DAY),
    )


def test_a_credential_that_has_ended_is_told_as_long_as_posts_are_planned(
    stage: Stage, tmp_path: Path
) -> None:
    """Until they went out some other way, or were cancelled."""
    stage.apply(stage.wanted())
    keep(stage.database, tmp_path, "catalonia", NOW - DAY)
    assert [ending.posts for ending in forecast(stage.database, NOW)] == [1]
    stage.carry_out(stage.plan([]))
    assert forecast(stage.database, NOW) == ()


def test_a_forecast_wants_an_instant_with_a_zone(database: Database) -> None:
    """A naive time is refused where it enters."""
    with pytest.raises(ValueError, match="no time zone"):
        forecast(database, NOW.replace(tzinfo=None))


class Network:
    """A network whose trial ends in a given way."""

    name: ClassVar[str] = "scripted"

    def __init__(self, ends: Access | Exception) -> None:
        self._ends = ends

    def examine(self) -> Access:
        """End as told."""
        if isinstance(self._ends, Exception):
            raise self._ends
        return self._ends


def tried(one: Channel, ends: Access | Exception) -> Access:
    """What trying one channel gives."""
    found = examine([one], lambda _: "secret", lambda _, secret: Network(ends))  # type: ignore[arg-type, return-value]
    return found[one.name]


def test_a_token_of_another_account_is_told_with_both_names() -> None:
    """The likeliest slip with 28 tokens to copy: two of them exchanged."""
    opens = Access(Standing.WORKS, "@navarra", "@navarra", frozenset({"navarra"}))
    found = tried(channel(account="@Catalonia"), opens)
    assert found.standing is Standing.WRONG_ACCOUNT
    assert found.says == "this token opens @navarra, the configuration says @Catalonia"
    assert tried(channel(account="@Navarra"), opens) == opens
    assert tried(channel(account=""), opens) == opens


def test_every_channel_is_told_of_in_its_order_and_progress_with_it() -> None:
    """Also those whose credential is missing, unfit, or that are paused."""
    opens = Access(Standing.WORKS, "@x", "@x", frozenset({"x"}))
    names = ("paused", "missing", "unfit", "works", "down", "storage")
    channels = [channel(name=name, paused=name == "paused") for name in names]
    seen: list[tuple[int, int]] = []

    def secret(one: Channel) -> str:
        if one.name == "missing":
            raise ConfigError(Mistake(Place("c"), 'channel "missing": its secret X is missing'))
        return "secret"

    def connect(one: Channel, credential: str) -> Network:
        if one.name == "unfit":
            raise ConfigError(Mistake(Place("c"), "channel unfit: its server is none"))
        ends = {"down": Unavailable("down: not there"), "storage": StorageError("disk")}
        return Network(ends.get(one.name, opens))

    found = examine(channels, secret, connect, lambda at, of: seen.append((at, of)))  # type: ignore[arg-type]
    assert {name: (access.standing.value, access.says) for name, access in found.items()} == {
        "paused": ("paused", "not tried"),
        "missing": ("missing", "its secret X is missing"),
        "unfit": ("unusable", "its server is none"),
        "works": ("works", "@x"),
        "down": ("unreachable", "not there"),
        "storage": ("unusable", "disk"),
    }
    assert tuple(found) == names
    assert seen == [(4, 6), (5, 6), (6, 6)]


def test_the_words_for_machines_are_these() -> None:
    """Monitoring compares them."""
    assert {each.value for each in Standing} == {
        *("works", "wrong-kind", "wrong-account", "expired", "revoked", "missing-right"),
        *("unreachable", "missing", "unusable", "paused"),
    }
