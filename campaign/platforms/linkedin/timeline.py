"""Which of a page's own posts is ours: among all of them, or where a refusal names it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from campaign.errors import AlreadyThere, PlatformError
from campaign.model import Absent, Evidence, Payload, Receipt
from campaign.platforms import listing
from campaign.platforms.linkedin import responses as answers
from campaign.platforms.linkedin.client import Client
from campaign.platforms.linkedin.little_text import plain
from campaign.platforms.protocols import Seen

PAGE = 100
RECENT = timedelta(hours=1)  # a duplicate that is older is another publication


def find(
    api: Client,
    payload: Payload,
    since: datetime,
    now: datetime,
    under: str = "",
    booked: Collection[str] = (),
) -> Receipt | Absent | None:
    """A post, or a comment under one, since an instant; see `listing.search` (instants are UTC).

    LinkedIn refuses a post that repeats another one, so there its silence is guarded.
    """

    def name(each: Mapping[str, Any]) -> str:
        return answers.named(each, str(each.get("id") or ""), under)

    def same(each: Mapping[str, Any]) -> bool | None:
        ours = _same_comment(each, payload) if under else _same(each, payload)
        # Of one without an id no receipt can be made, and no absence be claimed.
        return None if ours and not answers.is_urn(name(each)) else ours

    if under:
        network = listing.Network(answers.made, same, name)
        pages = _pages(api, comments(under) + "?")
    else:
        network = listing.Network(answers.made, same, name, Evidence.GUARDED)
        pages = _posts(api)
    found = listing.search(pages, network, since, now, booked=booked)
    if not isinstance(found, dict):
        return found
    urn = name(found)
    return Receipt(urn, api.url(under or urn), found)


def recent(api: Client, since: datetime) -> list[Seen]:
    """The posts since an instant (UTC), the newest first; those of the first page at least."""
    page = next(iter(_posts(api)), None)
    return [
        Seen(post["id"], api.url(post["id"]), answers.says(post) or "", at)
        for post in (page.posts if page else ())
        if answers.is_urn(post.get("id")) and (at := answers.made(post)) is not None and at >= since
    ]


def adopted(
    api: Client, urn: str, payload: Payload, refusal: PlatformError, now: datetime
) -> Receipt:
    """The post that a refused one repeats, when it is this very one; an older one is not.

    One that cannot be read proves nothing (LinkedIn names ghosts), so it becomes a doubt: then
    the page's own posts are looked through. Raises AlreadyThere for it, the refusal for an older
    one.
    """
    try:
        post = api.call("GET", f"/rest/posts/{answers.encoded(urn)}").data
    except PlatformError:
        post = None  # perhaps deleted: it goes on to stand in the way for a day or two
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
    """A listing, newest first, a page at a time, until the server has no more."""
    start = 0
    while True:
        query = f"count={PAGE}&start={start}"
        # Another list, or an empty one, would be taken for ours: the connections are new ones.
        answer = api.call("GET", path + query, method_of_rest=method_of_rest, anew=True)
        posts = api.elements(answer)
        yield listing.Page(posts, answer.headers.get("date", ""))
        if not posts:
            return
        start += len(posts)


def _same_comment(comment: Mapping[str, Any], payload: Payload) -> bool | None:
    """Whether a comment is the page's own with these words; None where it is not told whose."""
    message = comment.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    if text != payload.body["message"]["text"]:
        return False
    actor = comment.get("actor")
    return None if actor is None else actor == payload.body["actor"]


def _same(post: Mapping[str, Any], payload: Payload) -> bool | None:
    """Whether a post says the same with as many pictures; None where its words are not told."""
    text = answers.says(post)
    if text is None:
        return None
    wanted = plain(str(payload.body["commentary"]))
    return text == wanted and answers.pictures(post) == len(payload.uploads)
