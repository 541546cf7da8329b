"""Whether a post of ours is among an account's recent ones: how a lost answer is found again.

Ours is one that was made since the first doubtful try, says the same, and is no other publication
of ours. Silence is told as `Absent` only when the listing reaches back beyond that try and every
post in it could be compared; how long it must last to prove something, the engine decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.model import Absent, Evidence
from campaign.plan.skew import LARGEST_SKEW
from campaign.platforms.http.timestamps import http_date

PAGES = 5  # of 40 or more: more than any account posts between two tries
_FIRST = datetime.min.replace(tzinfo=UTC)

Post = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the listing, newest first, and the `Date` header it came with."""

    posts: list[dict[str, Any]]
    date: str


def _id(post: Post) -> str:
    return str(post.get("id") or "")


@dataclass(frozen=True, slots=True)
class Network:
    """How one network's posts are read.

    `made` gives the UTC instant at which a post was made, None where it is not said; `same` is True
    for ours, False for another one, None where the network does not let us compare; `name` gives
    the id under which its receipt stands. `silence` is what it says when ours is not listed.
    """

    made: Callable[[Post], datetime | None]
    same: Callable[[Post], bool | None]
    name: Callable[[Post], str] = _id
    silence: Evidence = Evidence.LISTING


def search(
    pages: Iterable[Page],
    network: Network,
    since: datetime,
    now: datetime,
    floor: datetime | None = None,
    booked: Collection[str] = (),
) -> dict[str, Any] | Absent | None:
    """The post, word that it is not listed, or None when that cannot be known.

    `since` is the first doubtful try and `now` the present (both UTC); `floor` the instant since
    which it may have been made, by the server's own clock, where that is known; `booked` are the
    ids of other publications, which are passed over. `pages` come to an end only when the network
    has no more.
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
            when = network.made(post)
            if when is not None and when < floor:
                older = True
                continue
            same = network.same(post)
            if same is not False and network.name(post) in booked:
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
        "none of the account's posts since the first try has these words", network.silence
    )


def earliest(since: datetime, now: datetime, date: str) -> datetime:
    """The instant since which a post may be ours, by the server's clock, which `date` tells.

    Where the two clocks disagree by more than they should, the earlier reading is taken: looking
    at too many posts is harmless, at too few is not.
    """
    theirs = http_date(date)
    ahead = timedelta(0) if theirs is None else theirs - now
    try:
        return min(since, since + ahead) - LARGEST_SKEW
    except OverflowError:  # a clock in the first or the last of all years
        return _FIRST
