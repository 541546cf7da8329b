"""Searches an account's recent posts for one of ours, after the answer to a create was lost.

A post is the one we look for when it was made since the first doubtful try, has the same words, and
is not another publication of ours. The search gives `Absent` only when the listing reaches back
beyond that try and every post in it could be compared. The engine decides how long this silence has
to last before it proves something.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.model import Absent, Evidence
from campaign.plan.skew import LARGEST_SKEW
from campaign.platforms.http.timestamps import http_date

PAGES = 5  # a page has 40 posts or more: no account posts so many between two tries
_FIRST = datetime.min.replace(tzinfo=UTC)

Post = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing, newest first, and the `Date` header of its answer."""

    posts: list[dict[str, Any]]
    date: str


def _id(post: Post) -> str:
    return str(post.get("id") or "")


@dataclass(frozen=True, slots=True)
class Matcher:
    """Recognizes the post that we look for among one network's posts.

    `made` gives the UTC instant at which a post was made, or None when the network does not give
    it. `same` is True for our post, False for another one, None when the network does not let us
    compare. `name` gives the id that the post's receipt has. `silence` is the evidence when our
    post is not listed.
    """

    made: Callable[[Post], datetime | None]
    same: Callable[[Post], bool | None]
    name: Callable[[Post], str] = _id
    silence: Evidence = Evidence.LISTING


def search(
    pages: Iterable[Page],
    matcher: Matcher,
    since: datetime,
    now: datetime,
    floor: datetime | None = None,
    booked: Collection[str] = (),
) -> dict[str, Any] | Absent | None:
    """The post; `Absent` when it is not listed; None when we cannot know.

    `since` is the instant of the first doubtful try and `now` the present (both UTC). `floor` is
    the earliest instant at which the post may have been made, by the server's own clock, if that is
    known. `booked` are the ids of other publications, which are skipped. `pages` end only when the
    network has no more.
    """
    seen: set[str] = set()
    doubtful = False
    for count, page in enumerate(pages, start=1):
        if floor is None:
            floor = earliest(since, now, page.date)
        fresh = [each for each in page.posts if _id(each) not in seen]
        seen.update(map(_id, fresh))
        older = False
        for post in fresh:
            when = matcher.made(post)
            if when is not None and when < floor:
                older = True
                continue
            same = matcher.same(post)
            if same is not False and matcher.name(post) in booked:
                continue
            if same:
                return post
            doubtful = doubtful or same is None
        if older or not page.posts:
            break
        if not fresh or count >= PAGES:
            return None
    if doubtful:
        return None
    return Absent(
        "none of the account's posts since the first try has these words", matcher.silence
    )


def earliest(since: datetime, now: datetime, date: str) -> datetime:
    """The earliest instant at which our post may have been made, by the server's clock in `date`.

    When the two clocks disagree, the earlier instant counts: to compare too many posts is harmless,
    to compare too few is not.
    """
    theirs = http_date(date)
    ahead = timedelta(0) if theirs is None else theirs - now
    try:
        return min(since, since + ahead) - LARGEST_SKEW
    except OverflowError:  # a clock in the year 1 or 9999
        return _FIRST
