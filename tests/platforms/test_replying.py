"""What goes under a post that was just made, while its network does not know it everywhere yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from campaign.errors import Rejected, Unavailable
from campaign.model import Payload, Pending, Receipt, Variant
from campaign.platforms.protocols import Platform
from tests.platforms.meta.graphing import card
from tests.platforms.samples import START, Clock, Shelf, connected, variant
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen

MORE = "Més"
URN = "urn:li:share:17"


def meta(code: int, sub: int) -> Reply:
    """How Meta's networks refuse."""
    return Reply(400, {"error": {"message": "does not exist", "code": code, "error_subcode": sub}})


def tweet(detail: str, status: int = 403) -> Reply:
    """How X refuses."""
    return Reply(status, {"title": "Forbidden", "detail": detail, "type": "about:blank"})


@dataclass(frozen=True)
class Case:
    """A network: where a reply goes, how it is refused and taken, and what else it is asked.

    `parent` is the post's id there, `wrong` a refusal of the words.
    """

    parent: str
    path: str
    missing: tuple[Reply, ...]
    wrong: Reply
    taken: Reply
    others: Mapping[str, Reply]


CASES = {
    "facebook": Case(
        "17_4",
        "/v25.0/17_4/comments",
        (meta(100, 33),),
        meta(100, 0),
        Reply(data={"id": "4_9"}),
        {},
    ),
    "instagram": Case(
        "4",
        "/v25.0/4/comments",
        (meta(100, 33), meta(24, 2207006)),
        meta(100, 2207010),
        Reply(data={"id": "9"}),
        {
            "/refresh_access_token": meta(100, 0),
            "/v25.0/9": Reply(data={"id": "9", "text": MORE}),
        },
    ),
    "threads": Case(
        "4",
        "/v1.0/me/threads",
        (meta(100, 33), meta(24, 4279009)),
        meta(100, 0),
        Reply(data={"id": "9"}),
        {
            "/refresh_access_token": meta(100, 0),
            "/v1.0/me/threads_publishing_limit": Reply(data={"data": []}),
        },
    ),
    "mastodon": Case(
        "4",
        "/api/v1/statuses",
        (Reply(404, {"error": "The post you are trying to reply to does not appear to exist."}),),
        Reply(422, {"error": "Validation failed"}),
        Reply(data={"id": "9", "content": f"<p>{MORE}</p>", "in_reply_to_id": "4"}),
        {},
    ),
    "x": Case(
        "4",
        "/2/tweets",
        (
            tweet("You attempted to reply to a Tweet that is deleted or not visible to you."),
            Reply(403, {"errors": [{"code": 385, "message": "no"}]}),
        ),
        tweet("You are not permitted to perform this action."),
        Reply(201, {"data": {"id": "9", "text": MORE}}),
        {},
    ),
    "linkedin": Case(
        URN,
        "/rest/socialActions/urn%3Ali%3Ashare%3A17/comments",
        (Reply(404, {"message": "Received error for urn:li:share:17", "status": 404}),),
        Reply(422, {"message": "too long", "status": 422}),
        Reply(201, {"id": "9", "message": {"text": MORE}}),
        {},
    ),
}
REFUSALS = [(name, reply) for name, case in CASES.items() for reply in case.missing]


def said(platform: str, shelf: Shelf) -> Variant:
    """A post with something under it."""
    pictures = (card(shelf, size=(1080, 1080)),) if platform == "instagram" else ()
    plain = variant(platform, *pictures, text="Tres dies.", link="")
    return replace(plain, texts=("Tres dies.", MORE), commented=True)


def opened(platform: str, url: str, shelf: Shelf) -> tuple[Platform, Payload, list[Receipt]]:
    """An adapter, what is to go under the post, and the post's receipt."""
    adapter = connected(platform, url, shelf, Clock())
    payload = adapter.payloads(said(platform, shelf), START)[1]
    return adapter, payload, [Receipt(CASES[platform].parent, "https://there.example/4")]


def answering(case: Case, *replies: Reply) -> Any:
    """A server that answers replies in turn."""
    left = list(replies)

    def script(seen: Seen) -> Reply | Mishap:
        if seen.method == "POST" and seen.path == case.path:
            return left.pop(0)
        return case.others.get(seen.path, Reply(404, {"error": "not found"}))

    return script


@pytest.mark.parametrize(("platform", "refusal"), REFUSALS)
def test_a_post_that_is_not_known_everywhere_yet_is_replied_to_later(
    platform: str, refusal: Reply, shelf: Shelf
) -> None:
    """Nothing was made, so it is tried again; the message says what to do when that fails too."""
    case = CASES[platform]
    with Scripted(answering(case, refusal, case.taken)) as server:
        adapter, payload, before = opened(platform, server.url, shelf)
        with pytest.raises(Unavailable, match=r"https://there\.example/4.*campaign resolve"):
            adapter.publish(payload, "key", before)
        answer = adapter.publish(payload, "key", before)
    assert isinstance(answer, Receipt | Pending)


@pytest.mark.parametrize("platform", CASES)
def test_any_other_refusal_of_a_reply_stays_final(platform: str, shelf: Shelf) -> None:
    """Its words, its rights: waiting mends neither."""
    case = CASES[platform]
    with Scripted(answering(case, case.wrong)) as server:
        adapter, payload, before = opened(platform, server.url, shelf)
        with pytest.raises(Rejected):
            adapter.publish(payload, "key", before)


#: What stands between us and a network, and answers before it.
GATEWAYS = (
    Reply(404, raw=b"<html><h1>404 Not Found</h1></html>"),
    Reply(404, {"message": "no Route matched with those values"}),
    Reply(404, ["not found"]),
)


@pytest.mark.parametrize("refusal", GATEWAYS, ids=["a page", "JSON", "a list"])
@pytest.mark.parametrize("platform", ["mastodon", "linkedin", "facebook", "instagram", "threads"])
def test_a_gateway_that_finds_nothing_is_not_the_networks_word(
    platform: str, refusal: Reply, shelf: Shelf
) -> None:
    """Whatever has that address, it is none of a network's API; waiting does not mend it."""
    case = CASES[platform]
    with Scripted(answering(case, refusal)) as server:
        adapter, payload, before = opened(platform, server.url, shelf)
        with pytest.raises(Rejected):
            adapter.publish(payload, "key", before)


def test_a_post_itself_that_is_refused_so_stays_refused(shelf: Shelf) -> None:
    """It goes under nothing: a server that knows no such address never will."""
    with Scripted(lambda seen: Reply(404, {"error": "not found"})) as server:
        adapter, payload, _ = opened("mastodon", server.url, shelf)
        with pytest.raises(Rejected):
            adapter.publish(payload, "key")
