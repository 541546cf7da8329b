"""What a second reader found of LinkedIn: mentions, ghosts, strangers, documents, tokens."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from campaign.compose import little_text
from campaign.errors import AlreadyThere, OutcomeUnknown, PlatformError, Unauthorized, Unavailable
from campaign.model import Absent, Media, Receipt, Standing, Variant
from campaign.platforms import registry, versions
from campaign.platforms.linkedin.adapter import LinkedIn
from campaign.sandbox.linkedin.text import shown
from tests.platforms.samples import LINK, START, Clock, Shelf, connected, picture, variant
from tests.platforms.scripted import Reply, Script, Scripted, Seen

ORG = "20230917"
URN = f"urn:li:organization:{ORG}"
MS = int(START.timestamp() * 1000)


def opened(
    url: str, clock: Clock | None = None, shelf: Shelf | None = None, **more: Any
) -> LinkedIn:
    """Our adapter."""
    more = {"secret": "sandbox-eu-belong", "account": ORG, **more}
    adapter = connected("linkedin", url, shelf, clock, **more)
    assert isinstance(adapter, LinkedIn)
    return adapter


def commented() -> Variant:
    """A post and its first comment."""
    return replace(variant("linkedin"), texts=("Tres dies.", "Més"), commented=True)


# 1 text
@pytest.mark.parametrize("char", list(r"\|{}@[]()<>#*_~"))
def test_each_reserved(char: str) -> None:
    """Alone, between words, doubled: shown as it was written."""
    text = f"a {char} b{char}c {char}{char} z"
    assert shown(little_text.little(text)) == text


def test_mention_works() -> None:
    """It stays a mention, and its name is escaped."""
    text = "Gràcies @[Acme (Corp)](urn:li:organization:1234)!"
    made = little_text.little(text)
    assert r"@[Acme \(Corp\)](urn:li:organization:1234)" in made
    assert shown(made) == "Gràcies Acme (Corp)!"


@pytest.mark.parametrize(
    "url",
    ["https://aer.eu/x?a=#top", "https://aer.eu/x?b=1;#part_two", "https://aer.eu/(a)_b~c#d*e"],
)
def test_fragment_stays_link(url: str) -> None:
    """What stands in an address is no hashtag."""
    made = little_text.little(f"see {url} now")
    assert "{hashtag" not in made and shown(made) == f"see {url} now"


def test_combining_mark_in_hashtag() -> None:
    """A letter of two code points is one to a reader."""
    text = "#Cafe\u0301Labs i més"
    made = little_text.little(text)
    assert shown(made) == text and made.startswith("{hashtag|\\#|Cafe\u0301Labs}")


# 2 payload
def test_pdf_upload_in_variant(shelf: Shelf) -> None:
    """A document goes alone, as itself."""
    shelf.kept["d" * 64] = b"%PDF-1.7"
    pdf = Media("d" * 64, "application/pdf", 0, 0, 8, "El dossier")
    payload = opened("http://127.0.0.1:9", shelf=shelf).payloads(
        variant("linkedin", pdf, link=""), START
    )[0]
    assert payload.uploads[0].mime == "application/pdf"


def test_no_card_when_link_is_in_comment() -> None:
    """Else the link would stand under the post after all."""
    v = replace(commented(), texts=("Tres dies.", f"Més: {LINK}"))
    post, _ = opened("http://127.0.0.1:9", options={"link_in": "comment"}).payloads(v, START)
    assert "content" not in post.body


# 3 errors
# 4 duplicates
def test_duplicate_of_ghost_falls_to_listing_and_is_found() -> None:
    """The named URN answers 404 (a fresh ghost each time); the real post is in the listing."""
    a = None

    def script(s: Seen) -> Reply:
        if s.method == "POST":
            return Reply(
                422,
                {
                    "message": "Content is a duplicate of urn:li:share:999",
                    "status": 422,
                    "errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]},
                },
            )
        if s.path.endswith("999"):
            return Reply(404, {"status": 404, "message": "nf"})
        return Reply(
            200,
            {
                "elements": [
                    {
                        "id": "urn:li:share:5",
                        "author": URN,
                        "publishedAt": MS,
                        "commentary": body["commentary"],
                        "content": body.get("content"),
                    }
                ]
            },
        )

    with Scripted(script) as server:
        a = opened(server.url)
        p = a.payloads(variant("linkedin", link=""), START)[0]
        body = dict(p.body)
        got: Receipt | Absent | None
        try:
            got = a.publish(p, "k")
        except OutcomeUnknown:
            got = a.find(p, "k", START)
    assert isinstance(got, Receipt) and got.remote_id == "urn:li:share:5"


def test_refused_read_of_original_does_not_pause_the_channel() -> None:
    """GET of a foreign/unreadable original answers 403: a doubt, not a dead credential."""

    def script(s: Seen) -> Reply:
        if s.method == "POST":
            return Reply(
                422,
                {
                    "message": "Content is a duplicate of urn:li:share:9",
                    "errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]},
                },
            )
        return Reply(403, {"status": 403, "code": "ACCESS_DENIED", "message": "no"})

    with Scripted(script) as server:
        a = opened(server.url)
        with pytest.raises(PlatformError) as caught:
            a.publish(a.payloads(variant("linkedin"), START)[0], "k")
    assert not isinstance(caught.value, Unauthorized)


@pytest.mark.parametrize(
    "other",
    [
        {"author": "urn:li:organization:1"},
        {"commentary": "Altres paraules."},
        {"content": {"multiImage": {"images": [{"id": "urn:li:image:1"}] * 2}}},
        {"publishedAt": None},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_a_refusal_names_is_ours_only_when_all_of_it_is(other: dict[str, Any]) -> None:
    """Another page may have said the same: a doubt, for the page's own posts to settle."""
    post: dict[str, Any] = {}

    def script(s: Seen) -> Reply:
        if s.method == "POST":
            said = "Content is a duplicate of urn:li:share:9"
            inner = {"inputErrors": [{"code": "DUPLICATE_POST"}]}
            return Reply(422, {"message": said, "errorDetails": inner})
        return Reply(200, post)

    with Scripted(script) as server:
        a = opened(server.url)
        p = a.payloads(variant("linkedin", link=""), START)[0]
        post |= {"id": "urn:li:share:9", "author": URN, "publishedAt": MS}
        post["commentary"] = p.body["commentary"]
        assert a.publish(p, "k").remote_id == "urn:li:share:9"
        post |= other
        with pytest.raises(AlreadyThere):
            a.publish(p, "k")


# 5 comments
def comments_server(elements: list[dict[str, Any]]) -> Script:
    """A server that lists these comments."""
    return lambda s: Reply(200, {"elements": elements if "start=0" in s.target else []})


def c(n: int, text: str, at: int, actor: str = URN) -> dict[str, Any]:
    """A comment as LinkedIn lists it."""
    return {
        "id": str(n),
        "commentUrn": f"urn:li:comment:(urn:li:activity:1,{n})",
        "actor": actor,
        "message": {"text": text},
        "created": {"time": at},
    }


def test_comment_found_when_listed_oldest_first() -> None:
    """The order of comments is not documented; Absent here means a second comment is posted."""
    clock = Clock()
    clock.pass_by(3600)
    since = clock()
    now_ms = int(since.timestamp() * 1000)
    with Scripted(
        comments_server([c(1, "old", MS, "urn:li:person:x"), c(2, "Més", now_ms)])
    ) as server:
        clock.pass_by(300)
        a = opened(server.url, clock)
        part = a.payloads(commented(), START)[1]
        got = a.find(part, "k", since, [Receipt("urn:li:share:1")])
    assert isinstance(got, Receipt), got


def test_a_strangers_comment_is_not_ours() -> None:
    clock = Clock()
    clock.pass_by(300)
    with Scripted(comments_server([c(1, "Més", MS + 1000, "urn:li:person:x")])) as server:
        a = opened(server.url, clock)
        part = a.payloads(commented(), START)[1]
        got = a.find(part, "k", START, [Receipt("urn:li:share:1")])
    assert not isinstance(got, Receipt), got


def test_comment_without_urn_in_body_keeps_its_receipt() -> None:
    """Only the header's bare number comes back: the comment is out all the same."""
    with Scripted(lambda s: Reply(201, None, headers={"x-restli-id": "663606"})) as server:
        a = opened(server.url)
        part = a.payloads(commented(), START)[1]
        assert a.publish(part, "k", [Receipt("urn:li:share:1")]).remote_id


# 6 tokens
@pytest.mark.parametrize(
    ("where", "ok"),
    [
        ("https://www.linkedin.com/dms-uploads/x?a=1", True),
        ("https://api.linkedin.com/x", True),
        ("https://evil.example/x", False),
        ("https://linkedin.com.evil.example/x", False),
        ("https://notlinkedin.com/x", False),
        ("http://127.0.0.1:1/x", False),
    ],
)
def test_only_linkedins_own_hosts_get_the_token(where: str, ok: bool) -> None:
    """Whatever address an answer names."""
    from campaign.platforms.linkedin.media import trusted

    assert trusted(where, "https://api.linkedin.com") is ok


def test_token_ended_under_upload_is_renewed(shelf: Shelf) -> None:
    """As under any other call."""

    def script(s: Seen) -> Reply:
        if s.path == "/oauth/v2/accessToken":
            return Reply(data={"access_token": "new", "expires_in": 600})
        if s.method == "PUT" and s.headers["authorization"] == "Bearer old":
            return Reply(401, {"code": "EXPIRED_ACCESS_TOKEN", "message": "x"})
        if s.method == "POST" and s.path == "/rest/images":
            return Reply(
                data={"value": {"image": "urn:li:image:C1", "uploadUrl": server.url + "/put"}}
            )
        if s.method == "GET":
            return Reply(data={"status": "AVAILABLE"})
        return Reply(201, headers={"x-restli-id": "urn:li:share:1"})

    with Scripted(script) as server:
        a = opened(
            server.url,
            shelf=shelf,
            secret=json.dumps({"access_token": "old", "refresh_token": "r"}),
            options={"client_id": "a", "client_secret": "s"},
        )
        a.publish(a.payloads(variant("linkedin", shelf.put(picture())), START)[0], "k")


def test_expired_token_without_refresh_is_called_expired() -> None:
    """An application is configured (as after connect) and LinkedIn gave no refresh token."""
    with Scripted(
        lambda s: Reply(401, {"status": 401, "code": "EXPIRED_ACCESS_TOKEN", "message": "x"})
    ) as server:
        access = opened(server.url, options={"client_id": "a", "client_secret": "s"}).examine()
    assert access.standing is Standing.EXPIRED, access


# 7 figures
def test_counts_ask_social_metadata() -> None:
    """Reactions of every kind, not likes alone."""

    def script(s: Seen) -> Reply:
        if "socialMetadata" in s.path:
            return Reply(
                data={
                    "results": {
                        "urn:li:share:1": {
                            "reactionSummaries": {"LIKE": {"count": 2}, "PRAISE": {"count": 3}},
                            "commentSummary": {"count": 4},
                        }
                    }
                }
            )
        return Reply(
            data={
                "elements": [
                    {
                        "share": "urn:li:share:1",
                        "totalShareStatistics": {
                            "likeCount": 2,
                            "commentCount": 1,
                            "shareCount": 1,
                            "clickCount": 1,
                            "impressionCount": 9,
                        },
                    }
                ]
            }
        )

    with Scripted(script) as server:
        got = opened(server.url).counts(["urn:li:share:1"])["urn:li:share:1"]
    assert (got.reactions, got.replies, got.views) == (5, 4, 9)


def warned(platform: str, version: str, today: date) -> str:
    """What is said of a version of a network's API."""
    return versions.warning(registry.facts(platform), version, today)


def end_of(platform: str, version: str) -> date | None:
    """When a version of a network's API ends."""
    known = registry.facts(platform).versions
    assert known is not None
    return known.ends(version)


# 8 versions
def test_default_version_is_warned_of() -> None:
    """A channel that names none still has one."""
    assert warned("linkedin", "", date(2027, 9, 1))


def test_an_end_follows_from_the_next_version() -> None:
    """Two years after the next one came."""
    assert end_of("facebook", "v24.0") == date(2028, 2, 18)  # v25.0 came 2026-02-18 + 2 years


@pytest.mark.parametrize("v", ["202613", "000000", "abcdef"])
def test_impossible_months_raise_nothing(v: str) -> None:
    """Whatever stands in a configuration."""
    assert end_of("linkedin", v) is None


# 9 sandbox
@pytest.mark.parametrize("char", list(r"\|{}@[]()<>*_~"))
def test_sandbox_truncates(char: str) -> None:
    """A forgotten escape is seen."""
    assert shown(f"abc {char} def") == "abc "


def test_an_upload_that_names_no_place_published_nothing(shelf: Shelf) -> None:
    """To be tried again, not a doubt."""
    with Scripted(lambda s: Reply(200, {"value": None})) as server:
        adapter = opened(server.url, shelf=shelf)
        payload = adapter.payloads(variant("linkedin", shelf.put(picture())), START)[0]
        with pytest.raises(Unavailable):
            adapter.publish(payload, "k")
