"""Whether a post of ours is among an account's recent ones: how a lost answer is found again.

Ours is one that was made since the first try and says the same. Absence is claimed only when the
listing reaches back beyond the first try, every post in it could be compared, and long enough has
passed that a request still on its way would have arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from analytics.metrics import utc
from campaign.model import Absent

SETTLE = timedelta(minutes=2)  # how long a server may still work on what it was sent
DRIFT = timedelta(minutes=5)  # how far two clocks may be apart without either being wrong
PAGES = 5  # of 40 or more: more than any account posts between two tries

Post = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the listing, newest first, and the `Date` header it came with."""

    posts: list[dict[str, Any]]
    date: str


@dataclass(frozen=True, slots=True)
class Network:
    """How one network's posts are read.

    `made` gives the UTC instant at which a post was made, None where it is not said; `same` is True
    for ours, False for another one, None where the network does not let us compare.
    """

    made: Callable[[Post], datetime | None]
    same: Callable[[Post], bool | None]


def search(
    pages: Iterable[Page],
    network: Network,
    since: datetime,
    now: datetime,
    floor: datetime | None = None,
) -> dict[str, Any] | Absent | None:
    """The post, proof that there is none, or None when that cannot be known (yet).

    `since` is the first try and `now` the present (both UTC); `floor` the instant since which it
    may have been made, by the server's own clock, where that is known. `pages` come to an end only
    when the network has no more.
    """
    seen: set[str] = set()
    doubtful = False
    for count, page in enumerate(pages, start=1):
        if floor is None:
            floor = earliest(since, now, page.date)
        fresh = [each for each in page.posts if str(each.get("id")) not in seen]
        seen.update(str(each.get("id")) for each in fresh)
        older = False
        for post in fresh:
            when = network.made(post)
            if when is not None and when < floor:
                older = True
                continue
            same = network.same(post)
            if same:
                return post
            doubtful = doubtful or same is None
        if older or not page.posts:
            break
        if not fresh or count >= PAGES:
            return None
    return None if doubtful else _absent(since, now)


def _absent(since: datetime, now: datetime) -> Absent | None:
    if now - since < SETTLE:
        return None
    return Absent("none of the account's posts since the first try has these words")


def earliest(since: datetime, now: datetime, date: str) -> datetime:
    """The instant since which a post may be ours, by the server's clock, which `date` tells.

    Where the two clocks disagree by more than they should, the earlier reading is taken: looking
    at too many posts is harmless, at too few is not.
    """
    try:
        ahead = utc(parsedate_to_datetime(date)) - now
    except ValueError:
        ahead = timedelta(0)
    return min(since, since + ahead) - DRIFT
