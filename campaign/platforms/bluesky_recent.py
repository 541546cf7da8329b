"""What an account has posted of late on Bluesky, and how many posts its server lets through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from campaign.plan.pace import Rate, Scope, within
from campaign.platforms import moments
from campaign.platforms.base import Seen

_SOURCE = "https://docs.bsky.app/docs/advanced-guides/rate-limits"
_HOUR = timedelta(hours=1)

# Per account 5,000 points an hour and 35,000 a day, 3 of them a record; per address 3,000 calls in
# 5 minutes, of which a post with its card and a mention is about four.
RATES: tuple[Rate, ...] = (
    within(5000, _HOUR, cost=3, burst=100, source=_SOURCE),
    within(35_000, 24 * _HOUR, cost=3, burst=1000, source=_SOURCE),
    within(3000, _HOUR / 12, cost=4, burst=300, scope=Scope.SERVER, source=_SOURCE),
)


def seen(told: Any, since: datetime, url: Callable[[str], str]) -> list[Seen]:
    """The records of a `com.atproto.repo.listRecords` since an instant (UTC), the newest first.

    `url` gives the address at which people see a record.
    """
    found: list[Seen] = []
    listed = told.get("records") if isinstance(told, dict) else None
    for each in listed if isinstance(listed, list) else ():
        if not isinstance(each, dict):
            continue
        uri, value = each.get("uri"), each.get("value")
        if not isinstance(uri, str) or not isinstance(value, dict):
            continue
        at = moments.instant(value.get("createdAt"))
        if at is not None and at >= since:
            found.append(Seen(uri, url(uri), str(value.get("text") or ""), at))
    return sorted(found, key=lambda each: each.at, reverse=True)
