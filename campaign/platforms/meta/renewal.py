"""The tokens of Instagram and Threads: sixty days long, and renewed with half of them left.

A token is renewed as long as it lives and once it is a day old; one that has ended only a person
can replace: https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from campaign.errors import RateLimited, Rejected, Unavailable
from campaign.platforms.http.timestamps import after
from campaign.platforms.http.wire import Wire
from campaign.platforms.oauth import Grant, is_token, read, written

LIFE = timedelta(days=60)
TOO_YOUNG = timedelta(hours=24)
SOON = timedelta(hours=1)
_AT_ONCE = datetime(1970, 1, 2, tzinfo=UTC)


def secret(given: str) -> str:
    """The credential with a time for its renewal; a bare token's age is not known: at first use.

    Raises ValueError for broken JSON.
    """
    grant = read(given)
    if not grant.access or grant.expires is not None:
        return given
    return written(replace(grant, expires=_AT_ONCE))


def renew(wire: Wire, grant_type: str, ended: Grant, clock: Callable[[], datetime]) -> Grant:
    """The next grant, or the same one for longer, as long as its token lives.

    Raises Unauthorized when the network does not know the token any more, and Unavailable or
    RateLimited when it cannot be asked after the token's end.
    """
    query = {"grant_type": grant_type}
    now = clock()
    try:
        answer = wire.call(
            "GET", "/refresh_access_token", bearer=ended.access, params=query, anew=True
        )
    except Rejected:
        return replace(ended, expires=now + TOO_YOUNG)
    except (RateLimited, Unavailable):
        if ended.ends is not None and ended.ends <= now:
            raise
        return replace(ended, expires=now + SOON)
    told = answer.data if isinstance(answer.data, dict) else {}
    token, seconds = told.get("access_token"), told.get("expires_in")
    if not is_token(token):
        return replace(ended, expires=now + SOON)
    ends = after(now, seconds) or now + LIFE
    return Grant(str(token), expires=now + (ends - now) / 2, ends=ends)
