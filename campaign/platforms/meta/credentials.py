"""Tokens of Meta's networks: what a page's or an Instagram account's token opens, and renewal.

The field `category` shows whose a token is: a page has one, a person has none, and Facebook refuses
a request for a person's (code 100). Nothing here posts.

The tokens of Instagram and Threads live sixty days, and we renew them after thirty. A token can be
renewed once it is a day old and until it expires; then a person must connect the account again:
https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable
from campaign.model import Access, Standing
from campaign.platforms import versions
from campaign.platforms.examining import failed
from campaign.platforms.facts import PlatformFacts
from campaign.platforms.http.timestamps import after
from campaign.platforms.http.wire import Wire
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import Graph
from campaign.platforms.oauth import Grant, is_token, read, written

LIFE = timedelta(days=60)
TOO_YOUNG = timedelta(hours=24)
SOON = timedelta(hours=1)
_AT_ONCE = datetime(1970, 1, 2, tzinfo=UTC)
# https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging
_EXPIRED = (463,)
_AGAIN = "connect the account again"


def page(api: Graph, facts: PlatformFacts, today: date) -> Access:
    """What a token opens that should be a page's, with a warning if the API version ends soon."""
    try:
        profile = api.get("/me", fields="id,name,username,category")
    except Rejected as error:
        if graph.numbers(error.code)[0] != 100:
            return failed(error)
        says = f"it is a person's token and not a page's: {_AGAIN} and choose the page"
        return Access(Standing.WRONG_KIND, says)
    except PlatformError as error:
        return _refused(error)
    own = graph.id_of(profile)
    if not own:
        says = f"{api.wire.base_url} does not answer like Facebook"
        return Access(Standing.UNREACHABLE, says)
    whose = f"{profile.get('name') or own} on Facebook"
    names = {str(profile.get(each) or "").casefold() for each in ("id", "name", "username")}
    access = _rights(
        {
            "pages_read_engagement": lambda: api.get(f"/{own}/published_posts", limit=1),
            # The request has no content to post, and any post would be unpublished.
            "pages_manage_posts": lambda: api.post(f"/{own}/feed", published=False),
        },
        Access(Standing.WORKS, whose, whose, frozenset(names - {""})),
    )
    return _warned(access, versions.warning(facts, api.version, today))


def instagram(api: Graph, facts: PlatformFacts, user: Callable[[], str], today: date) -> Access:
    """The same for a professional account's token; `user` gives the account's number."""
    try:
        own = user()
        profile = api.get(f"/{own}", fields="id,username")
    except PlatformError as error:
        return _refused(error)
    name = str(profile.get("username") or "")
    whose = f"@{name or own} on Instagram"
    names = frozenset({name.casefold(), own, str(profile.get("id") or "")} - {""})
    access = _rights(
        {
            "instagram_business_content_publish": lambda: api.get(
                f"/{own}/content_publishing_limit", fields="quota_usage"
            )
        },
        Access(Standing.WORKS, whose, whose, names),
    )
    return _warned(access, versions.warning(facts, api.version, today))


def _warned(access: Access, warning: str) -> Access:
    """The same access, with the warning if there is one."""
    return replace(access, says=f"{access.says}; {warning}") if warning else access


def _rights(tries: dict[str, Callable[[], object]], access: Access) -> Access:
    """The same access, unless one of the rights is missing."""
    lacking = []
    for right, attempt in tries.items():
        try:
            attempt()
        except Unauthorized as error:
            if graph.numbers(error.code)[0] == 190:
                return _refused(error)
            lacking.append(right)
        except (RateLimited, Unavailable) as error:
            return failed(error)
        except PlatformError:
            continue  # refused for another reason: the token has the right
    if not lacking:
        return access
    says = f"{access.account}; the token lacks {', '.join(lacking)}: {_AGAIN} and allow it"
    return Access(Standing.MISSING_RIGHT, says, access.account, access.names)


def _refused(error: PlatformError) -> Access:
    code, sub = graph.numbers(error.code)
    if sub in _EXPIRED:
        return Access(Standing.EXPIRED, str(error))
    if code == 190 and "parse" in error.answer.lower():
        return Access(Standing.WRONG_KIND, f"{error}; it does not look like a token: {_AGAIN}")
    if isinstance(error, Unauthorized) and code not in (0, 102, 190):
        return Access(Standing.MISSING_RIGHT, str(error))
    return failed(error)


def secret(given: str) -> str:
    """The credential with an instant for its renewal.

    A bare token has an unknown age, so it is renewed at first use. Raises ValueError for broken
    JSON.
    """
    grant = read(given)
    if not grant.access or grant.expires is not None:
        return given
    return written(replace(grant, expires=_AT_ONCE))


def renew(wire: Wire, grant_type: str, ended: Grant, clock: Callable[[], datetime]) -> Grant:
    """The next grant, or the same grant with a later renewal while its token is still valid.

    Raises Unauthorized when the network does not accept the token any more. Raises Unavailable or
    RateLimited when the token has ended and the network cannot be asked.
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
    body = answer.data if isinstance(answer.data, dict) else {}
    token, seconds = body.get("access_token"), body.get("expires_in")
    if not is_token(token):
        return replace(ended, expires=now + SOON)
    ends = after(now, seconds) or now + LIFE
    return Grant(str(token), expires=now + (ends - now) / 2, ends=ends)
