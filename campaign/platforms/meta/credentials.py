"""Tries out a token for a Facebook page or an Instagram account; posts nothing.

Whose it is tells the kind of token from the fields it has: a page has a category, a person has
none, and Facebook refuses to be asked for one (code 100).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable
from campaign.model import Access, Standing
from campaign.platforms import versions
from campaign.platforms.examining import failed
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import Graph

# https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging
_EXPIRED = (463,)
_AGAIN = "connect the account again"


def page(api: Graph, today: date) -> Access:
    """What a token opens that should be a page's; with it, a version that is about to end."""
    try:
        told = api.get("/me", fields="id,name,username,category")
    except Rejected as error:
        if graph.numbers(error.code)[0] != 100:
            return failed(error)
        says = f"it is a person's token and not a page's: {_AGAIN} and choose the page"
        return Access(Standing.WRONG_KIND, says)
    except PlatformError as error:
        return _refused(error)
    own = graph.id_of(told)
    if not own:
        says = f"{api.wire.base_url} does not answer like Facebook"
        return Access(Standing.UNREACHABLE, says)
    whose = f"{told.get('name') or own} on Facebook"
    names = {str(told.get(each) or "").casefold() for each in ("id", "name", "username")}
    access = _rights(
        {
            "pages_read_engagement": lambda: api.get(f"/{own}/published_posts", limit=1),
            # Nothing is in it that could be posted, and what were, would be unpublished.
            "pages_manage_posts": lambda: api.post(f"/{own}/feed", published=False),
        },
        Access(Standing.WORKS, whose, whose, frozenset(names - {""})),
    )
    return _warned(access, versions.warning("facebook", api.version, today))


def instagram(api: Graph, user: Callable[[], str], today: date) -> Access:
    """The same for a professional account's token; `user` gives the account's number."""
    try:
        own = user()
        told = api.get(f"/{own}", fields="id,username")
    except PlatformError as error:
        return _refused(error)
    name = str(told.get("username") or "")
    whose = f"@{name or own} on Instagram"
    names = frozenset({name.casefold(), own, str(told.get("id") or "")} - {""})
    access = _rights(
        {
            "instagram_business_content_publish": lambda: api.get(
                f"/{own}/content_publishing_limit", fields="quota_usage"
            )
        },
        Access(Standing.WORKS, whose, whose, names),
    )
    return _warned(access, versions.warning("instagram", api.version, today))


def _warned(access: Access, warning: str) -> Access:
    """The same, with a warning beside it where there is one."""
    return replace(access, says=f"{access.says}; {warning}") if warning else access


def _rights(tries: dict[str, Callable[[], object]], access: Access) -> Access:
    """The same access unless one of the rights is missing."""
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
            continue  # refused for something else: the right is there
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
