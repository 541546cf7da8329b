"""What an account has posted of late on Mastodon, and how many posts its server lets through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from campaign.plan.pace import Rate, Scope, within
from campaign.platforms.listing import PAGES, Page
from campaign.platforms.mastodon.responses import is_id, url
from campaign.platforms.mastodon.timeline import from_html, made
from campaign.platforms.protocols import Seen

_SOURCE = "https://docs.joinmastodon.org/api/rate-limits/"
_MINUTES = timedelta(minutes=1)

# 300 calls in 5 minutes for an account and as many for an address, and 30 uploads in 30 minutes
# for an account. A post with its card is about four calls, one of which is an upload. A server may
# allow less: then its 429 says until when.
RATES: tuple[Rate, ...] = (
    within(300, 5 * _MINUTES, cost=4, burst=25, source=_SOURCE),
    within(30, 30 * _MINUTES, burst=10, source=_SOURCE),
    within(300, 5 * _MINUTES, cost=4, burst=40, scope=Scope.SERVER, source=_SOURCE),
)


def seen(pages: Iterable[Page], since: datetime) -> list[Seen]:
    """The statuses since an instant (UTC), the newest first, of a few pages at most."""
    found: list[Seen] = []
    for number, page in enumerate(pages, start=1):
        older = False
        for status in page.posts:
            at = made(status)
            if at is None or not is_id(status.get("id")):
                continue
            # The last of a page decides: pages are in order, single statuses need not be.
            older = at < since
            if not older:
                text = from_html(str(status.get("content") or ""))
                found.append(Seen(str(status["id"]), url(status), text, at))
        if older or number >= PAGES:
            break
    return sorted(found, key=lambda each: each.at, reverse=True)
