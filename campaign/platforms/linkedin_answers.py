"""How LinkedIn's answers are read: refusals, receipts, posts, comments, counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from analytics.metrics import Counts
from campaign.errors import PlatformError, Rejected, Unauthorized, Unavailable
from campaign.platforms.counting import count
from campaign.platforms.linkedin_text import plain

SITE = "https://www.linkedin.com"
_URN = re.compile(r"urn:li:[A-Za-z]+:[A-Za-z0-9_(),:-]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOKEN = {
    "EXPIRED_ACCESS_TOKEN",
    "INVALID_ACCESS_TOKEN",
    "REVOKED_ACCESS_TOKEN",
    "ACCESS_DENIED",
    "EMPTY_ACCESS_TOKEN",
    # No post gets in before a person has changed the version, as with code 2635 of the Graph API.
    "NONEXISTENT_VERSION",
    "VERSION_MISSING",
}


def words(told: Any) -> tuple[str, str]:
    """https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling."""
    if not isinstance(told, dict):
        return "", ""
    details = told.get("errorDetails")
    inner = details.get("inputErrors") if isinstance(details, dict) else None
    codes = [str(each.get("code")) for each in inner or () if isinstance(each, dict)]
    code = codes[0] if codes else str(told.get("code") or told.get("error") or "")
    return code, str(told.get("message") or told.get("error_description") or "")


def kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    """A 403 is about rights, a 426 about the version; a conflict passes, and nothing was taken."""
    if (code in _TOKEN or status == 426) and status < 500:
        return Unauthorized
    return Unavailable if status == 409 else None


def checked_urn(value: str) -> str:
    """An id as LinkedIn gives it; raises Rejected for anything else."""
    if not _URN.fullmatch(value):
        raise Rejected(f"linkedin: {value!r} is no id of a post")
    return value


def encoded(urn: str) -> str:
    """An id as a part of an address."""
    return quote(checked_urn(urn), safe="")


def named(told: Mapping[str, Any], number: str, under: str) -> str:
    """The id of a post, or of a comment under one, of which LinkedIn may tell the number alone."""
    if under:
        urn = told.get("commentUrn") or told.get("$URN")
        return str(urn) if urn else f"urn:li:comment:({under},{number})" if number.isdigit() else ""
    return number


def duplicate_of(error: PlatformError) -> str:
    """The post that a refused one repeats, as the refusal names it; "" when it is no such one."""
    if "duplicate" not in f"{error.code} {error.answer}".casefold():
        return ""
    found = _URN.search(error.answer)
    return found[0].rstrip(".,:") if found else ""


def url(urn: str, server: str, usual: str) -> str:
    """Where a post is seen; on another server than LinkedIn's, there."""
    return f"{SITE if server == usual else server}/feed/update/{urn}/"


def made(post: Mapping[str, Any]) -> datetime | None:
    """The UTC instant at which a post or comment was made, None where it is not said."""
    created = post.get("created")
    stamp = created.get("time") if isinstance(created, dict) else None
    for value in (post.get("publishedAt"), post.get("createdAt"), stamp):
        if type(value) is int and value > 0:
            return _EPOCH + timedelta(milliseconds=value)
    return None


def says(post: Mapping[str, Any]) -> str | None:
    """What a post says, as it is read; None where it is not told."""
    text = post.get("commentary")
    return plain(text) if isinstance(text, str) else None


def pictures(post: Mapping[str, Any]) -> int:
    """How many pictures or documents a post has."""
    content = post.get("content")
    if not isinstance(content, dict):
        return 0
    several = content.get("multiImage")
    if isinstance(several, dict) and isinstance(several.get("images"), list):
        return len(several["images"])
    return 1 if "media" in content else 0


def summary(told: Mapping[str, Any], known: Counts) -> Counts:
    """The same with what `socialMetadata` tells: reactions of every kind, and comments now."""
    kinds = told.get("reactionSummaries")
    each = kinds.values() if isinstance(kinds, dict) else ()
    some = [one.get("count") for one in each if isinstance(one, dict)]
    numbers = [number for one in some if (number := count(one)) is not None]
    comments = told.get("commentSummary")
    replies = count(comments.get("count")) if isinstance(comments, dict) else None
    return replace(
        known,
        reactions=count(sum(numbers)) if isinstance(kinds, dict) else known.reactions,
        replies=known.replies if replies is None else replies,
    )


def counts(figures: Mapping[str, Any]) -> Counts:
    """What `totalShareStatistics` tells; LinkedIn counts no quotes and no saves."""

    def number(name: str) -> int | None:
        return count(figures.get(name))

    return Counts(
        reactions=number("likeCount"),
        reposts=number("shareCount"),
        replies=number("commentCount"),
        clicks=number("clickCount"),
        views=number("impressionCount"),
    )
