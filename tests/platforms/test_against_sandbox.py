"""Our adapters against the imitated networks, which know nothing of us."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
import requests

from campaign.errors import RateLimited, Unauthorized
from campaign.keys import part_key
from campaign.model import Receipt
from campaign.platforms import registry
from campaign.platforms.protocols import Follows, Measures, Platform, Tells
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    ALT,
    START,
    Clock,
    Shelf,
    connected,
    key_for,
    picture,
    standing,
    threaded,
    variant,
)

NETWORKS = ["mastodon", "bluesky"]
DAY = 86_400


def published(adapter: Platform, platform: str, shelf: Shelf, *occurrences: str) -> list[Receipt]:
    """Posts with a picture, one an occurrence."""
    payload = adapter.payloads(variant(platform, shelf.put(picture())), START)[0]
    receipts = []
    for each in occurrences:
        key = key_for(platform, ("learning-labs-01", each, "catalonia-ca"), START)
        receipt = adapter.publish(payload, key)
        assert isinstance(receipt, Receipt)
        receipts.append(receipt)
    return receipts


@pytest.mark.parametrize("platform", NETWORKS)
def test_the_ledger_holds_what_we_meant(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The sandbox's own record: words, language, picture and alt text."""
    [receipt] = published(connected(platform, box.url, shelf, clock), platform, shelf, "")
    [entry] = standing(box.url, platform)
    assert entry["id"] == receipt.remote_id
    assert entry["text"] == registry.visible(platform)(variant(platform).text)
    assert entry["language"] == "ca"
    assert entry["media"] == [{"sha256": sha256(picture()).hexdigest(), "alt": ALT}]


@pytest.mark.parametrize("platform", NETWORKS)
def test_a_thread_with_a_picture_and_a_comment_is_a_chain_on_the_wall(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The picture with the first, every other a reply, and the wall says so three times."""
    adapter = connected(platform, box.url, shelf, clock)
    thread = threaded(variant(platform, shelf.put(picture())))
    key = key_for(platform, ("learning-labs-01", "", "catalonia-ca"), START)
    before: list[Receipt] = []
    for number, part in enumerate(adapter.payloads(thread, START)):
        receipt = adapter.publish(part, part_key(key, number), before)
        assert isinstance(receipt, Receipt)
        before.append(receipt)
    entries = standing(box.url, platform)
    assert [each["text"] for each in entries] == [
        registry.visible(platform)(text) for text in thread.texts
    ]
    assert [len(each["media"]) for each in entries] == [1, 0, 0, 0]
    assert {each["language"] for each in entries} == {"ca"}
    ids = [each["id"] for each in entries]
    assert [each["reply_to"] for each in entries] == [None, *ids[:3]]
    assert ids == [each.remote_id for each in before]
    wall = requests.get(box.url, timeout=10).text
    assert "Thread of 4 posts" in wall
    assert "In reply to" not in wall


@pytest.mark.parametrize("platform", NETWORKS)
def test_counts_and_audience_grow_and_unsaid_ones_stay_none(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """After a week there is something to count; clicks and views no network tells."""
    adapter = connected(platform, box.url, shelf, clock)
    assert isinstance(adapter, Measures) and isinstance(adapter, Follows)
    receipts = published(adapter, platform, shelf, *map(str, range(30)))
    ids = [each.remote_id for each in receipts]
    before, followers = adapter.counts(ids), adapter.audience().followers
    clock.pass_by(7 * DAY)
    unknown = ids[0][:-1] + ("3" if ids[0][-1] == "2" else "2")
    after = adapter.counts([*ids, unknown])
    assert list(before) == ids and list(after) == ids
    assert sum(each.engagement or 0 for each in after.values()) > 0
    for each in ids:
        assert after[each].clicks is None and after[each].views is None
        assert (after[each].reactions or 0) >= (before[each].reactions or 0)
        assert after[each].reactions is not None and after[each].reposts is not None
    grown = adapter.audience().followers
    assert followers is not None and grown is not None and grown >= followers > 0
    assert (after[ids[0]].saves is None) == (platform == "mastodon")


@pytest.mark.parametrize("platform", NETWORKS)
def test_a_withdrawn_post_is_left_out_of_the_counts(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Not zero: the network no longer knows it."""
    adapter = connected(platform, box.url, shelf, clock)
    gone, stays = published(adapter, platform, shelf, "1", "2")
    assert isinstance(adapter, Measures)
    adapter.withdraw(gone.remote_id)  # type: ignore[attr-defined]
    assert set(adapter.counts([gone.remote_id, stays.remote_id])) == {stays.remote_id}
    assert adapter.counts([]) == {}


def test_mastodon_tells_the_limits_we_know(box: SandboxServer, clock: Clock) -> None:
    """Asked over the network, they are those of our table; 4.6 takes far longer alt texts."""
    adapter = connected("mastodon", box.url, clock=clock)
    assert isinstance(adapter, Tells)
    asked = adapter.ask_limits()
    assert asked is not None and asked.limits == replace(registry.limits("mastodon"), alt=10_000)
    assert asked.software == "mastodon"


@pytest.mark.parametrize("platform", NETWORKS)
def test_a_wrong_credential_is_unauthorized(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Said before anything is posted, without the credential."""
    adapter = connected(platform, box.url, shelf, clock, secret="somebody-else")
    with pytest.raises(Unauthorized) as caught:
        published(adapter, platform, shelf, "")
    assert "somebody-else" not in str(caught.value)
    assert standing(box.url, platform) == []


@pytest.mark.slow
@pytest.mark.parametrize("platform", NETWORKS)
def test_a_burst_is_told_when_to_come_again(
    platform: str, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The network's own window, read from its own header: uploads there, logins here."""
    with pytest.raises(RateLimited) as caught:
        for number in range(40):
            adapter = connected(platform, box.url, shelf, clock)
            published(adapter, platform, shelf, str(number))
    assert len(standing(box.url, platform)) == 30
    assert caught.value.until is not None
    clock.now = caught.value.until
    published(connected(platform, box.url, shelf, clock), platform, shelf, "later")
