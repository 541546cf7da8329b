"""An account's own recent posts on X: which of them is ours, and what all of them say."""

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

# Asked for further back, because the `Date` of an answer is rounded down to a second, and came a
# while after we looked at our clock: else hardly any answer would be the one that is needed.
_LITTLE = timedelta(minutes=1)
_MOST_CALLS = 3 * PAGES  # some pages may be empty, and the first is asked for twice
_FIELDS = ["attachments", "conversation_id", "created_at", "entities", "referenced_tweets"]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the words, how many pictures, the first try (UTC).

    `parent` is the id of the post it replies to, "" for none; `floor` the instant since which it
    may have been made, by X's own clock, where that is known.
    """

    text: str
    pictures: int
    since: datetime
    parent: str = ""
    floor: datetime | None = None

    @property
    def begin(self) -> datetime:
        """The instant (UTC) from which on posts are worth looking at."""
        return min(self.since, self.floor or self.since)


def search(
    query: Query, pages: Iterable[Page], now: datetime, booked: Collection[str] = ()
) -> dict[str, Any] | Absent | None:
    """The post, word that it is not listed, or None when that cannot be known.

    X refuses words that stand there already, so its silence is guarded; `booked` as in `listing`.
    """
    network = listing.Network(made, lambda post: _same(query, post), silence=Evidence.GUARDED)
    return listing.search(pages, network, query.since, now, query.floor, booked)


def pages(client: XClient, user: str, since: datetime, now: datetime) -> Iterator[Page]:
    """The account's posts since a while before an instant, newest first, to their end.

    Only those since then are asked for, unless X's clock is so far behind ours (`now`, UTC) that
    this might leave some out, or that X refuses it as a time to come. Raises Unavailable when X
    refuses it and tells no time of its own, by which the posts could be judged.
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
        if posts or not following:  # a page of nothing but what was left out is not the end
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
    """The UTC instant at which a post was made; None where X does not say it."""
    return timestamps.instant(post.get("created_at"))


def _same(query: Query, post: Mapping[str, Any]) -> bool | None:
    parent = _parent(post)
    if shown_text.pictures(post) != query.pictures or parent not in (query.parent, None):
        return False
    same = shown_text.same(query.text, post)
    return None if same and parent is None else same


def _parent(post: Mapping[str, Any]) -> str | None:
    """The id of the post that this one replies to, "" for none, None where X does not say it."""
    for name in ("referenced_tweets", "referenced_posts"):
        listed = post.get(name)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and each.get("type") == "replied_to":
                return str(each.get("id") or "")
    # A conversation is named after the post that began it.
    return "" if post.get("conversation_id") == post.get("id") else None
