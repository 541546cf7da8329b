"""What every adapter promises: parts under parts, taking back, its account, its secret."""

from __future__ import annotations

import json
import logging
import traceback
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest

from campaign.errors import (
    ConfigError,
    OutcomeUnknown,
    PlatformError,
    Unavailable,
    UnsupportedFeature,
)
from campaign.keys import part_key
from campaign.model import Absent, Delivery, Receipt
from campaign.platforms import registry
from campaign.platforms.protocols import Finds, Identifies, Withdraws
from tests.platforms.places import (
    IDENTITY,
    NETWORKS,
    Place,
    creates,
    illustration,
    offline,
    place,
)
from tests.platforms.samples import (
    LINK,
    SECRET,
    START,
    Shelf,
    channel,
    connected,
    key_for,
    secret_of,
    standing,
    threaded,
    variant,
)
from tests.platforms.scripted import (
    Mishap,
    Reply,
    Scripted,
    Seen,
    passing_on,
)

__all__ = ["place"]


#: The networks on which a post can have further parts under it.
CHAINS = [
    name
    for name in registry.names()
    if registry.limits(name).threads
    and len(offline(name).payloads(threaded(variant(name)), START)) > 1
]


@pytest.mark.parametrize("platform", registry.names())
def test_a_network_takes_threads_as_parts_or_whole_or_says_so(platform: str, shelf: Shelf) -> None:
    """Never the first part alone."""
    adapter, limits = offline(platform), registry.limits(platform)
    plain = variant(platform, illustration(platform, shelf))
    thread = threaded(plain)
    assert len(adapter.payloads(plain, START)) == 1
    if not limits.threads:
        with pytest.raises(UnsupportedFeature, match=f"^{platform}: "):
            adapter.payloads(thread, START)
        commented = replace(plain, texts=(plain.text, f"Més: {LINK}"), commented=True)
        if limits.comments:
            assert [len(part.uploads) for part in adapter.payloads(commented, START)] == [1, 0]
        else:
            with pytest.raises(UnsupportedFeature, match=f"^{platform}: "):
                adapter.payloads(commented, START)
    elif platform in CHAINS:
        parts = adapter.payloads(thread, START)
        assert len(parts) == len(thread.texts)
        assert parts == adapter.payloads(thread, START)
        assert [len(part.uploads) for part in parts] == [1, 0, 0, 0]
        kept = [json.dumps(asdict(part), ensure_ascii=False) for part in parts]
        for text, said in zip(thread.texts, kept, strict=True):
            assert text.partition(" http")[0] in said
        with pytest.raises(ValueError, match="no time zone"):
            adapter.payloads(thread, START.replace(tzinfo=None))
    else:
        (whole,) = adapter.payloads(thread, START)
        assert all(text in str(whole.body) for text in thread.texts)


@pytest.mark.parametrize("place", CHAINS, indirect=True)
def test_a_thread_stands_as_a_chain_however_often_it_is_tried(place: Place) -> None:
    """Each part once, each a reply to the one before it, from as many processes as you like."""
    chain = place.connect()
    plain = variant(place.platform, illustration(place.platform, place.shelf))
    parts = chain.payloads(threaded(plain), START)
    key = key_for(place.platform, IDENTITY, START)
    before: list[Receipt] = []
    for _ in range(2 if registry.delivery(place.platform) is Delivery.BY_KEY else 1):
        again = place.connect()
        before = []
        for number, part in enumerate(parts):
            answer = again.publish(part, part_key(key, number), before)
            receipt = place.arrived(answer, again)
            before.append(Receipt(**json.loads(json.dumps(asdict(receipt)))))
    assert place.count() == len(parts)
    told = [(post["id"], post["reply_to"]) for post in standing(place.server, place.platform)]
    ids = [each.remote_id for each in before]
    assert told == list(zip(ids, [None, *ids[:-1]], strict=True))


@pytest.mark.parametrize("lost", [0, 1, 3])
@pytest.mark.parametrize("place", CHAINS, indirect=True)
def test_a_part_whose_answer_was_lost_is_found_under_the_one_before_it(
    place: Place, lost: int
) -> None:
    """And one that was never sent is proved absent, though another has the same words."""
    chain, lose = place.connect(), creates(place.platform)
    assert isinstance(chain, Finds)
    by_key = registry.delivery(place.platform) is Delivery.BY_KEY
    thread = threaded(variant(place.platform))
    if by_key:  # others refuse the same words twice, or cannot tell two such parts apart
        thread = replace(thread, texts=(*thread.texts[:3], thread.texts[2]))
    parts, key = chain.payloads(thread, START), key_for(place.platform, IDENTITY, START)
    keys = [part_key(key, number) for number in range(len(parts))]
    before: list[Receipt] = []
    for number in range(lost):
        answer = chain.publish(parts[number], keys[number], before)
        before.append(place.arrived(answer, chain))
    place.clock.pass_by(180)
    since = place.clock() - timedelta(seconds=170)
    assert isinstance(chain.find(parts[lost], keys[lost], since, before), Absent)
    since = place.clock()
    with Scripted(passing_on(place.server, lose)) as lossy:
        through = place.connect(lossy.url)
        with pytest.raises(OutcomeUnknown):
            answer = through.publish(parts[lost], keys[lost], before)
            place.arrived(answer, through)
    place.clock.pass_by(180)
    found = chain.find(parts[lost], keys[lost], since, before)
    assert isinstance(found, Receipt)
    if by_key:
        again = chain.publish(parts[lost], keys[lost], before)
        assert isinstance(again, Receipt) and again.remote_id == found.remote_id
    assert place.count() == lost + 1


def test_a_post_can_be_taken_back_more_than_once(place: Place) -> None:
    """Withdrawing what is gone already is quiet."""
    adapter = place.connect()
    if not isinstance(adapter, Withdraws):
        lacks = registry.limits(place.platform).lacks
        assert any(word in each for each in lacks for word in ("delet", "withdraw"))
        return
    payload = adapter.payloads(place.variant(), START)[0]
    key = key_for(place.platform, IDENTITY, START)
    receipt = place.arrived(adapter.publish(payload, key), adapter)
    assert place.count() == 1
    adapter.withdraw(receipt.remote_id)
    adapter.withdraw(receipt.remote_id)
    assert place.count() == 0


def test_identify_says_whose_account_it_is(place: Place) -> None:
    """A credential is tried without posting."""
    adapter = place.connect()
    if not isinstance(adapter, Identifies):
        assert any("without posting" in each for each in registry.limits(place.platform).lacks)
        return
    assert "catalonia" in adapter.identify().casefold()
    assert place.count() == 0


@pytest.mark.parametrize("platform", NETWORKS)
def test_a_network_that_is_not_there_took_nothing(platform: str, shelf: Shelf) -> None:
    """Nobody listens: surely not arrived, to be tried again."""
    adapter = offline(platform, shelf)
    payload = adapter.payloads(variant(platform, illustration(platform, shelf)), START)[0]
    with pytest.raises(Unavailable):
        adapter.publish(payload, key_for(platform, IDENTITY, START))


@pytest.mark.parametrize("platform", NETWORKS)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 422, 429, 500, Mishap.RESET])
def test_no_adapter_gives_its_secret_away(
    platform: str, status: int | Mishap, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that echoes header and body finds no echo in errors, logs or reprs."""
    caplog.set_level(logging.DEBUG)

    def echo(seen: Seen) -> Reply | Mishap:
        if isinstance(status, Mishap):
            return status
        body = seen.body.decode(errors="replace")
        said = f"{seen.target} {seen.headers.get('authorization')} {body}"
        return Reply(status, {"error": said, "message": said})

    with Scripted(echo) as server:
        adapter = connected(platform, server.url, shelf)
        made = variant(platform, illustration(platform, shelf))
        payload = adapter.payloads(made, START)[0]
        with pytest.raises(PlatformError) as caught:
            adapter.publish(payload, key_for(platform, IDENTITY, START))
    assert server.seen
    error = caught.value
    shown = [caplog.text, repr(adapter), repr(payload), repr(error), error.answer, str(error.code)]
    shown += traceback.format_exception(error)
    shown += [repr(value) for value in vars(adapter).values() if not isinstance(value, str)]
    assert SECRET not in "".join(shown)


@pytest.mark.parametrize("platform", registry.names())
def test_a_key_is_minted_the_same_again(platform: str) -> None:
    """Derived from the publication: a crash before it was stored changes nothing."""
    assert key_for(platform, IDENTITY, START) == key_for(platform, IDENTITY, START)
    others = {
        key_for(platform, (post, occurrence, name), START)
        for post in ("a", "b,", "b")
        for occurrence in ("", "c")
        for name in ("d", "c")
    }
    assert len(others) == 12
    assert key_for(platform, IDENTITY, START) not in others


def test_shown_text_is_what_the_payload_sends() -> None:
    """Compose counts what Bluesky will show, not the long tracked link."""
    text = variant("bluesky").text
    shown = registry.visible("bluesky")(text)
    assert offline("bluesky").payloads(variant("bluesky"), START)[0].body["record"]["text"] == shown
    assert "utm_source" in text and "utm_source" not in shown
    assert registry.visible("mastodon")(text) == text


def test_every_registered_class_keeps_to_plain_construction() -> None:
    """No adapter reads a clock, an environment or a network when it is made."""
    moments: list[datetime] = []

    def clock() -> datetime:
        moments.append(START + timedelta(seconds=len(moments)))
        return moments[-1]

    for platform in registry.names():
        place = channel(platform, "https://far.example")
        registry.connect(place, secret_of(platform), Shelf(), clock, lambda seconds: None)
    assert moments == []


@pytest.mark.parametrize("platform", registry.names())
def test_an_adapter_takes_what_the_configuration_takes(platform: str) -> None:
    """Each value that is listed for a key, and for Mastodon's audience no other one."""
    for key, values in registry.KEYS[platform].options.items():
        for value in values:
            connected(platform, "https://far.example", options={key: value})
    if "visibility" in registry.KEYS[platform].options:
        with pytest.raises(ConfigError, match="visibility is one of public, unlisted, private"):
            connected(platform, "https://far.example", options={"visibility": "direct"})
