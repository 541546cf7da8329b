"""What every adapter promises, tried on each one that the registry knows."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from campaign.errors import (
    ConfigError,
    OutcomeUnknown,
    PlatformError,
    Unavailable,
    UnsupportedFeature,
)
from campaign.keys import key_for, part_key
from campaign.model import Absent, Delivery, Receipt, Unit
from campaign.platforms import registry
from campaign.platforms.base import Chains, Finds, Identifies, Platform, Withdraws
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    SECRET,
    START,
    Clock,
    Shelf,
    channel,
    connected,
    picture,
    standing,
    threaded,
    variant,
)
from tests.platforms.scripted import (
    Mishap,
    Reply,
    Scripted,
    Seen,
    always,
    free_port,
    passing_on,
)

IDENTITY = ("learning-labs-01", "", "catalonia-ca")
NETWORKS = [name for name in registry.names() if name != "outbox"]
CREATES = {"mastodon": "/api/v1/statuses", "bluesky": "/xrpc/com.atproto.repo.putRecord"}


@dataclass
class Place:
    """Where one platform publishes to in a test, and how many posts stand there."""

    platform: str
    clock: Clock
    shelf: Shelf
    server: str
    options: dict[str, str]
    count: Callable[[], int]

    def connect(self, server: str = "") -> Platform:
        """An adapter that publishes there, or by way of another server."""
        return connected(
            self.platform, server or self.server, self.shelf, self.clock, options=self.options
        )


@pytest.fixture(params=registry.names())
def place(
    request: pytest.FixtureRequest,
    clock: Clock,
    shelf: Shelf,
    box: SandboxServer,
    tmp_path: Path,
) -> Iterator[Place]:
    """Every platform the registry knows, each with a place to publish to."""
    platform: str = request.param
    if platform == "outbox":
        folder = tmp_path / "outbox"
        count = lambda: len(list(folder.glob("*/*/payload.json")))  # noqa: E731
        yield Place(platform, clock, shelf, "", {"folder": str(folder)}, count)
    else:
        count = lambda: len(standing(box.url, platform))  # noqa: E731
        yield Place(platform, clock, shelf, box.url, {}, count)


def offline(platform: str, shelf: Shelf | None = None) -> Platform:
    """An adapter whose server is not there."""
    return connected(platform, f"http://127.0.0.1:{free_port()}", shelf)


#: The networks on which a post can have further parts under it.
CHAINS = [name for name in registry.names() if isinstance(offline(name), Chains)]


@pytest.mark.parametrize("platform", registry.names())
def test_a_payload_is_pure_plain_and_the_same_every_time(platform: str, shelf: Shelf) -> None:
    """Made without a network, kept as JSON, and read back as it was."""
    media = shelf.put(picture())
    first = offline(platform).payload(variant(platform, media), START)
    again = offline(platform).payload(variant(platform, media), START)
    assert first == again
    kept = json.dumps(asdict(first), ensure_ascii=False, sort_keys=True)
    assert kept == json.dumps(asdict(again), ensure_ascii=False, sort_keys=True)
    assert json.loads(kept) == {**asdict(first), "uploads": [asdict(u) for u in first.uploads]}
    assert first.platform == platform
    assert [u.sha256 for u in first.uploads] == [media.sha256]
    assert [u.alt for u in first.uploads] == [media.alt], "the alt text was dropped on the way"
    assert '"ca"' in kept, "the language was dropped on the way"


@pytest.mark.parametrize("platform", registry.names())
def test_a_payload_wants_an_instant_with_a_zone(platform: str) -> None:
    """A naive time is refused where it enters."""
    with pytest.raises(ValueError, match="no time zone"):
        offline(platform).payload(variant(platform), START.replace(tzinfo=None))


@pytest.mark.parametrize("platform", registry.names())
def test_what_a_network_cannot_express_is_said_before_any_call(platform: str, shelf: Shelf) -> None:
    """Too many pictures, a wrong kind, too heavy: refused while nothing has been sent."""
    limits = registry.limits(platform)
    media = shelf.put(picture())
    unfit = [[media] * (limits.images + 1), [replace(media, mime="image/tiff")]]
    if limits.image_bytes:
        unfit.append([replace(media, size=limits.image_bytes + 1)])
    if limits.alt:
        unfit.append([replace(media, alt="a" * (limits.alt + 1))])
    with Scripted(always(Reply())) as server:
        adapter = connected(platform, server.url, shelf)
        for pictures in unfit:
            with pytest.raises(UnsupportedFeature, match=f"^{platform}: "):
                adapter.payload(variant(platform, *pictures), START)
    assert server.seen == []


@pytest.mark.parametrize("platform", registry.names())
def test_static_limits_are_sane(platform: str) -> None:
    """Every bound is positive or said to be none, and comes from somewhere."""
    limits = registry.limits(platform)
    assert limits.text > 0 and isinstance(limits.unit, Unit)
    assert limits.images > 0 and limits.image_bytes >= 0 and limits.text_bytes >= 0
    assert "image/png" in limits.image_types and "image/jpeg" in limits.image_types
    assert limits.card_format in ("square", "landscape")
    assert limits.source
    assert isinstance(registry.delivery(platform), Delivery)
    assert offline(platform).limits() == limits


@pytest.mark.parametrize("platform", registry.names())
def test_an_adapter_goes_by_its_registered_name(platform: str) -> None:
    """The name in the registry, on the class and on the payload is one."""
    assert offline(platform).name == platform


def test_an_unfit_channel_is_a_mistake_of_the_configuration() -> None:
    """Whoever writes http:// to a far server reads why, with the channel's name."""
    for platform in NETWORKS:
        with pytest.raises(ConfigError, match=r"channel catalonia-ca: .*clear text"):
            connected(platform, "http://far.example")
    with pytest.raises(ConfigError, match="there is no platform 'myspace'; there are bluesky"):
        connected("myspace", "https://far.example")
    unnamed = replace(channel("bluesky", "https://far.example"), account="")
    with pytest.raises(ConfigError, match="needs `account`"):
        registry.connect(unnamed, SECRET, Shelf(), Clock())


def test_the_same_key_never_posts_twice(place: Place) -> None:
    """Three tries under one key, from two processes, leave one post."""
    adapter = place.connect()
    payload = adapter.payload(variant(place.platform, place.shelf.put(picture())), START)
    key = key_for(place.platform, IDENTITY, START)
    receipts = [adapter.publish(payload, key), adapter.publish(payload, key)]
    receipts.append(place.connect().publish(payload, key))
    assert place.count() == 1
    assert all(isinstance(each, Receipt) for each in receipts)
    assert len({each.remote_id for each in receipts if isinstance(each, Receipt)}) == 1


def test_two_keys_are_two_posts(place: Place) -> None:
    """The key parts them, not the words: the next week's repeat does go out."""
    adapter = place.connect()
    payload = adapter.payload(variant(place.platform), START)
    for occurrence in ("2026-W49", "2026-W50"):
        identity = (IDENTITY[0], occurrence, IDENTITY[2])
        adapter.publish(payload, key_for(place.platform, identity, START))
    assert place.count() == 2


@pytest.mark.parametrize("place", NETWORKS, indirect=True)
def test_a_post_whose_answer_was_lost_is_found_again(place: Place) -> None:
    """The answer is lost on the way back: unknown, then found, and there is one."""

    def lose(seen: Seen) -> bool:
        return seen.method == "POST" and seen.path == CREATES[place.platform]

    since = place.clock()
    with Scripted(passing_on(place.server, lose)) as lossy:
        adapter = place.connect(lossy.url)
        payload = adapter.payload(variant(place.platform, place.shelf.put(picture())), START)
        key = key_for(place.platform, IDENTITY, START)
        with pytest.raises(OutcomeUnknown):
            adapter.publish(payload, key)
        assert sum(lose(seen) for seen in lossy.seen) == 1, "a create was repeated"
        place.clock.pass_by(180)
        assert isinstance(adapter, Finds)
        found = adapter.find(payload, key, since)
    assert isinstance(found, Receipt)
    assert place.count() == 1
    again = place.connect().publish(payload, key)
    assert isinstance(again, Receipt) and again.remote_id == found.remote_id
    assert again.url == found.url
    assert place.count() == 1


def test_a_post_that_never_arrived_is_proved_absent(place: Place) -> None:
    """The request got lost on the way there: once it cannot come any more, it is absent."""
    adapter = place.connect()
    assert isinstance(adapter, Finds)
    payload = adapter.payload(variant(place.platform), START)
    key = key_for(place.platform, IDENTITY, START)
    place.clock.pass_by(180)
    found = adapter.find(payload, key, START)
    assert isinstance(found, Absent) and found.because
    adapter.publish(payload, key)
    assert isinstance(adapter.find(payload, key, START), Receipt)


@pytest.mark.parametrize("platform", registry.names())
def test_a_network_takes_threads_as_parts_or_whole_or_says_so(platform: str, shelf: Shelf) -> None:
    """Never the first part alone: `payload` refuses what only `parts` can say."""
    adapter, limits = offline(platform), registry.limits(platform)
    plain = variant(platform, shelf.put(picture()))
    thread = threaded(plain)
    if isinstance(adapter, Chains):
        assert limits.threads or limits.comments
        assert list(adapter.parts(plain, START)) == [adapter.payload(plain, START)]
        parts = adapter.parts(thread, START)
        assert len(parts) == len(thread.texts)
        assert parts == adapter.parts(thread, START)
        assert [len(part.uploads) for part in parts] == [1, 0, 0, 0]
        kept = [json.dumps(asdict(part), ensure_ascii=False) for part in parts]
        for text, said in zip(thread.texts, kept, strict=True):
            assert text.partition(" http")[0] in said
        with pytest.raises(ValueError, match="no time zone"):
            adapter.parts(thread, START.replace(tzinfo=None))
    if isinstance(adapter, Chains) or not limits.threads:
        with pytest.raises(UnsupportedFeature, match=f"^{platform}: "):
            adapter.payload(thread, START)
    else:
        assert all(text in str(adapter.payload(thread, START).body) for text in thread.texts)


def chaining(place: Place, server: str = "") -> Chains:
    """The adapter of a place whose network has parts."""
    adapter = place.connect(server)
    assert isinstance(adapter, Chains)
    return adapter


@pytest.mark.parametrize("place", CHAINS, indirect=True)
def test_a_thread_stands_as_a_chain_however_often_it_is_tried(place: Place) -> None:
    """Each part once, each a reply to the one before it, from as many processes as you like."""
    chain = chaining(place)
    parts = chain.parts(threaded(variant(place.platform, place.shelf.put(picture()))), START)
    key = key_for(place.platform, IDENTITY, START)
    for _ in range(2):
        again = chaining(place)
        before: list[Receipt] = []
        for number, part in enumerate(parts):
            receipt = again.publish_part(part, part_key(place.platform, key, number), before)
            assert isinstance(receipt, Receipt)
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
    chain = chaining(place)

    def lose(seen: Seen) -> bool:
        return seen.method == "POST" and seen.path == CREATES[place.platform]

    thread = threaded(variant(place.platform))
    thread = replace(thread, texts=(*thread.texts[:3], thread.texts[2]))
    parts, key = chain.parts(thread, START), key_for(place.platform, IDENTITY, START)
    keys = [part_key(place.platform, key, number) for number in range(len(parts))]
    before: list[Receipt] = []
    for number in range(lost):
        receipt = chain.publish_part(parts[number], keys[number], before)
        assert isinstance(receipt, Receipt)
        before.append(receipt)
    place.clock.pass_by(180)
    since = place.clock() - timedelta(seconds=170)
    assert isinstance(chain.find_part(parts[lost], keys[lost], since, before), Absent)
    since = place.clock()
    with Scripted(passing_on(place.server, lose)) as lossy, pytest.raises(OutcomeUnknown):
        chaining(place, lossy.url).publish_part(parts[lost], keys[lost], before)
    place.clock.pass_by(180)
    found = chain.find_part(parts[lost], keys[lost], since, before)
    assert isinstance(found, Receipt)
    again = chain.publish_part(parts[lost], keys[lost], before)
    assert isinstance(again, Receipt) and again.remote_id == found.remote_id
    assert place.count() == lost + 1


def test_a_post_can_be_taken_back_more_than_once(place: Place) -> None:
    """Withdrawing what is gone already is quiet."""
    adapter = place.connect()
    assert isinstance(adapter, Withdraws)
    payload = adapter.payload(variant(place.platform), START)
    receipt = adapter.publish(payload, key_for(place.platform, IDENTITY, START))
    assert isinstance(receipt, Receipt) and place.count() == 1
    adapter.withdraw(receipt.remote_id)
    adapter.withdraw(receipt.remote_id)
    assert place.count() == 0


def test_identify_says_whose_account_it_is(place: Place) -> None:
    """A credential is tried without posting."""
    adapter = place.connect()
    assert isinstance(adapter, Identifies)
    assert "catalonia-ca" in adapter.identify()
    assert place.count() == 0


@pytest.mark.parametrize("platform", NETWORKS)
def test_a_network_that_is_not_there_took_nothing(platform: str, shelf: Shelf) -> None:
    """Nobody listens: surely not arrived, to be tried again."""
    adapter = offline(platform, shelf)
    payload = adapter.payload(variant(platform, shelf.put(picture())), START)
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
        said = f"{seen.headers.get('authorization')} {seen.body.decode(errors='replace')}"
        return Reply(status, {"error": said, "message": said})

    with Scripted(echo) as server:
        adapter = connected(platform, server.url, shelf)
        payload = adapter.payload(variant(platform, shelf.put(picture())), START)
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
    assert offline("bluesky").payload(variant("bluesky"), START).body["record"]["text"] == shown
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
        registry.connect(place, SECRET, Shelf(), clock, lambda seconds: None)
    assert moments == []
