"""Tests a Threads token: whose it is, and which of the scopes that we need it has.

We test a scope by a read that needs it: https://developers.facebook.com/documentation/threads/get-started.
The scope `threads_delete` cannot be tested without deleting a post.
"""

from __future__ import annotations

from collections.abc import Mapping

from campaign.errors import PlatformError, Unauthorized
from campaign.model import Access, Standing
from campaign.platforms.examining import failed
from campaign.platforms.meta.graph import Graph, id_of, numbers

_RIGHTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "threads_content_publish": ("/me/threads_publishing_limit", {"fields": "quota_usage,config"}),
    "threads_manage_replies": (
        "/me/threads_publishing_limit",
        {"fields": "reply_quota_usage,reply_config"},
    ),
    "threads_read_replies": ("/me/replies", {"fields": "id", "limit": "1"}),
    "threads_manage_insights": ("/me/threads_insights", {"metric": "followers_count"}),
}
_ENDED = 463
_LACKS = frozenset({3, 10})
_RENEW = "connect the account anew: campaign channels connect"


def examine(graph: Graph) -> Access:
    """What the token opens and allows. Never raises a PlatformError."""
    try:
        own = graph.get("/me", fields="id,username")
    except PlatformError as error:
        return _refused(error)
    id = id_of(own)
    if not id:
        says = f"{graph.wire.base_url} does not answer like Threads"
        return Access(Standing.UNREACHABLE, says)
    name = str(own.get("username") or id)
    whose, names = f"@{name} at {graph.wire.base_url}", frozenset({name.casefold(), id})
    try:
        lacking = [right for right in _RIGHTS if not _has(graph, right)]
    except PlatformError as error:
        return failed(error)
    if lacking:
        says = f"{whose}; the token lacks {', '.join(lacking)}: {_RENEW}, and allow it"
        return Access(Standing.MISSING_RIGHT, says, whose, names)
    return Access(Standing.WORKS, whose, whose, names)


def _has(graph: Graph, right: str) -> bool:
    path, query = _RIGHTS[right]
    try:
        graph.get(path, **query)
    except Unauthorized as error:
        if not _is_right(error):
            raise
        return False
    return True


def _is_right(error: PlatformError) -> bool:
    code, _ = numbers(error.code)
    return code in _LACKS or 200 <= code < 300


def _refused(error: PlatformError) -> Access:
    code, subcode = numbers(error.code)
    if not isinstance(error, Unauthorized):
        return failed(error)
    if not error.code and error.status is None:
        return Access(Standing.MISSING, f"there is no token: {_RENEW}")
    if _is_right(error):
        return Access(Standing.MISSING_RIGHT, f"{error}: {_RENEW}, and allow threads_basic")
    if subcode == _ENDED:
        return Access(Standing.EXPIRED, f"{error}: {_RENEW}")
    if code == 190 and not subcode:
        says = f"{error}: it is no token of Threads (Facebook's and Instagram's are others)"
        return Access(Standing.WRONG_KIND, says)
    return Access(Standing.REVOKED, f"{error}: {_RENEW}")
