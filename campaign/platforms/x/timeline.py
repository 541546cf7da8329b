"""An account's own recent posts on X: finds ours among them, and lists them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from campaign.errors import Rejected, Unavailable
from campaign.model import Absent, Evidence
from campaign.plan.skew import LARGEST_SKEW
from campaign.platforms import listing
from campaign.platforms.http import timestamps
from campaign.platforms.listing import PAGES, Page
from campaign.platforms.protocols import Seen
from campaign.platforms.x import shown_text
from campaign.platforms.x.client import XClient
from campaign.platforms.x.responses import is_id, url

# We ask for posts a little further back: the `Date` of an answer is cut to a second, and is made a
# while after we read our clock. Otherwise almost every first answer would not reach back enough.
_LITTLE = timedelta(minutes=1)
_MOST_CALLS = 3 * PAGES  # some pages may be empty, and the first may be asked for twice
_FIELDS = ["attachments", "conversation_id", "created_at", "entities", "referenced_tweets"]


@dataclass(frozen=True, slots=True)
class Query:
    """The post that we look for: its text, its number of pictures, and the first try (UTC).

    `parent` is the id of the post it replies to, "" for none. `floor` is the earliest instant at
    which it may have been made, by X's own clock, if that is known.
    """

    text: str
    pictures: int
    since: datetime
    parent: str = ""
    floor: datetime | None = None

    @property
    def begin(self) -> datetime:
        """The earliest instant (UTC) of the posts to search."""
        return min(self.since, self.floor or self.since)


def search(
    query: Query, pages: Iterable[Page], now: datetime, booked: Collection[str] = ()
) -> dict[str, Any] | Absent | None:
    """The post; `Absent` when it is not listed; None when we cannot know.

    X refuses a post that repeats another one, so the silence of its listing is `Evidence.GUARDED`.
    `booked` is as in `listing`.
    """
    matcher = listing.Matcher(made, lambda post: _same(query, post), silence=Evidence.GUARDED)
    return listing.search(pages, matcher, query.since, now, query.floor, booked)


def pages(client: XClient, user: str, since: datetime, now: datetime) -> Iterator[Page]:
    """The pages of the account's posts since shortly before an instant, newest first, to the end.

    If X's clock is far behind ours (`now`, UTC), this start could leave posts out, or X refuses it
    as a time in the future. Then all posts are asked for. Raises Unavailable when X refuses the
    start and gives no time of its own, because then the posts cannot be judged.
    """
    more: dict[str, Any] = {"start_time": since - LARGEST_SKEW - _LITTLE}
    refused = False
    for _ in range(_MOST_CALLS):
        try:
            answer = client.get_users_tweets(
                user, max_results=100, exclude=["retweets"], tweet_fields=_FIELDS, **more
            )
        except Rejected as error:
            if error.status != 400 or "start_time" not in more:
                raise
            del more["start_time"]
            refused = True
            continue
        date = answer.headers.get("date", "")
        if refused and timestamps.http_date(date) is None:
            raise Unavailable("x: it refuses our time and tells none of its own")
        start = more.get("start_time")
        if start is not None and listing.earliest(since, now, date) < start:
            del more["start_time"]
            continue
        body = answer.data if isinstance(answer.data, dict) else {}
        meta, posts = body.get("meta"), body.get("data", [])
        following = meta.get("next_token") if isinstance(meta, dict) else 0
        if not _is_listing(posts) or not isinstance(following, str | None):
            raise client.unreadable(answer)
        if posts or not following:  # an empty page with a next one is not the end of the listing
            yield Page(posts, date)
        if not following:
            return
        more["pagination_token"] = following
    raise Unavailable("x: the account's posts are told in pages that come to no end")


def _is_listing(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def seen(found: Iterable[Page], since: datetime, account: str, server: str) -> list[Seen]:
    """The posts since an instant (UTC), the newest first, of a few pages at most."""
    listed: list[Seen] = []
    for number, page in enumerate(found, start=1):
        for post in page.posts:
            at = made(post)
            if at is not None and at >= since and is_id(post.get("id")):
                where = url(post["id"], account, server)
                listed.append(Seen(post["id"], where, shown_text.expanded(post), at))
        if number >= PAGES:
            break
    return sorted(listed, key=lambda each: each.at, reverse=True)


def made(post: Mapping[str, Any]) -> datetime | None:
    """The UTC instant at which a post was made; None when X does not give it."""
    return timestamps.instant(post.get("created_at"))


def _same(query: Query, post: Mapping[str, Any]) -> bool | None:
    parent = _parent(post)
    if shown_text.pictures(post) != query.pictures or parent not in (query.parent, None):
        return False
    same = shown_text.same(query.text, post)
    return None if same and parent is None else same


def _parent(post: Mapping[str, Any]) -> str | None:
    """The id of the post that this one replies to, "" for none, None when X does not give it."""
    for name in ("referenced_tweets", "referenced_posts"):
        listed = post.get(name)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and each.get("type") == "replied_to":
                return str(each.get("id") or "")
    # A conversation has the id of its first post.
    return "" if post.get("conversation_id") == post.get("id") else None
