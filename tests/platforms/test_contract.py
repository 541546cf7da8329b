"""What every adapter promises, tried on each one that the registry knows."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from campaign.errors import (
    ConfigError,
    OutcomeUnknown,
    PlatformError,
    Unavailable,
    UnsupportedFeature,
)
from campaign.keys import key_for, part_key
from campaign.model import Absent, Delivery, Media, Pending, Receipt, Unit, Variant
from campaign.platforms import registry
from campaign.platforms.base import Finds, Finishes, Identifies, Platform, Withdraws
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    ALT,
    LINK,
    SECRET,
    START,
    Clock,
    Shelf,
    channel,
    connected,
    picture,
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
    always,
    free_port,
    passing_on,
)

IDENTITY = ("learning-labs-01", "", "catalonia-ca")
#: Those with a server of their own; a folder and a library are no networks.
NETWORKS = [name for name in registry.names() if name not in ("apprise", "outbox")]
#: Whole paths to which a POST makes a post public.
CREATES = {
    "bluesky": r"/xrpc/com\.atproto\.repo\.putRecord",
    "facebook": r"/v[\d.]+/\d+_\d+",
    "instagram": r"/v[\d.]+/\d+/media_publish",
    "linkedin": r"/rest/posts",
    "mastodon": r"/api/v1/statuses",
    "pixelfed": r"/api/v1/statuses",
    "telegram": r"/bot[^/]+/send\w+",
    "threads": r"/v1\.0/\w+/threads_publish",
    "x": r"/2/tweets",
}
#: Those that take no post without a picture.
PICTURED = ("instagram", "pixelfed")


def creates(platform: str) -> Callable[[Seen], bool]:
    """Whether a request is the one that makes a post public."""
    path = re.compile(CREATES[platform])
    return lambda seen: seen.method == "POST" and bool(path.fullmatch(seen.path))


def by(*deliveries: Delivery) -> list[str]:
    """The platforms of these delivery classes; of those with a server."""
    return [
        name
        for name in registry.names()
        if registry.delivery(name) in deliveries and name != "apprise"
    ]


@dataclass
class Place:
    """Where one platform publishes to in a test, and how many posts stand there."""

    platform: str
    clock: Clock
    shelf: Shelf
    server: str
    options: dict[str, str]
    count: Callable[[], int]

    def variant(self, *media: Media) -> Variant:
        """What this network takes: with a picture where it takes nothing else."""
        if self.platform in PICTURED and not media:
            media = (illustration(self.platform, self.shelf),)
        return variant(self.platform, *media)

    def arrived(self, answer: Receipt | Pending, by: Platform) -> Receipt:
        """The receipt, after the second step where there is one."""
        for _ in range(10):
            if isinstance(answer, Receipt):
                return answer
            self.clock.pass_by(60)
            assert isinstance(by, Finishes)
            answer = by.finish(answer)
        raise AssertionError("it is worked on for ever")

    def connect(self, server: str = "") -> Platform:
        """An adapter that publishes there, or by way of another server."""
        return connected(
            self.platform, server or self.server, self.shelf, self.clock, options=self.options
        )


def illustration(platform: str, shelf: Shelf) -> Media:
    """A picture as the network takes it, with an alt text where it has one."""
    limits = registry.limits(platform)
    data = picture()
    if limits.card_type == "image/jpeg":
        file = BytesIO()
        Image.open(BytesIO(data)).save(file, "JPEG")
        data = file.getvalue()
    return shelf.put(data, alt="" if limits.alt is None else ALT, mime=limits.card_type)


def gallery(shelf: Shelf) -> Scripted:
    """The pictures of a shelf where networks that fetch them find them."""

    def script(seen: Seen) -> Reply:
        name, _, suffix = seen.path.rpartition("/")[2].partition(".")
        if name not in shelf.kept:
            return Reply(404)
        mime = "image/png" if suffix == "png" else "image/jpeg"
        return Reply(raw=shelf.kept[name], headers={"Content-Type": mime})

    return Scripted(script)


@pytest.fixture(params=[name for name in registry.names() if name != "apprise"])
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
        with gallery(shelf) as pictures:
            fetched = platform in ("instagram", "threads")
            options = {"public_media_url": pictures.url} if fetched else {}
            yield Place(platform, clock, shelf, box.url, options, count)


def offline(platform: str, shelf: Shelf | None = None) -> Platform:
    """An adapter whose server is not there."""
    return connected(platform, f"http://127.0.0.1:{free_port()}", shelf)


#: The networks on which a post can have further parts under it.
CHAINS = [
    name
    for name in registry.names()
    if registry.limits(name).threads
    and len(offline(name).payloads(threaded(variant(name)), START)) > 1
]


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
            answer = again.publish(part, part_key(place.platform, key, number), before)
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
    keys = [part_key(place.platform, key, number) for number in range(len(parts))]
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
        assert any("delet" in each for each in registry.limits(place.platform).lacks)
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
    assert isinstance(adapter, Identifies)
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
