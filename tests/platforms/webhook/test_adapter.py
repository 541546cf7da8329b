"""A webhook's adapter against the receiver of its own page, and against others."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.errors import (
    AlreadyThere,
    ConfigError,
    OutcomeUnknown,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
    Withheld,
)
from campaign.model import Absent, Delivery, Evidence, Receipt
from campaign.platforms.http import fence
from campaign.platforms.protocols import Finds, Identifies, Platform, Withdraws
from campaign.platforms.webhook.message import Signer
from tests.platforms.contracts import Site
from tests.platforms.samples import (
    ALT,
    LINK,
    SECRET,
    START,
    Clock,
    Shelf,
    connected,
    key_for,
    picture,
    threaded,
    variant,
)
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always
from tests.platforms.webhook.contract import PAGE, example

NAME = "webhook"
KEY = key_for(NAME, ("learning-labs-01", "", "catalonia-ca"), START)
LOOKUP, NO_LOOKUP = {"lookup": "yes"}, {"lookup": ""}


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Iterator[Site]:
    """The receiver of the page."""
    with example(tmp_path, clock) as found:
        yield found


def sent(adapter: Platform, key: str = KEY) -> Receipt:
    """A plain post, published."""
    answer = adapter.publish(adapter.payloads(variant(NAME), START)[0], key)
    assert isinstance(answer, Receipt)
    return answer


def signature(seen: Seen, key: bytes) -> str:
    """What the specification says the signature of a request is, reckoned here once more."""
    signed = f"{seen.headers['webhook-id']}.{seen.headers['webhook-timestamp']}.".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed + seen.body, "sha256")).decode()


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        (SECRET, SECRET.encode()),
        ("whsec_c2FuZGJveC1jYXRhbG9uaWEtY2EuZXhhbXBsZQ==", b"sandbox-catalonia-ca.example"),
    ],
)
def test_each_request_is_signed_by_its_key_its_instant_and_its_body(
    secret: str, key: bytes, clock: Clock
) -> None:
    """As Standard Webhooks says, with the same id at every try and each try's own instant."""
    with Scripted(always(Reply(201, {"id": 7}))) as server:
        adapter = connected(NAME, f"{server.url}/hooks/posts", clock=clock, secret=secret)
        sent(adapter)
        clock.pass_by(90)
        sent(adapter)
    assert [seen.headers["webhook-id"] for seen in server.seen] == [KEY, KEY]
    instants = [int(seen.headers["webhook-timestamp"]) for seen in server.seen]
    assert instants == [int(START.timestamp()), int(START.timestamp()) + 90]
    for seen in server.seen:
        assert seen.headers["webhook-signature"] == signature(seen, key)
        assert seen.headers["content-type"] == "application/json"
        assert (seen.method, seen.path) == ("POST", "/hooks/posts")
        assert "authorization" not in seen.headers
        assert secret.encode() not in seen.body


def test_the_standard_s_own_example_has_its_signature() -> None:
    """The vector of the specification's reference libraries."""
    signer = Signer.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    instant = datetime.fromtimestamp(1614265330, UTC)
    headers = signer.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", instant, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_receiver_gets_all_that_the_post_says(site: Site, shelf: Shelf, clock: Clock) -> None:
    """Texts, the comment, link, hashtags, language, and the pictures themselves."""
    adapter = connected(NAME, site.server, shelf, clock)
    media = shelf.put(picture())
    (payload,) = adapter.payloads(threaded(variant(NAME, media)), START)
    adapter.publish(payload, KEY)
    (post,) = site.posts()
    assert post["texts"] == ["1/3 Tres dies.", "2/3 Una taula. 🇪🇺", "3/3 A qui hi convidaríeu?"]
    assert post["comment"] == f"Més: {LINK}" and post["link"] == LINK
    assert (post["language"], post["hashtags"]) == ("ca", ["EUBelong", "Catalunya"])
    (shown,) = post["media"]
    assert base64.b64decode(shown["base64"]) == picture()
    assert (shown["alt"], shown["sha256"], shown["mime"]) == (ALT, media.sha256, "image/png")


def test_a_wrong_secret_rests_the_channel(site: Site, clock: Clock) -> None:
    """The receiver refuses what another signed, and has nothing."""
    with pytest.raises(Unauthorized, match="not signed"):
        sent(connected(NAME, site.server, clock=clock, secret=SECRET.upper()))
    assert site.posts() == []


def test_an_old_request_is_of_no_use_to_whoever_kept_it(site: Site, clock: Clock) -> None:
    """The page's receiver takes what is at most five minutes old."""
    slow = Clock(clock.now)
    clock.pass_by(301)
    with pytest.raises(Unauthorized, match="long ago"):
        sent(connected(NAME, site.server, clock=slow))


def test_who_can_be_asked_publishes_by_key_and_no_other_is_asked(site: Site, clock: Clock) -> None:
    """A method that is there is an ability that is promised."""
    asked = connected(NAME, site.server, clock=clock, options=LOOKUP)
    mute = connected(NAME, site.server, clock=clock, options=NO_LOOKUP)
    assert asked.delivery is Delivery.BY_KEY and isinstance(asked, Identifies)
    assert mute.delivery is Delivery.AT_MOST_ONCE
    assert not isinstance(mute, Finds | Identifies | Withdraws)
    payload = asked.payloads(variant(NAME), START)[0]
    absent = asked.find(payload, KEY, START) if isinstance(asked, Finds) else None
    assert isinstance(absent, Absent) and absent.by is Evidence.OWN_ID
    receipt = sent(asked)
    assert isinstance(asked, Finds)
    assert asked.find(payload, KEY, START) == receipt == sent(asked)
    assert asked.find(payload, KEY, START, (), (receipt.remote_id,)) is None
    assert len(site.posts()) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Reply(404, {"error": "no such page"}),
        Reply(405),
        Reply(403, raw=b"<html>no</html>"),
    ],
)
def test_a_receiver_that_knows_no_lookup_proves_nothing(answer: Reply) -> None:
    """A page that is not there is no word about a post."""
    with Scripted(always(answer)) as server:
        adapter = connected(NAME, server.url)
        assert isinstance(adapter, Finds)
        assert adapter.find(adapter.payloads(variant(NAME), START)[0], KEY, START) is None


@pytest.mark.parametrize(
    "told",
    [None, [], {"id": None}, {"key": "another", "id": None}, {"key": KEY}, "null"],
    ids=str,
)
def test_an_answer_that_is_not_about_the_key_is_no_answer(told: object) -> None:
    """A cache, or a page that answers anything, could give it: it is asked again later."""
    with Scripted(always(Reply(200, told))) as server:
        adapter = connected(NAME, server.url)
        assert isinstance(adapter, Finds)
        with pytest.raises(Unavailable):
            adapter.find(adapter.payloads(variant(NAME), START)[0], KEY, START)
    assert [seen.headers["cache-control"] for seen in server.seen] == ["no-store"]


@pytest.mark.parametrize("number", [0.5, True, "", "a\nb", "x" * 501, ["a"], None], ids=repr)
def test_an_id_that_can_be_none_is_no_receipt(number: object) -> None:
    """The receiver promised one: what came of the post is asked."""
    with Scripted(always(Reply(200, {"id": number}))) as server, pytest.raises(OutcomeUnknown):
        sent(connected(NAME, server.url))


def test_an_answer_about_another_key_is_no_receipt() -> None:
    """Whatever stands between gave another post's answer."""
    with (
        Scripted(always(Reply(200, {"key": "another", "id": "1"}))) as server,
        pytest.raises(OutcomeUnknown, match="another key"),
    ):
        sent(connected(NAME, server.url))


@pytest.mark.parametrize(
    "answer",
    [Reply(200, raw=b"Accepted"), Reply(204), Reply(200, {"status": "success"}), Reply(202, [1])],
    ids=["words", "nothing", "no-id", "list"],
)
def test_a_tool_that_gives_no_id_has_taken_the_post(answer: Reply) -> None:
    """It says 2xx; the receipt is our own key. Whoever is to be asked later has to give one."""
    with Scripted(always(answer)) as server:
        assert sent(connected(NAME, server.url, options=NO_LOOKUP)).remote_id == KEY
        with pytest.raises(OutcomeUnknown):
            sent(connected(NAME, server.url, options=LOOKUP))


@pytest.mark.parametrize("options", [LOOKUP, NO_LOOKUP], ids=["lookup", "no-lookup"])
def test_an_address_is_kept_when_it_can_be_opened(options: dict[str, str]) -> None:
    """Else the receipt has none."""
    page = "https://site.example/posts/7"
    for told, url in ((page, page), ("javascript:alert(1)", ""), (7, ""), ("https://a\nb", "")):
        with Scripted(always(Reply(200, {"id": 7, "url": told}))) as server:
            receipt = sent(connected(NAME, server.url, options=options))
        named = "7" if options is LOOKUP else KEY  # a tool may give every post the same id
        assert (receipt.remote_id, receipt.url, receipt.raw["id"]) == (named, url, "7")


@pytest.mark.parametrize("options", [LOOKUP, NO_LOOKUP], ids=["lookup", "no-lookup"])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Reply(409, {"error": "seen before"}), AlreadyThere),
        (Reply(410, {"error": "gone"}), Rejected),
        (Reply(302, headers={"Location": "https://else.example/"}), OutcomeUnknown),
        (Reply(308, headers={"Location": "https://else.example/"}), OutcomeUnknown),
        (Reply(503, {"error": "later"}), OutcomeUnknown),
        (Mishap.RESET, OutcomeUnknown),
    ],
    ids=["seen", "gone", "found", "moved", "busy", "reset"],
)
def test_what_is_not_taken_is_told_as_what_it_is(
    options: dict[str, str], answer: Reply | Mishap, kind: type[Exception]
) -> None:
    """Nothing is followed to another address, and nothing is taken for a success."""
    with Scripted(always(answer)) as server, pytest.raises(kind):
        sent(connected(NAME, server.url, options=options))
    assert len(server.seen) == 1


@pytest.mark.parametrize("secret", [SECRET, f"whsec_{base64.b64encode(SECRET.encode()).decode()}"])
def test_a_secret_that_the_receiver_repeats_is_struck_from_every_word(secret: str) -> None:
    """Also what stands behind its prefix."""
    bare = secret.removeprefix("whsec_")
    answer = Reply(403, {"error": f"expected a signature with {secret}, or with {bare}"})
    with Scripted(always(answer)) as server, pytest.raises(Rejected) as caught:
        sent(connected(NAME, server.url, secret=secret, options=NO_LOOKUP))
    assert "expected a signature" in str(caught.value)
    assert bare not in str(caught.value)


def test_what_is_stopped_never_leaves(site: Site, clock: Clock) -> None:
    """With or without lookup; a question passes."""

    def shut() -> None:
        raise Withheld("not sent: it was stopped")

    for options in (LOOKUP, NO_LOOKUP):
        adapter = connected(NAME, site.server, clock=clock, options=options)
        with fence.asked(shut), pytest.raises(Withheld):
            sent(adapter)
    asked = connected(NAME, site.server, clock=clock, options=LOOKUP)
    with fence.asked(shut):
        assert isinstance(asked, Identifies) and site.server in asked.identify()
    assert site.posts() == []


@pytest.mark.parametrize("address", ["/", "/hooks/posts/", "/hooks/posts"])
def test_the_address_is_asked_as_it_is_written(address: str) -> None:
    """A slash at its end makes it another one to many a server."""
    with Scripted(always(Reply(200, {"id": "1"}))) as server:
        sent(connected(NAME, f"{server.url}{address}"))
    assert [seen.path for seen in server.seen] == [address]


@pytest.mark.parametrize("secret", ["", "short", "whsec_c2hvcnQ=", "whsec_é" + "x" * 40])
def test_a_secret_that_cannot_sign_is_a_mistake_of_the_configuration(secret: str) -> None:
    """It is not repeated."""
    with pytest.raises(ConfigError) as caught:
        connected(NAME, "https://site.example/hooks", secret=secret)
    assert not secret or secret not in str(caught.value)


def test_a_film_is_refused_before_it_is_sent(shelf: Shelf) -> None:
    """The request holds its pictures, and would be too large."""
    film = replace(shelf.put(picture()), mime="video/mp4", seconds=3.0)
    with pytest.raises(UnsupportedFeature, match=r"^webhook: "):
        connected(NAME, "http://127.0.0.1:9", shelf).payloads(variant(NAME, film), START)


def test_the_body_on_the_page_is_what_is_sent(shelf: Shelf, clock: Clock) -> None:
    """The page's example has the keys of a real request, and no other."""
    shown = json.loads(PAGE.read_text("utf-8").partition("```json\n")[2].partition("```")[0])
    with Scripted(always(Reply(200, {"id": "1"}))) as server:
        adapter = connected(NAME, server.url, shelf, clock)
        (payload,) = adapter.payloads(variant(NAME, shelf.put(picture())), START)
        adapter.publish(payload, KEY)
    body = server.seen[0].data
    assert body.keys() == shown.keys() and body["data"].keys() == shown["data"].keys()
    assert body["data"]["media"][0].keys() == shown["data"]["media"][0].keys()
    assert body["type"] == shown["type"]
