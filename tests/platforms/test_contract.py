"""What every adapter promises, tried on each one that the registry knows."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from campaign.errors import (
    ConfigError,
    OutcomeUnknown,
    UnsupportedFeature,
)
from campaign.model import Absent, Delivery, Pending, Receipt, Unit
from campaign.platforms import registry
from campaign.platforms.protocols import Finds
from tests.platforms.contracts import CONTRACTS
from tests.platforms.places import (
    IDENTITY,
    NETWORKS,
    Place,
    by,
    creates,
    illustration,
    offline,
    place,
)
from tests.platforms.samples import (
    SECRET,
    START,
    Clock,
    Shelf,
    channel,
    connected,
    key_for,
    picture,
    variant,
)
from tests.platforms.scripted import (
    Reply,
    Scripted,
    always,
    passing_on,
)

__all__ = ["place"]


@pytest.mark.parametrize("platform", registry.names())
def test_a_payload_is_pure_plain_and_the_same_every_time(platform: str, shelf: Shelf) -> None:
    """Made without a network, kept as JSON, and read back as it was."""
    media = illustration(platform, shelf)
    first = offline(platform).payloads(variant(platform, media), START)[0]
    again = offline(platform).payloads(variant(platform, media), START)[0]
    assert first == again
    kept = json.dumps(asdict(first), ensure_ascii=False, sort_keys=True)
    assert kept == json.dumps(asdict(again), ensure_ascii=False, sort_keys=True)
    assert json.loads(kept) == {**asdict(first), "uploads": [asdict(u) for u in first.uploads]}
    assert first.platform == platform
    assert [u.sha256 for u in first.uploads] == [media.sha256]
    assert [u.alt for u in first.uploads] == [media.alt], "the alt text was dropped on the way"
    if registry.limits(platform).languages:
        assert '"ca"' in kept, "the language was dropped on the way"


@pytest.mark.parametrize("platform", registry.names())
def test_a_payload_wants_an_instant_with_a_zone(platform: str) -> None:
    """A naive time is refused where it enters."""
    made = variant(platform, illustration(platform, Shelf()))
    with pytest.raises(ValueError, match="no time zone"):
        offline(platform).payloads(made, START.replace(tzinfo=None))


@pytest.mark.parametrize("platform", registry.names())
def test_what_a_network_cannot_express_is_said_before_any_call(platform: str, shelf: Shelf) -> None:
    """Too many pictures, a wrong kind, too heavy: refused while nothing has been sent."""
    limits = registry.limits(platform)
    media = illustration(platform, shelf)
    unfit = [[media] * (limits.images + 1), [replace(media, mime="image/tiff")]]
    if limits.image_bytes:
        unfit.append([replace(media, size=limits.image_bytes + 1)])
    if limits.alt:
        unfit.append([replace(media, alt="a" * (limits.alt + 1))])
    with Scripted(always(Reply())) as server:
        adapter = connected(platform, server.url, shelf)
        for pictures in unfit:
            with pytest.raises(UnsupportedFeature, match=f"^{platform}: "):
                adapter.payloads(variant(platform, *pictures), START)
    assert server.seen == []


@pytest.mark.parametrize("platform", registry.names())
def test_a_network_takes_a_text_alone_unless_its_facts_say_that_it_wants_a_picture(
    platform: str,
) -> None:
    """Then the adapter refuses it before any call, and people are told beforehand."""
    adapter, alone = offline(platform), variant(platform)
    if registry.facts(platform).pictured:
        with pytest.raises(UnsupportedFeature, match=rf"^{platform}: .*picture"):
            adapter.payloads(alone, START)
        assert any("without a picture" in each for each in registry.limits(platform).lacks)
    else:
        assert adapter.payloads(alone, START)[0].uploads == ()


@pytest.mark.parametrize("platform", registry.names())
def test_static_limits_are_sane(platform: str) -> None:
    """Every bound is positive or said to be none, and comes from somewhere."""
    limits = registry.limits(platform)
    assert limits.text > 0 and isinstance(limits.unit, Unit)
    assert limits.images > 0 and limits.image_bytes >= 0 and limits.text_bytes >= 0
    assert limits.card_type in limits.image_types and "image/jpeg" in limits.image_types
    assert limits.alt is not None or any("alt" in each for each in limits.lacks)
    assert limits.card_format in ("square", "landscape")
    assert limits.source
    assert isinstance(registry.delivery(platform), Delivery)


@pytest.mark.parametrize("platform", registry.names())
def test_an_adapter_goes_by_its_registered_name(platform: str) -> None:
    """The name in the registry, on the class and on the payload is one."""
    assert offline(platform).name == platform


@pytest.mark.parametrize("platform", registry.names())
def test_an_adapter_publishes_as_surely_as_its_facts_say(platform: str) -> None:
    """With the options that let its channels do most; the engine goes by the adapter."""
    known = CONTRACTS[platform].options
    assert offline(platform).delivery is registry.delivery(platform, known)
    assert {*registry.facts(platform).surer} <= {*known.items()}


def test_an_unfit_channel_is_a_mistake_of_the_configuration() -> None:
    """Whoever writes http:// to a far server reads why, with the channel's name."""
    for platform in NETWORKS:
        with pytest.raises(ConfigError, match=r"channel catalonia-ca: .*clear text"):
            connected(platform, "http://far.example")
    with pytest.raises(
        ConfigError, match="there is no platform 'myspace'; there are apprise, bluesky"
    ):
        connected("myspace", "https://far.example")
    unnamed = replace(channel("bluesky", "https://far.example"), account="")
    with pytest.raises(ConfigError, match="needs `account`"):
        registry.connect(unnamed, SECRET, Shelf(), Clock())


@pytest.mark.parametrize("place", by(Delivery.BY_KEY), indirect=True)
def test_the_same_key_never_posts_twice(place: Place) -> None:
    """Three tries under one key, from two processes, leave one post."""
    adapter = place.connect()
    payload = adapter.payloads(variant(place.platform, place.shelf.put(picture())), START)[0]
    key = key_for(place.platform, IDENTITY, START)
    receipts = [adapter.publish(payload, key), adapter.publish(payload, key)]
    receipts.append(place.connect().publish(payload, key))
    assert place.count() == 1
    assert all(isinstance(each, Receipt) for each in receipts)
    assert len({each.remote_id for each in receipts if isinstance(each, Receipt)}) == 1


@pytest.mark.parametrize("place", by(Delivery.BY_KEY), indirect=True)
def test_two_keys_are_two_posts(place: Place) -> None:
    """The key parts them, not the words: the next week's repeat does go out."""
    adapter = place.connect()
    payload = adapter.payloads(variant(place.platform), START)[0]
    for occurrence in ("2026-W49", "2026-W50"):
        identity = (IDENTITY[0], occurrence, IDENTITY[2])
        adapter.publish(payload, key_for(place.platform, identity, START))
    assert place.count() == 2


@pytest.mark.parametrize("place", NETWORKS, indirect=True)
def test_a_post_whose_answer_was_lost_ends_in_exactly_one(place: Place) -> None:
    """The answer is lost on the way back: unknown, then found where it can be, and there is one."""
    lose = creates(place.platform)
    since = place.clock()
    with Scripted(passing_on(place.server, lose)) as lossy:
        adapter = place.connect(lossy.url)
        made = place.variant(illustration(place.platform, place.shelf))
        payload = adapter.payloads(made, START)[0]
        key = key_for(place.platform, IDENTITY, START)
        answer: Receipt | Pending | None = None
        with pytest.raises(OutcomeUnknown):
            answer = adapter.publish(payload, key)
            place.arrived(answer, adapter)
        assert sum(lose(seen) for seen in lossy.seen) == 1, "a create was repeated"
    place.clock.pass_by(180)
    direct = place.connect()
    assert place.count() == 1
    if direct.delivery is Delivery.AT_MOST_ONCE:
        assert not isinstance(direct, Finds), "a person is asked"
        return
    if direct.delivery is Delivery.TWO_PHASE:
        assert isinstance(answer, Pending), "the token is kept before anything is public"
        found: Receipt | Absent | None = place.arrived(answer, direct)
    else:
        assert isinstance(direct, Finds)
        found = direct.find(payload, key, since)
    assert isinstance(found, Receipt) and found.remote_id
    if direct.delivery is Delivery.BY_KEY:
        again = direct.publish(payload, key)
        assert isinstance(again, Receipt) and again.remote_id == found.remote_id
        assert again.url == found.url
    assert place.count() == 1


@pytest.mark.parametrize(
    "place", by(Delivery.BY_KEY, Delivery.BY_LISTING, Delivery.TWO_PHASE), indirect=True
)
def test_a_post_that_never_arrived_is_proved_absent(place: Place) -> None:
    """The request got lost on the way there: once it cannot come any more, it is absent."""
    adapter = place.connect()
    assert isinstance(adapter, Finds)
    payload = adapter.payloads(place.variant(), START)[0]
    key = key_for(place.platform, IDENTITY, START)
    place.clock.pass_by(180)
    found = adapter.find(payload, key, START)
    assert isinstance(found, Absent) and found.because
    place.arrived(adapter.publish(payload, key), adapter)
    assert isinstance(adapter.find(payload, key, START), Receipt)
