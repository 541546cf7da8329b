"""The sandbox's Bluesky behaves as the reference server and the app view do."""

from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import (
    POST,
    RKEY,
    Skywriter,
    images,
    ledger,
    move_clock,
    picture,
    read,
    record,
)

LINK = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org"}


def facet(start: int, stop: int, *features: dict[str, Any]) -> dict[str, Any]:
    """Mark bytes of a text."""
    return {"index": {"byteStart": start, "byteEnd": stop}, "features": [*features]}


@pytest.mark.parametrize(
    ("identifier", "password"),
    [("a.sandbox.test", "hunter2"), ("nodot", "sandbox-x"), ("a.sandbox.test", "sandbox-")],
)
def test_a_wrong_password_is_refused(box: SandboxServer, identifier: str, password: str) -> None:
    """401 with Bluesky's own body."""
    answer = requests.post(
        f"{box.url}/xrpc/com.atproto.server.createSession",
        json={"identifier": identifier, "password": password},
        timeout=10,
    )
    assert read(answer, 401) == {
        "error": "AuthenticationRequired",
        "message": "Invalid identifier or password",
    }


def test_a_session_lasts_two_hours_and_is_renewed(sky: Skywriter) -> None:
    """An old access token is ExpiredToken with 400; the refresh token gives a new pair."""
    assert read(sky.ask("com.atproto.server.getSession"))["did"] == sky.did
    move_clock(sky.url, "2026-12-01T11:00:00Z")
    assert read(sky.ask("com.atproto.server.getSession"), 400)["error"] == "ExpiredToken"
    old = sky.session["refreshJwt"]
    sky.session["accessJwt"] = old
    assert read(sky.ask("com.atproto.server.getSession"), 400)["error"] == "InvalidToken"
    sky.session = read(sky.call("com.atproto.server.refreshSession"))
    assert sky.session["refreshJwt"] != old
    assert read(sky.ask("com.atproto.server.getSession"))["did"] == sky.did
    move_clock(sky.url, "2026-12-01T13:00:01Z")
    sky.session["accessJwt"] = old
    assert read(sky.call("com.atproto.server.refreshSession"), 400)["error"] == "ExpiredToken"


def test_without_a_token_nothing_is_written(sky: Skywriter) -> None:
    """A write without a session is 401; a forged token is refused."""
    token = sky.session["accessJwt"]
    sky.session["accessJwt"] = ""
    assert read(sky.put(record()), 401)["error"] == "AuthMissing"
    sky.session["accessJwt"] = token[:-4] + "AAAA"
    assert read(sky.put(record()), 400)["error"] == "InvalidToken"


def test_a_session_writes_only_its_own_repository(sky: Skywriter) -> None:
    """Another account's repository is refused."""
    other = Skywriter(sky.url, "navarra-es.sandbox.test")
    sky.did = other.did
    assert read(sky.put(record()), 401)["error"] == "AuthenticationRequired"


def test_a_post_reads_back_as_it_was_written(sky: Skywriter) -> None:
    """Text, language, facets, picture and alt come back byte for byte, as record and as view."""
    blob = sky.upload(picture())
    text = "Tres dies — una taula"
    written = record(text, embed=images(blob), facets=[facet(0, 4, LINK), facet(10, 13, LINK)])
    made = read(sky.put(written, swapRecord=None, validate=True))
    assert made["uri"] == f"at://{sky.did}/{POST}/{RKEY}"
    where = {"repo": sky.did, "collection": POST}
    assert read(sky.ask("com.atproto.repo.getRecord", **where, rkey=RKEY)) == {
        "uri": made["uri"],
        "cid": made["cid"],
        "value": written,
    }
    listed = read(sky.ask("com.atproto.repo.listRecords", **where))
    assert [each["cid"] for each in listed["records"]] == [made["cid"]]
    (view,) = read(sky.ask("app.bsky.feed.getPosts", uris=[made["uri"]]))["posts"]
    (shown,) = view["embed"]["images"]
    assert shown["alt"] == "Una taula"
    assert requests.get(shown["fullsize"], timeout=10).content == picture()
    feed = read(sky.ask("app.bsky.feed.getAuthorFeed", actor=sky.did))["feed"]
    assert [each["post"]["uri"] for each in feed] == [made["uri"]]


def test_the_same_record_again_changes_nothing_and_another_is_an_invalid_swap(
    sky: Skywriter,
) -> None:
    """putRecord with swapRecord null: exactly once by key."""
    first = read(sky.put(record(), swapRecord=None))
    again = read(sky.put(record(), swapRecord=None))
    assert (again["uri"], again["cid"]) == (first["uri"], first["cid"])
    assert "commit" not in again
    refused = read(sky.put(record("another text"), swapRecord=None), 400)
    assert refused == {"error": "InvalidSwap", "message": f"Record was at {first['cid']}"}
    assert ledger(sky.url)["count"] == 1


def test_create_with_a_used_key_ends_in_a_plain_500(sky: Skywriter) -> None:
    """As on the reference server; without a key the server makes one."""
    body = {"repo": sky.did, "collection": POST, "record": record()}
    read(sky.call("com.atproto.repo.createRecord", **body, rkey=RKEY))
    refused = read(sky.call("com.atproto.repo.createRecord", **body, rkey=RKEY), 500)
    assert refused["error"] == "InternalServerError"
    made = read(sky.call("com.atproto.repo.createRecord", **body))
    assert len(made["uri"].rpartition("/")[2]) == 13


def test_deleting_is_repeatable(sky: Skywriter) -> None:
    """Taking away what is gone is no mistake, and the key is free again."""
    at = {"repo": sky.did, "collection": POST, "rkey": RKEY}
    read(sky.put(record()))
    for _ in range(2):
        read(sky.call("com.atproto.repo.deleteRecord", **at))
    assert read(sky.ask("com.atproto.repo.getRecord", **at), 400)["error"] == "RecordNotFound"
    read(sky.put(record("another text"), swapRecord=None))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (record("x" * 301), "300 graphemes"),
        (record("👩‍👩‍👧‍👦" * 121), "3000 characters"),
        (record(langs=["ca", "es", "en", "fr"]), "more than 3"),
        (record(langs=["català!"]), "BCP 47"),
        (record(createdAt="2026-12-01T09:00:00"), "datetime"),
        (record(createdAt="2026-02-30T09:00:00Z"), "datetime"),
        ({"$type": POST, "text": "a"}, "datetime"),
        (record(""), "empty"),
        (record("añb", facets=[facet(0, 2, LINK)]), "cuts a letter"),
        (record("abc", facets=[facet(0, 4, LINK)]), "outside"),
        (record("abc", facets=[facet(2, 2, LINK)]), "outside"),
        (record("abc", facets=[facet(0, 2, LINK), facet(1, 3, LINK)]), "overlaps"),
        (record("abc", facets=[facet(0, 2)]), "features"),
        (record("abc", tags=["a"] * 9), "more than 8"),
        (record("abc", width=1.5), "float"),
        (record("abc", embed={"$type": "app.bsky.embed.video"}), 'the property "video"'),
        (record("abc", embed={"$type": "app.bsky.embed.poll"}), "app.bsky.embed.poll"),
    ],
)
def test_a_record_against_the_lexicon_is_refused(
    sky: Skywriter, broken: dict[str, Any], reason: str
) -> None:
    """400 InvalidRequest with the reason, and nothing in the ledger."""
    refused = read(sky.put(broken), 400)
    assert refused["error"] == "InvalidRequest"
    assert reason in refused["message"]
    assert ledger(sky.url)["count"] == 0


def test_what_just_fits_is_accepted(sky: Skywriter) -> None:
    """300 graphemes of several bytes each, 3000 bytes in all."""
    read(sky.put(record("क्ष" * 300)))
    read(sky.put(record("👩‍👩‍👧‍👦" * 120), rkey="3mzzzzzzzzz23"))


@pytest.mark.parametrize("rkey", ["self", "3mzzzzzzzzz2", "zzzzzzzzzzzzz", "3mzzzzzzzzz21"])
def test_a_key_that_is_no_tid_is_refused(sky: Skywriter, rkey: str) -> None:
    """Thirteen letters of the sortable alphabet, the first from its lower half."""
    assert "tid" in read(sky.put(record(), rkey=rkey), 400)["message"]


def test_pictures_need_a_blob_an_alt_and_a_size_that_is_allowed(sky: Skywriter) -> None:
    """Unknown blobs, missing alt, five pictures, more than two million bytes."""
    blob = sky.upload(picture())
    foreign = Skywriter(sky.url, "navarra-es.sandbox.test").upload(picture("red"))
    assert read(sky.put(record(embed=images(foreign))), 400)["error"] == "BlobNotFound"
    silent = images(blob)
    del silent["images"][0]["alt"]
    assert '"alt"' in read(sky.put(record(embed=silent)), 400)["message"]
    assert "more than 4" in read(sky.put(record(embed=images(*[blob] * 5))), 400)["message"]
    large = sky.upload(picture() + bytes(2_000_000))
    assert read(sky.put(record(embed=images(large))), 400)["error"] == "BlobTooLarge"
    lied = {**blob, "mimeType": "image/jpeg"}
    assert read(sky.put(record(embed=images(lied))), 400)["error"] == "InvalidMimeType"
    read(sky.put(record(embed=images(blob))))


def test_a_link_card_brings_its_picture(sky: Skywriter) -> None:
    """The card's thumb must be a blob of at most a million bytes."""
    card = {"uri": "https://example.org", "title": "EU-BELONG", "description": "Eleven regions"}
    large = sky.upload(picture() + bytes(1_000_000))
    embed = {"$type": "app.bsky.embed.external", "external": {**card, "thumb": large}}
    assert read(sky.put(record(embed=embed)), 400)["error"] == "BlobTooLarge"
    embed["external"] = {**card, "thumb": sky.upload(picture())}
    uri = read(sky.put(record(embed=embed)))["uri"]
    (view,) = read(sky.ask("app.bsky.feed.getPosts", uris=[uri]))["posts"]
    assert view["embed"]["external"]["title"] == "EU-BELONG"
    assert requests.get(view["embed"]["external"]["thumb"], timeout=10).content == picture()


def test_a_reply_answers_a_version_that_stands(sky: Skywriter) -> None:
    """A thread's second part raises the first part's replies; a wrong cid is refused."""
    first = read(sky.put(record()))
    ref = {name: first[name] for name in ("uri", "cid")}
    reply = record("dos", reply={"root": ref, "parent": ref})
    read(sky.put(reply, rkey="3mzzzzzzzzz23"))
    (view,) = read(sky.ask("app.bsky.feed.getPosts", uris=[first["uri"]]))["posts"]
    assert view["replyCount"] == 1
    wrong = {**ref, "cid": ref["cid"][:-1] + ("a" if ref["cid"][-1] != "a" else "b")}
    stray = record("tres", reply={"root": ref, "parent": wrong})
    assert "parent" in read(sky.put(stray, rkey="3mzzzzzzzzz24"), 400)["message"]


def test_profiles_and_handles_are_found(sky: Skywriter) -> None:
    """A known handle resolves and has followers; an unknown one is 400."""
    handle = sky.session["handle"]
    assert read(sky.ask("com.atproto.identity.resolveHandle", handle=handle)) == {"did": sky.did}
    assert read(sky.ask("app.bsky.actor.getProfile", actor=handle))["followersCount"] > 100
    read(sky.ask("com.atproto.identity.resolveHandle", handle="nobody.test"), 400)
    assert read(sky.ask("app.bsky.actor.getProfile", actor="nobody.test"), 400) == {
        "error": "InvalidRequest",
        "message": "Profile not found",
    }


def test_posts_are_asked_25_at_a_time(sky: Skywriter) -> None:
    """25 unknown posts are an empty list, 26 a mistake, none a mistake."""
    uris = [f"at://{sky.did}/{POST}/3mzzzzzzzzz{n:02}" for n in range(26)]
    assert read(sky.ask("app.bsky.feed.getPosts", uris=uris[:25])) == {"posts": []}
    assert read(sky.ask("app.bsky.feed.getPosts", uris=uris), 400)["error"] == "InvalidRequest"
    assert read(sky.ask("app.bsky.feed.getPosts"), 400)["error"] == "InvalidRequest"


def test_the_rate_limit_is_told_in_unix_seconds(sky: Skywriter) -> None:
    """30 sessions in five minutes; the next is refused until the reset; a write costs 3 points."""
    body = {"identifier": sky.session["handle"], "password": "sandbox-x"}
    for _ in range(29):
        answer = sky.call("com.atproto.server.createSession", **body)
    assert answer.headers["RateLimit-Remaining"] == "0"
    assert answer.headers["RateLimit-Policy"] == "30;w=300"
    refused = sky.call("com.atproto.server.createSession", **body)
    assert read(refused, 429)["error"] == "RateLimitExceeded"
    assert int(refused.headers["RateLimit-Reset"]) == 1796115900
    written = sky.put(record())
    assert written.headers["RateLimit-Policy"] == "5000;w=3600"
    assert written.headers["RateLimit-Remaining"] == "4997"


def test_an_unknown_method_is_not_implemented(sky: Skywriter) -> None:
    """501 with Bluesky's body, not a page."""
    assert read(sky.ask("app.bsky.feed.getTimeline"), 501)["error"] == "MethodNotImplemented"
