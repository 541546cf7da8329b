"""Reads X's answers: refusals, resets, receipts, counts.

X's API description 2.167 has `posts` in names where its real answers have `tweets`
(`referenced_tweets`, `retweet_count`); we read both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from analytics.metrics import Counts
from campaign.errors import AlreadyThere, PlatformError, Rejected, Unauthorized
from campaign.model import Receipt
from campaign.platforms.counting import count
from campaign.platforms.http import timestamps

#: X's own API servers, and where people see their posts.
_PAGES = {"https://api.x.com": "https://x.com", "https://api.twitter.com": "https://x.com"}

_WINDOWS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")

# X accepts nothing from this account or application until a person has fixed it.
_SHUT_CODES = frozenset(
    {
        "client-forbidden",
        "client-not-enrolled",
        "credits",
        "oauth1-permissions",
        "unsupported-authentication",
        *("32", "64", "89", "326", "453"),
    }
)
_SHUT_WORDS = ("is suspended", "temporarily locked", "any credits")


def words(body: Any) -> tuple[str, str]:
    """The code and the sentence of a refusal.

    https://docs.x.com/x-api/fundamentals/response-codes-and-errors: in the newer form, the code is
    the last word of a problem's type; the older form has numbers. The token endpoint answers in
    OAuth's form.
    """
    if not isinstance(body, dict):
        return "", ""
    if isinstance(body.get("error"), str):
        return body["error"], str(body.get("error_description") or "")
    listed = body.get("errors")
    errors = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    code = _named(body) or next((named for each in errors if (named := _named(each))), "")
    sentences = [str(body.get("detail") or body.get("title") or "")]
    sentences += [str(each.get("message") or each.get("detail") or "") for each in errors]
    return code, ": ".join(dict.fromkeys(each for each in sentences if each))


def is_own(status: int, body: Any) -> bool:
    """True for an error of the API itself, in either of its forms."""
    return isinstance(body, dict) and ("title" in body or isinstance(body.get("errors"), list))


def is_missing_in(body: Any) -> bool:
    """Whether an answer that succeeds says in its errors that there is no such post."""
    listed = body.get("errors") if isinstance(body, dict) else None
    return any(
        isinstance(each, dict) and _named(each) == "resource-not-found"
        for each in (listed if isinstance(listed, list) else ())
    )


def _named(problem: Mapping[str, Any]) -> str:
    kind = str(problem.get("type") or "")
    if "/problems/" in kind:
        return kind.rpartition("/")[2]
    code = problem.get("code")
    return str(code) if type(code) is int else ""


def kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    """The error class of a refusal; None when its status decides."""
    lowered = words.lower()
    if status == 403 and (code == "187" or "duplicate" in lowered):
        # A post with the same words exists: an earlier try may have arrived, so we search for it.
        return AlreadyThere
    if status == 402 or code in _SHUT_CODES or any(each in lowered for each in _SHUT_WORDS):
        return Unauthorized if status in (401, 402, 403) else None
    return None


def is_missing(error: PlatformError) -> bool:
    """True when a reply is refused because X does not show its parent: deleted, or too new."""
    return error.code == "385" or "deleted or not visible to you" in error.answer.lower()


def reset(headers: Mapping[str, str]) -> datetime | None:
    """The instant at which the last of the used-up windows opens again.

    https://docs.x.com/x-api/fundamentals/rate-limits: headers give Unix seconds; answers to posts
    also have headers of the 24-hour windows.
    """
    full = [each for each in _WINDOWS if headers.get(f"{each}-remaining") == "0"]
    found = [headers.get(f"{each}-reset", "") for each in full or _WINDOWS[:1]]
    times = [at for each in found if (at := timestamps.unix(each)) is not None]
    return max(times, default=None)


def receipt(post: Any, account: str, server: str) -> Receipt | None:
    """The receipt for a post; None when the value is not a post; `server` is the API server."""
    if not isinstance(post, dict) or not is_id(post.get("id")):
        return None
    return Receipt(post["id"], url(post["id"], account, server), post)


def url(number: str, account: str, server: str) -> str:
    """Where people see a post; on a server other than X's, under that server's address."""
    return f"{_PAGES.get(server, server)}/{account or 'i'}/status/{number}"


def is_id(value: Any) -> bool:
    """True for a value in the form of X's ids."""
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19


def checked_id(value: str) -> str:
    """The value, to be used in a path; raises Rejected when it is not an id."""
    if not is_id(value):
        raise Rejected(f"x: {value[:80]!r} is no id of a post")
    return value


def counts(post: Mapping[str, Any]) -> Counts:
    """A post's public metrics; X gives clicks only in a post owner's private metrics."""
    metrics = post.get("public_metrics")
    metrics = metrics if isinstance(metrics, dict) else {}
    return Counts(
        reactions=number(metrics, "like_count"),
        reposts=number(metrics, "retweet_count", "repost_count"),
        replies=number(metrics, "reply_count"),
        quotes=number(metrics, "quote_count"),
        saves=number(metrics, "bookmark_count"),
        views=number(metrics, "impression_count"),
    )


def number(metrics: Any, *names: str) -> int | None:
    """A count under the first of these names that has one; None when X does not give it."""
    values = (count(metrics.get(name)) for name in names) if isinstance(metrics, dict) else ()
    return next((each for each in values if each is not None), None)
