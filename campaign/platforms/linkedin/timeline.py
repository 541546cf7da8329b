"""Finds our post among a page's own posts, or by the URN that a refusal names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from campaign.compose.little_text import plain
from campaign.errors import AlreadyThere, PlatformError
from campaign.model import Absent, Evidence, Payload, Receipt
from campaign.platforms import addresses, listing
from campaign.platforms.linkedin import responses as answers
from campaign.platforms.linkedin.client import Client
from campaign.platforms.protocols import Seen

PAGE = 100
RECENT = timedelta(hours=1)  # an older duplicate is another publication


def find(
    api: Client,
    payload: Payload,
    since: datetime,
    now: datetime,
    under: str = "",
    booked: Collection[str] = (),
) -> Receipt | Absent | None:
    """Find a post, or a comment under one, since an instant; see `listing.search`.

    Instants are UTC. LinkedIn refuses a post that repeats another one, so the silence of a listing
    of posts is `Evidence.GUARDED`.
    """

    def name(each: Mapping[str, Any]) -> str:
        return answers.named(each, str(each.get("id") or ""), under)

    def same(each: Mapping[str, Any]) -> bool | None:
        ours = _same_comment(each, payload) if under else _same(each, payload)
        # A post without an id gives no receipt, and does not prove that ours is absent.
        return None if ours and not answers.is_urn(name(each)) else ours

    if under:
        matcher = listing.Matcher(answers.made, same, name)
        pages = _pages(api, comments(under) + "?")
    else:
        matcher = listing.Matcher(answers.made, same, name, Evidence.GUARDED)
        pages = _posts(api)
    found = listing.search(pages, matcher, since, now, booked=booked)
    if not isinstance(found, dict):
        return found
    urn = name(found)
    return Receipt(urn, api.url(under or urn), found)


def recent(api: Client, since: datetime) -> list[Seen]:
    """The posts since an instant (UTC), the newest first, out of the first page of the listing."""
    page = next(iter(_posts(api)), None)
    return [
        Seen(post["id"], api.url(post["id"]), answers.says(post) or "", at)
        for post in (page.posts if page else ())
        if answers.is_urn(post.get("id")) and (at := answers.made(post)) is not None and at >= since
    ]


def adopted(
    api: Client, urn: str, payload: Payload, refusal: PlatformError, now: datetime
) -> Receipt:
    """The receipt for the post that a refusal names, when that post is ours and recent.

    A post that cannot be read as ours proves nothing, because LinkedIn also names deleted posts. It
    raises AlreadyThere, and then the page's own posts are searched. An older post is another
    publication and raises the refusal itself.
    """
    try:
        post = api.call("GET", f"/rest/posts/{answers.encoded(urn)}").data
    except PlatformError:
        post = None  # perhaps it was deleted: LinkedIn still refuses repeats for a day or two
    at = answers.made(post) if isinstance(post, dict) else None
    ours = (
        isinstance(post, dict)
        and post.get("author") == api.organisation
        and _same(post, payload)
        and at is not None
    )
    if not ours:
        message = f"{refusal}; what it names cannot be read as ours"
        raise AlreadyThere(
            message, status=refusal.status, code=refusal.code, answer=refusal.answer
        ) from None
    assert isinstance(post, dict) and at is not None
    if at >= now - RECENT:
        return Receipt(urn, api.url(urn), post)
    raise refusal


def comments(urn: str) -> str:
    """The address of the comments under a post."""
    return f"/rest/socialActions/{answers.encoded(urn)}/comments"


def _posts(api: Client) -> Iterator[listing.Page]:
    author = answers.encoded(api.organisation)
    return _pages(api, f"/rest/posts?q=author&author={author}&sortBy=CREATED&", "FINDER")


def _pages(api: Client, path: str, method_of_rest: str = "") -> Iterator[listing.Page]:
    """The pages of a listing, newest first, until the server has no more."""
    start = 0
    while True:
        query = f"count={PAGE}&start={start}"
        # Each page comes over a new connection: an answer to another request, such as an empty
        # list, would look like ours.
        answer = api.call("GET", path + query, method_of_rest=method_of_rest, anew=True)
        posts = api.elements(answer)
        yield listing.Page(posts, answer.headers.get("date", ""))
        if not posts:
            return
        start += len(posts)


def _same_comment(comment: Mapping[str, Any], payload: Payload) -> bool | None:
    """Whether a comment is the page's own with these words; None when it has no author."""
    message = comment.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    if not isinstance(text, str) or _alike(text) != _alike(payload.body["message"]["text"]):
        return False
    actor = comment.get("actor")
    return None if actor is None else actor == payload.body["actor"]


def _same(post: Mapping[str, Any], payload: Payload) -> bool | None:
    """Whether a post has the same words and as many pictures; None when it has no words."""
    text = answers.says(post)
    if text is None:
        return None
    wanted = plain(str(payload.body["commentary"]))
    return _alike(text) == _alike(wanted) and answers.pictures(post) == len(payload.uploads)


def _alike(text: str) -> str:
    return " ".join(addresses.readable(text).split())
