"""Failures at the networks that users of other tools report, each a test of its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.errors import Unavailable
from campaign.keys import KeyForm, key_for
from campaign.model import (
    Channel,
    Kept,
    Planned,
    Renewed,
    Standing,
    State,
)
from campaign.platforms import registry
from campaign.platforms.protocols import Examines, Platform
from campaign.sandbox import SandboxServer
from campaign.storage.secrets.credentials import Safe
from campaign.storage.secrets.keyring import Keyring
from campaign.usecases.operations.status import status
from campaign.usecases.sharing.public_media import unreachable
from tests.bench.chaos_platform import ByListing
from tests.engine.chained import Chained, after
from tests.engine.scripted import lost, says, swallowed
from tests.engine.stage import Stage
from tests.plan.made import HOUR, NOW, channel, variant
from tests.platforms import samples
from tests.platforms.scripted import Reply, Seen
from tests.platforms.scripted import Scripted as Server

MINUTE = timedelta(minutes=1)


def test_a_refresh_token_lost_on_reconnect(stage: Stage, tmp_path: Path) -> None:
    """A renewal that fails or brings nothing leaves what was kept; a new process finds it."""

    def safe(worker: str) -> Safe:
        keyring = Keyring({}, tmp_path / "credentials.key")
        return Safe(
            lambda: stage.database,
            *(keyring, "catalonia", worker, lambda: stage.now, lambda _: None),
        )

    def down(kept: Kept) -> Renewed:
        raise Unavailable("down")

    first = safe("before").renew(0, lambda _: Renewed("refresh-1"))
    with pytest.raises(Unavailable, match="down"):
        safe("before").renew(first.version, down)
    with pytest.raises(ValueError, match="renewed to nothing"):
        safe("before").renew(first.version, lambda _: Renewed(""))
    assert safe("reconnected").get().text == "refresh-1"
    used = []

    def with_what_was_kept(kept: Kept) -> Renewed:
        used.append(kept.text)
        return Renewed("refresh-2")

    safe("reconnected").renew(first.version, with_what_was_kept)
    # Who still holds the used one gets the new one, and does not renew with the old.
    assert safe("before").renew(first.version, down).text == "refresh-2"
    assert used == ["refresh-1"]


def test_the_wrong_kind_of_token_looking_healthy() -> None:
    """An application's own token opens nothing to post to; the server says so, and so do we."""

    def script(seen: Seen) -> Reply:
        if seen.path == "/api/v1/accounts/verify_credentials":
            return Reply(422, {"error": "This method requires an authenticated user"})
        return Reply(200, {"name": "EU-BELONG planner"})

    with Server(script) as server:
        adapter = samples.connected("mastodon", server.url)
        assert isinstance(adapter, Examines)
        found = adapter.examine()
    assert found.standing is Standing.WRONG_KIND
    assert "the token of the application" in found.says
    assert {seen.method for seen in server.seen} == {"GET"}


@pytest.fixture
def box(stage: Stage) -> Iterator[SandboxServer]:
    """A sandbox that runs by the stage's clock."""
    with SandboxServer(seed=7, clock=lambda: stage.now) as server:
        yield server


@pytest.mark.parametrize("platform", ["mastodon", "bluesky"])
@pytest.mark.parametrize("lose_the_first", [False, True])
def test_alt_text_or_language_dropped_on_the_way(
    stage: Stage, box: SandboxServer, platform: str, lose_the_first: bool
) -> None:
    """From the calendar to what the network shows; also when it took two tries."""
    account = samples.channel(platform, box.url)
    stage.channels = {account.name: account}
    picture = replace(stage.media.put(samples.picture()), alt=samples.ALT)
    wanted = Planned(
        replace(samples.variant(platform, picture), channel=account.name),
        stage.now,
        "catalonia",
        "A02",
    )
    stage.ready(wanted)
    tries = [Unavailable("no way to it from here")] if lose_the_first else []

    def connect(place: Channel) -> Platform:
        if tries:
            raise tries.pop()
        return registry.connect(
            place, samples.SECRET, stage.media, lambda: stage.now, lambda _: None
        )

    for _ in range(3):
        stage.tick(5 * MINUTE, connect=connect)
    (post,) = samples.standing(box.url, platform)
    assert post["language"] == "ca"
    assert post["media"] == [{"sha256": picture.sha256, "alt": samples.ALT}]
    assert stage.states() == [State.PUBLISHED]


def test_a_network_unable_to_fetch_an_image_is_known_before_the_post_is_due(stage: Stage) -> None:
    """The very bytes are asked for a day ahead, where the network will ask; `status` tells."""
    media = stage.media.put(samples.picture(), "Una taula")
    shown = {"public_media_url": "http://127.0.0.1:9/media"}
    fetching = replace(channel(), platform="instagram", account="17841400000000001", options=shown)
    wanted = stage.wanted("labs", at=stage.now + HOUR)
    wanted = replace(wanted, variant=wanted.variant.illustrated((media,)))
    stage.apply(wanted)
    ((publication, why),) = unreachable(stage.database, {"catalonia": fetching}, stage.now)
    assert (publication.post, "127.0.0.1" in why) == ("labs", True)
    found = status(stage.database, stage.now, unreachable=[(publication, why)])
    assert "unreachable" in found.attention
    assert found.unreachable.first[0].reason == why


def test_a_platform_api_version_that_ended_is_said_before_it_refuses(stage: Stage) -> None:
    """Two months ahead, by `status` and `channels test`, and not by a post that fails."""
    old = replace(channel(), platform="linkedin", options={"version": "202512"})
    told = status(stage.database, NOW, channels={"catalonia": old})
    assert "version-ends" in told.attention
    assert "version 202512 of linkedin's API ends on 15 Dec 2026" in told.versions[0]
    new = replace(old, options={"version": "202611"})
    assert status(stage.database, NOW, channels={"catalonia": new}).versions == ()


@pytest.mark.parametrize("named", ["in seconds", "as a date"])
def test_retry_after_ignored(stage: Stage, named: str) -> None:
    """Over real HTTP: not a second before the network said, and then at once."""
    until = stage.now.replace(microsecond=0) + 2 * HOUR
    value = "7200" if named == "in seconds" else f"{until:%a, %d %b %Y %H:%M:%S GMT}"
    answers = [Reply(429, {"error": "slow down"}, {"Retry-After": value})]

    def script(seen: Seen) -> Reply:
        return answers.pop() if answers else Reply(200, {"id": "1"})

    with Server(script) as server:
        stage.channels = {"catalonia": channel(server=server.url)}
        network = ByListing(stage.channels["catalonia"], lambda: stage.now)

        def requests_after(span: timedelta) -> int:
            stage.tick(span, connect=lambda _: network)
            return len(server.seen)

        stage.ready(stage.wanted())
        assert requests_after(timedelta(0)) == 1
        assert stage.held().not_before >= until
        for _ in range(11):
            assert requests_after(10 * MINUTE) == 1
        assert requests_after(10 * MINUTE - timedelta(seconds=1)) == 1
        assert requests_after(timedelta(seconds=2)) == 2
    assert stage.states() == [State.PUBLISHED]


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("number", range(3))
def test_half_a_thread_posted_and_then_started_again(
    stage: Stage, number: int, arrived: bool
) -> None:
    """The answer to one part is lost: the thread goes on from there, each part is there once."""
    texts = ("U.", "Dos.", "Tres.")
    stage.network = Chained(stage.network.ledger, stage.network.media)
    stage.network.script.extend(after(number, lost if arrived else swallowed))
    stage.ready(stage.wanted(texts=texts))
    for _ in range(20):
        stage.tick(3 * MINUTE)
    assert stage.ledger.texts == list(texts)
    assert stage.states() == [State.PUBLISHED]


def test_a_key_never_changes_between_tries(stage: Stage) -> None:
    """What lets a network itself refuse the second one."""
    made = variant()
    stage.network.script.extend([says(Unavailable("down")), swallowed])
    stage.ready(stage.wanted())
    for _ in range(10):
        stage.tick(10 * MINUTE)
    identity = (made.post, "", made.channel)
    assert {key for key, _ in stage.network.sent} == {key_for(KeyForm.UUID, identity, stage.now)}
    assert len(stage.network.sent) == 3
