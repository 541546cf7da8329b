"""What is LinkedIn's own: escaping, duplicates, ids in headers, versions, comments."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from analytics.metrics import Counts
from campaign.compose import little_text
from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)
from campaign.model import Absent, Evidence, Receipt, Standing, Upload, Variant
from campaign.platforms import registry, versions
from campaign.platforms.linkedin.adapter import LinkedIn
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    LINK,
    START,
    Clock,
    Shelf,
    connected,
    picture,
    standing,
    variant,
)
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, passing_on

ORGANISATION = "20230917"
TOKEN = "sandbox-eu-belong"
SCHEMA = Path(__file__).parents[1] / "schemas" / "linkedin-post.json"
POSTS = "/rest/posts"


def opened(
    url: str, clock: Clock | None = None, shelf: Shelf | None = None, **more: Any
) -> LinkedIn:
    """Our adapter."""
    more = {"secret": TOKEN, "account": ORGANISATION, **more}
    adapter = connected("linkedin", url, shelf, clock, **more)
    assert isinstance(adapter, LinkedIn)
    return adapter


def with_comment() -> Variant:
    """A post and its first comment."""
    return replace(variant("linkedin"), texts=("Tres dies.", f"Més: {LINK}"), commented=True)


def creates(seen: Seen) -> bool:
    """The one request that makes a post."""
    return seen.method == "POST" and seen.path == POSTS


@pytest.mark.parametrize("letter", little_text.RESERVED)
def test_every_reserved_character_comes_through(letter: str, box: SandboxServer) -> None:
    """Unescaped, LinkedIn would cut the text there and answer as if all were well."""
    text = f"Before {letter} and after, a{letter}b"
    adapter = opened(box.url)
    adapter.publish(adapter.payloads(variant("linkedin", text=text, link=""), START)[0], "key")
    (post,) = standing(box.url, "linkedin")
    assert post["text"] == text


def test_the_sandbox_cuts_what_is_not_escaped(box: SandboxServer) -> None:
    """So that a forgotten escape is seen."""
    adapter = opened(box.url)
    payload = adapter.payloads(variant("linkedin", text="whole", link=""), START)[0]
    body = {**payload.body, "commentary": "Before (and after"}
    adapter.publish(type(payload)("linkedin", body), "key")
    (post,) = standing(box.url, "linkedin")
    assert post["text"] == "Before "


def test_hashtags_are_hashtags_and_numbers_are_none() -> None:
    """As templates, so that they lead somewhere; `#1` and an address's end stay words."""
    text = "Nº #1 of #Labs_2026 at https://aer.eu/#top, #EUBelong!"
    made = little_text.little(text)
    assert r"{hashtag|\#|EUBelong}" in made and r"{hashtag|\#|Labs\_2026}" in made
    assert r"\#1" in made and r"/\#top" in made
    assert little_text.plain(made) == text


def test_pictures_go_with_their_alt_texts(box: SandboxServer, shelf: Shelf) -> None:
    """One, and several; the bytes are those that were drawn."""
    adapter = opened(box.url, shelf=shelf)
    one, two = shelf.put(picture()), shelf.put(picture("#ffcc00"), alt="Tretze cadires")
    for number, media in enumerate(([one], [one, two])):
        made = variant("linkedin", *media, text=f"{number} fotos")
        adapter.publish(adapter.payloads(made, START)[0], "key")
    posts = standing(box.url, "linkedin")
    assert [[m["alt"] for m in post["media"]] for post in posts] == [[one.alt], [one.alt, two.alt]]
    assert [m["sha256"] for m in posts[1]["media"]] == [one.sha256, two.sha256]


def test_a_document_goes_as_one() -> None:
    """A PDF is handed in at its own address."""
    seen: list[Seen] = []

    def script(request: Seen) -> Reply:
        seen.append(request)
        if request.path == "/rest/documents" and request.method == "POST":
            value = {"document": "urn:li:document:D1", "uploadUrl": f"{server.url}/put"}
            return Reply(data={"value": value})
        if request.method == "PUT":
            return Reply(201)
        if request.method == "GET":
            return Reply(data={"status": "AVAILABLE"})
        return Reply(201, headers={"x-restli-id": "urn:li:share:1"})

    shelf = Shelf()
    shelf.kept["d" * 64] = b"%PDF-1.7"
    with Scripted(script) as server:
        adapter = opened(server.url, shelf=shelf)
        payload = adapter.payloads(variant("linkedin", text="Dossier", link=""), START)[0]
        upload = Upload("d" * 64, "application/pdf", 0, 0, 8, "El dossier")
        adapter.publish(type(payload)("linkedin", payload.body, (upload,)), "key")
    content = seen[-1].data["content"]
    assert content == {"media": {"id": "urn:li:document:D1", "title": "El dossier"}}
    assert next(each.body for each in seen if each.method == "PUT") == b"%PDF-1.7"


def test_a_post_without_a_picture_has_a_link_card() -> None:
    """LinkedIn reads no page: title and address are said."""
    body = opened("http://127.0.0.1:9").payloads(variant("linkedin"), START)[0].body
    article = {"source": LINK, "title": "Tres dies. Una taula."}
    assert body["content"] == {"article": article}


def test_every_body_keeps_to_the_schema_written_from_the_documentation(shelf: Shelf) -> None:
    """Ours, as no trustworthy description of LinkedIn's exists."""
    judge = Draft202012Validator(json.loads(SCHEMA.read_text()))
    adapter = opened("http://127.0.0.1:9", shelf=shelf)
    for made in (variant("linkedin"), variant("linkedin", link=""), variant("linkedin", text="a")):
        judge.validate(adapter.payloads(made, START)[0].body)
    assert list(judge.iter_errors({"author": "x", "commentary": "y"}))


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_three_thousand_fit_and_one_more_does_not(
    more: int, fits: bool, box: SandboxServer
) -> None:
    """The sandbox counts for itself."""
    adapter = opened(box.url)
    text = "é" * (3000 + more)
    payload = adapter.payloads(variant("linkedin", text=text, link=""), START)[0]
    if fits:
        adapter.publish(payload, "key")
        assert standing(box.url, "linkedin")[0]["text"] == text
    else:
        with pytest.raises(Rejected, match="FIELD_LENGTH_TOO_LONG"):
            adapter.publish(payload, "key")


def test_a_lost_answer_ends_in_one_post(box: SandboxServer, clock: Clock) -> None:
    """Unknown, then found among the page's own posts; sent again it is adopted, not doubled."""
    since = clock()
    with Scripted(passing_on(box.url, creates)) as lossy:
        adapter = opened(lossy.url, clock)
        payload = adapter.payloads(variant("linkedin"), START)[0]
        with pytest.raises(OutcomeUnknown):
            adapter.publish(payload, "key")
    clock.pass_by(180)
    direct = opened(box.url, clock)
    found = direct.find(payload, "key", since)
    assert isinstance(found, Receipt)
    again = direct.publish(payload, "key")
    assert again.remote_id == found.remote_id and again.url == found.url
    assert len(standing(box.url, "linkedin")) == 1


def test_what_never_arrived_is_absent(box: SandboxServer, clock: Clock) -> None:
    """The listing is silent, and LinkedIn itself would refuse a repeat; the engine waits."""
    adapter = opened(box.url, clock)
    post, comment = adapter.payloads(with_comment(), START)
    absent = adapter.find(post, "key", clock())
    assert isinstance(absent, Absent) and absent.by is Evidence.GUARDED
    out = adapter.publish(post, "key")
    absent = adapter.find(comment, "key", clock(), [out])
    assert isinstance(absent, Absent) and absent.by is Evidence.LISTING, "comments may repeat"


def test_an_older_post_with_the_same_words_is_not_ours(box: SandboxServer, clock: Clock) -> None:
    """A repeat of last hour's words is refused, and says so."""
    adapter = opened(box.url, clock)
    payload = adapter.payloads(variant("linkedin"), START)[0]
    adapter.publish(payload, "key")
    clock.pass_by(2 * 3600)
    with pytest.raises(Rejected, match="duplicate"):
        adapter.publish(payload, "another")


def test_a_ghost_is_not_adopted(box: SandboxServer, clock: Clock) -> None:
    """A deleted post goes on to stand in the way; nothing is called published by it."""
    adapter = opened(box.url, clock)
    payload = adapter.payloads(variant("linkedin"), START)[0]
    receipt = adapter.publish(payload, "key")
    adapter.withdraw(receipt.remote_id)
    adapter.withdraw(receipt.remote_id)
    with pytest.raises(OutcomeUnknown, match="duplicate"):
        adapter.publish(payload, "key")


def test_a_first_comment_stands_under_its_post(box: SandboxServer, clock: Clock) -> None:
    """With a receipt of its own, and found again when its answer was lost."""
    adapter = opened(box.url, clock)
    post, comment = adapter.payloads(with_comment(), START)
    first = adapter.publish(post, "key", ())
    clock.pass_by(60)
    since = clock()
    lose = lambda seen: seen.method == "POST" and seen.path.endswith("/comments")  # noqa: E731
    with Scripted(passing_on(box.url, lose)) as lossy, pytest.raises(OutcomeUnknown):
        opened(lossy.url, clock).publish(comment, "key-1", [first])
    clock.pass_by(180)
    found = adapter.find(comment, "key-1", since, [first])
    assert isinstance(found, Receipt) and found.remote_id.startswith("urn:li:comment:")
    told = standing(box.url, "linkedin")
    assert [post["reply_to"] for post in told] == [None, first.remote_id]


def test_a_thread_is_refused_before_any_call() -> None:
    """One comment at most."""
    adapter = opened("http://127.0.0.1:9")
    made = variant("linkedin")
    thread = type(made)(
        **{name: getattr(made, name) for name in made.__slots__} | {"texts": ("a", "b", "c")}
    )
    with pytest.raises(UnsupportedFeature, match="no threads"):
        adapter.payloads(thread, START)


@pytest.mark.parametrize(
    ("status", "data", "kind"),
    [
        (400, {"code": "VERSION_MISSING", "message": "m"}, Unauthorized),
        (401, {"code": "REVOKED_ACCESS_TOKEN", "message": "m"}, Unauthorized),
        (403, {"code": "ACCESS_DENIED", "message": "m"}, Unauthorized),
        (409, {"code": "CONFLICT", "message": "m"}, Unavailable),
        (422, {"code": "UNPROCESSABLE_ENTITY", "message": "m"}, Rejected),
        (426, {"code": "NONEXISTENT_VERSION", "message": "m"}, Unauthorized),
        (429, {"code": "TOO_MANY_REQUESTS", "message": "m"}, RateLimited),
        (500, {"message": "m"}, OutcomeUnknown),
        (504, None, OutcomeUnknown),
    ],
)
def test_each_refusal_is_one_of_ours(status: int, data: Any, kind: type[PlatformError]) -> None:
    """By status and code."""
    with Scripted(always(Reply(status, data))) as server:
        adapter = opened(server.url)
        payload = adapter.payloads(variant("linkedin"), START)[0]
        with pytest.raises(kind):
            adapter.publish(payload, "key")


def test_a_created_post_without_an_id_is_unknown() -> None:
    """The id stands in a header alone; without it nothing is believed."""
    with Scripted(always(Reply(201))) as server:
        adapter = opened(server.url)
        with pytest.raises(OutcomeUnknown):
            adapter.publish(adapter.payloads(variant("linkedin"), START)[0], "key")


def test_a_token_is_renewed_once_and_its_end_is_kept(box: SandboxServer) -> None:
    """An access token that ended is changed for the next one by the refresh token."""
    asked: list[str] = []

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path == "/oauth/v2/accessToken":
            asked.append(seen.body.decode())
            told = {"access_token": TOKEN, "expires_in": 60, "refresh_token": "r2"}
            return Reply(data={**told, "refresh_token_expires_in": 900_000})
        if seen.headers["authorization"] != f"Bearer {TOKEN}":
            return Reply(401, {"code": "EXPIRED_ACCESS_TOKEN", "message": "ended"})
        return Reply(201, headers={"x-restli-id": "urn:li:share:1"})

    secret = json.dumps({"access_token": "old", "refresh_token": "r1"})
    options = {"client_id": "app", "client_secret": "app-secret"}
    with Scripted(script) as server:
        adapter = opened(server.url, secret=secret, options=options)
        adapter.publish(adapter.payloads(variant("linkedin"), START)[0], "key")
    assert len(asked) == 1 and "refresh_token=r1" in asked[0]
    (tries,) = [[s for s in server.seen if creates(s)]]
    assert len(tries) == 2


def test_counts_followers_and_identity(box: SandboxServer, clock: Clock) -> None:
    """What LinkedIn does not tell is not zero."""
    adapter = opened(box.url, clock)
    assert ORGANISATION in adapter.identify()
    receipt = adapter.publish(adapter.payloads(variant("linkedin"), START)[0], "key")
    clock.pass_by(3 * 86_400)
    counts = adapter.counts([receipt.remote_id, "urn:li:share:1"])
    assert list(counts) == [receipt.remote_id]
    assert counts[receipt.remote_id].quotes is None and counts[receipt.remote_id].saves is None
    assert counts[receipt.remote_id] != Counts()
    assert (adapter.audience().followers or 0) > 0
    assert [seen.remote_id for seen in adapter.recent(START)] == [receipt.remote_id]


def test_a_token_is_examined_without_posting(box: SandboxServer) -> None:
    """Works, wrong organisation, no token at all."""
    access = opened(box.url).examine()
    assert access.standing is Standing.WORKS and ORGANISATION in access.names
    assert opened(box.url, secret="nonsense").examine().standing is Standing.REVOKED
    other = opened(box.url, secret="sandbox-someone-else").examine()
    assert other.standing is Standing.MISSING_RIGHT
    assert standing(box.url, "linkedin") == []


def warned(platform: str, version: str, today: date) -> str:
    """What is said of a version of a network's API."""
    return versions.warning(registry.facts(platform), version, today)


def end_of(platform: str, version: str) -> date | None:
    """When a version of a network's API ends."""
    known = registry.facts(platform).versions
    assert known is not None
    return known.ends(version)


def test_versions_are_warned_of_before_they_end(box: SandboxServer) -> None:
    """Two months before, and afterwards."""
    assert end_of("linkedin", "202510") == date(2026, 10, 15)
    assert warned("linkedin", "202610", date(2026, 11, 25)) == ""
    assert "ends on 15 Oct 2027" in warned("linkedin", "202610", date(2027, 9, 1))
    assert "has ended" in warned("facebook", "v20.0", date(2026, 11, 25))
    assert warned("mastodon", "v1", date(2026, 11, 25)) == ""
    old = opened(box.url, options={"version": "202510"})
    with pytest.raises(Unauthorized, match="NONEXISTENT_VERSION"):
        old.publish(old.payloads(variant("linkedin"), START)[0], "key")


@pytest.mark.parametrize("account", ["eubelong", "urn:li:organization:x"])
def test_an_account_that_is_no_number_is_refused(account: str) -> None:
    """With what to write."""
    with pytest.raises(Exception, match="organisation's number"):
        opened("http://127.0.0.1:9", account=account)


def test_no_token_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """In no error, log line or repr, also when the server repeats it."""
    caplog.set_level(logging.DEBUG)
    echo = lambda seen: Reply(400, {"message": seen.headers.get("authorization")})  # noqa: E731
    with Scripted(echo) as server:
        adapter = opened(server.url)
        with pytest.raises(Rejected) as caught:
            adapter.publish(adapter.payloads(variant("linkedin"), START)[0], "key")
    assert TOKEN not in "".join(
        [str(caught.value), caught.value.answer, repr(adapter), caplog.text]
    )


def test_an_instant_needs_a_zone() -> None:
    """Refused where it enters."""
    adapter = opened("http://127.0.0.1:9")
    with pytest.raises(ValueError, match="no time zone"):
        adapter.payloads(variant("linkedin"), (START + timedelta(0)).replace(tzinfo=None))
