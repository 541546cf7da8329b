"""A film goes out on several networks as a picture does: once, with its description."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
import requests

from campaign.errors import OutcomeUnknown, Rejected, Unavailable, UnsupportedFeature
from campaign.model import Media, Receipt
from campaign.platforms.protocols import Finds, Tells
from campaign.sandbox import SandboxServer
from tests.platforms.samples import ALT, START, Clock, Shelf, connected, key_for, standing, variant
from tests.platforms.scripted import Reply, Scripted, Seen
from tests.sandbox.visitors import film

NETWORKS = ["mastodon", "bluesky", "linkedin"]


def kept(shelf: Shelf, data: bytes) -> Media:
    """A film on the shelf."""
    name = sha256(data).hexdigest()
    shelf.kept[name] = data
    return Media(name, "video/mp4", 640, 360, len(data), ALT)


def key(platform: str) -> str:
    """The key of the post."""
    return key_for(platform, ("learning-labs-01", "", "catalonia-ca"), START)


@pytest.mark.parametrize("platform", NETWORKS)
def test_a_film_goes_out_once_with_its_description(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Uploaded, waited for where the network works on it, and a repeat changes nothing."""
    adapter = connected(platform, box.url, shelf, clock)
    payload = adapter.payloads(variant(platform, kept(shelf, film())), START)[0]
    first = adapter.publish(payload, key(platform))
    again = adapter.publish(payload, key(platform))
    assert isinstance(first, Receipt)
    assert isinstance(again, Receipt)
    assert first.remote_id == again.remote_id
    [entry] = standing(box.url, platform)
    assert entry["media"] == [{"sha256": sha256(film()).hexdigest(), "alt": ALT}]
    assert isinstance(adapter, Finds)
    found = adapter.find(payload, key(platform), START)
    assert isinstance(found, Receipt)
    assert found.remote_id == first.remote_id


def test_bluesky_is_told_the_films_shape(box: SandboxServer, shelf: Shelf, clock: Clock) -> None:
    """The aspect ratio, so that readers see no jump; without a size there is none to tell."""
    adapter = connected("bluesky", box.url, shelf, clock)
    whole = variant("bluesky", kept(shelf, film()))
    embed = adapter.payloads(whole, START)[0].body["record"]["embed"]
    assert embed["aspectRatio"] == {"width": 640, "height": 360}
    unknown = replace(whole, media=(replace(whole.media[0], width=0, height=0),))
    embed = adapter.payloads(unknown, START)[0].body["record"]["embed"]
    assert embed == {"$type": "app.bsky.embed.video", "alt": ALT}


@pytest.mark.parametrize("platform", NETWORKS)
def test_what_is_called_a_film_and_is_none_never_goes_public(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The network refuses the bytes or the record; nothing stands there."""
    adapter = connected(platform, box.url, shelf, clock)
    payload = adapter.payloads(variant(platform, kept(shelf, b"no film at all" * 6000)), START)[0]
    with pytest.raises(Rejected):
        adapter.publish(payload, key(platform))
    assert standing(box.url, platform) == []


@pytest.mark.parametrize(
    ("platform", "most"),
    [("mastodon", 99 * 1024 * 1024), ("bluesky", 5 * 1024 * 1024), ("linkedin", 500_000_000)],
)
def test_a_film_may_be_as_big_as_the_network_allows_and_no_byte_bigger(
    platform: str, most: int, shelf: Shelf
) -> None:
    """Told before anything is read or sent."""
    adapter = connected(platform, "http://127.0.0.1:9", shelf)
    fits = Media("a" * 64, "video/mp4", 640, 360, most, ALT)
    assert adapter.payloads(variant(platform, fits), START)[0].uploads[0].size == most
    with pytest.raises(
        UnsupportedFeature, match=f"it has {most + 1:,} bytes, more than the {most:,} "
    ):
        adapter.payloads(variant(platform, replace(fits, size=most + 1)), START)


def test_a_servers_own_bound_on_films_counts() -> None:
    """What the instance tells is what is allowed there."""
    told = {"configuration": {"media_attachments": {"video_size_limit": 1000}}}
    with Scripted(lambda seen: Reply(200, told)) as server:
        adapter = connected("mastodon", server.url)
        assert isinstance(adapter, Tells)
        asked = adapter.ask_limits()
        assert asked is not None and asked.limits.video_bytes == 1000
        with pytest.raises(UnsupportedFeature, match="it has 1,001 bytes, more than the 1,000 "):
            media = Media("a" * 64, "video/mp4", 640, 360, 1001, ALT)
            adapter.payloads(variant("mastodon", media), START)[0]


def test_a_film_that_is_never_ready_is_tried_again_later(shelf: Shelf, clock: Clock) -> None:
    """Nothing was posted, and the wait is a minute."""
    asked: list[str] = []

    def busy(seen: Seen) -> Reply:
        asked.append(f"{seen.method} {seen.path}")
        body: dict[str, Any] = {"id": "1", "url": None}
        return Reply(202 if seen.method == "POST" else 206, body)

    with Scripted(busy) as server:
        adapter = connected("mastodon", server.url, shelf, clock)
        payload = adapter.payloads(variant("mastodon", kept(shelf, film())), START)[0]
        with pytest.raises(Unavailable, match="still busy"):
            adapter.publish(payload, key("mastodon"))
    assert asked[0] == "POST /api/v2/media"
    assert set(asked[1:]) == {"GET /api/v1/media/1"}
    assert (clock.now - START).total_seconds() == 60


@pytest.mark.parametrize("platform", ["mastodon", "linkedin"])
def test_a_lost_answer_to_a_film_ends_in_one_post(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The post stands though nobody said so: it is found, and sending again makes no second."""
    adapter = connected(platform, box.url, shelf, clock)
    assert isinstance(adapter, Finds)
    payload = adapter.payloads(variant(platform, kept(shelf, film())), START)[0]
    order = {"faults": [f"{platform}:timeout-after-accept=1"]}
    requests.put(f"{box.url}/_sandbox/faults", json=order, timeout=10)
    with pytest.raises(OutcomeUnknown):
        adapter.publish(payload, "k")
    found = adapter.find(payload, "k", START)
    requests.put(f"{box.url}/_sandbox/faults", json={"faults": []}, timeout=10)
    again = adapter.publish(payload, "k")
    assert isinstance(found, Receipt) and isinstance(again, Receipt)
    assert found.remote_id == again.remote_id
    assert len(standing(box.url, platform)) == 1
