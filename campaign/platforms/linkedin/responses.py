"""How LinkedIn's answers are read: refusals, receipts, posts, comments, counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from analytics.metrics import Counts
from campaign.compose.little_text import plain
from campaign.errors import PlatformError, Rejected, Unauthorized, Unavailable
from campaign.platforms.counting import count
from campaign.platforms.http.timestamps import unix
from campaign.platforms.wording import is_another

SITE = "https://www.linkedin.com"
_URN = re.compile(r"urn:li:[A-Za-z]{1,40}:[A-Za-z0-9_(),:-]{1,300}")
_POST = re.compile(r"urn:li:(?:share|ugcPost):\d{1,40}")
_TOKEN = {
    "EXPIRED_ACCESS_TOKEN",
    "INVALID_ACCESS_TOKEN",
    "REVOKED_ACCESS_TOKEN",
    "ACCESS_DENIED",
    "EMPTY_ACCESS_TOKEN",
    # No post is accepted until a person changes the version, as with code 2635 of the Graph API.
    "NONEXISTENT_VERSION",
    "VERSION_MISSING",
}


def words(body: Any) -> tuple[str, str]:
    """The code and the sentence of a refusal.

    https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling.
    """
    if not isinstance(body, dict):
        return "", ""
    details = body.get("errorDetails")
    inner = details.get("inputErrors") if isinstance(details, dict) else None
    errors = inner if isinstance(inner, list) else []
    codes = [str(each.get("code")) for each in errors if isinstance(each, dict)]
    code = codes[0] if codes else str(body.get("code") or body.get("error") or "")
    return code, str(body.get("message") or body.get("error_description") or "")


def is_own(status: int, body: Any) -> bool:
    """True for an error of the API itself: its body names the status as well.

    https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling.
    """
    return isinstance(body, dict) and body.get("status") == status


def is_gone(error: PlatformError) -> bool:
    """True when LinkedIn itself says that there is no such post or comment."""
    return error.status in (404, 410) and error.own


def kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    """The error class of a refusal; None when its status decides.

    A 403 is about rights, a 426 about the version. A conflict passes, and nothing was posted.
    """
    if (code in _TOKEN or status == 426) and status < 500:
        return Unauthorized
    return Unavailable if status == 409 else None


def checked_urn(value: str) -> str:
    """The value if it is a URN; raises Rejected for anything else."""
    if not _URN.fullmatch(value):
        raise Rejected(f"linkedin: {value[:80]!r} is no id of a post")
    return value


def is_urn(value: Any) -> bool:
    """Whether a value is a URN, the form of LinkedIn's ids."""
    return isinstance(value, str) and _URN.fullmatch(value) is not None


def is_post(urn: str) -> bool:
    """Whether a URN is that of a post, and not of a comment, a picture or an account."""
    return _POST.fullmatch(urn) is not None


def encoded(urn: str) -> str:
    """A URN, encoded as a part of an address."""
    return quote(checked_urn(urn), safe="")


def named(fields: Mapping[str, Any], number: str, under: str) -> str:
    """The URN of a post, or of a comment under one; LinkedIn may give only a comment's number."""
    if not under:
        return number
    urn = fields.get("commentUrn") or fields.get("$URN")
    if isinstance(urn, str):
        return urn
    plain_number = number.isascii() and number.isdigit()
    return f"urn:li:comment:({under},{number})" if plain_number else ""


def is_comment(urn: str) -> bool:
    """Whether a URN is that of a comment."""
    return is_urn(urn) and urn.startswith("urn:li:comment:")


def is_anothers(answer: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Whether the answer to a create is about something else than what was sent.

    The answer to a post usually has no fields. The answer to a comment has all of them, but may
    name the activity instead of the post.
    """
    for name in ("author", "actor", "object"):
        mine, shown = sent.get(name), answer.get(name)
        if isinstance(mine, str) and isinstance(shown, str):
            same_kind = mine.rpartition(":")[0] == shown.rpartition(":")[0]
            if mine != shown and (same_kind or name != "object"):
                return True
    words = _text(sent)
    return words is not None and is_another(_text(answer), words)


def _text(entry: Mapping[str, Any]) -> str | None:
    """The text of a post or a comment, as people read it; None when the answer has none."""
    message = entry.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    return text if isinstance(text, str) else says(entry)


def duplicate_of(error: PlatformError) -> str:
    """The URN of the post that a refused one repeats; "" when the refusal names none."""
    if "duplicate" not in f"{error.code} {error.answer}".casefold():
        return ""
    found = _URN.search(error.answer)
    return found[0].rstrip(".,:") if found else ""


def url(urn: str, server: str, usual: str) -> str:
    """Where people see a post; on a server other than LinkedIn's, under that server's address."""
    return f"{SITE if server == usual else server}/feed/update/{urn}/"


def made(post: Mapping[str, Any]) -> datetime | None:
    """The UTC instant at which a post or comment was made; None when LinkedIn gives none."""
    created = post.get("created")
    stamp = created.get("time") if isinstance(created, dict) else None
    for value in (post.get("publishedAt"), post.get("createdAt"), stamp):
        if type(value) is int and value > 0 and (at := unix(value // 1000)) is not None:
            return at + timedelta(milliseconds=value % 1000)
    return None


def says(post: Mapping[str, Any]) -> str | None:
    """The text of a post, as people read it; None when LinkedIn gives none."""
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


def summary(metadata: Mapping[str, Any], known: Counts) -> Counts:
    """The known counts, updated from `socialMetadata`: all kinds of reactions, and comments."""
    kinds = metadata.get("reactionSummaries")
    each = kinds.values() if isinstance(kinds, dict) else ()
    some = [one.get("count") for one in each if isinstance(one, dict)]
    numbers = [number for one in some if (number := count(one)) is not None]
    comments = metadata.get("commentSummary")
    replies = count(comments.get("count")) if isinstance(comments, dict) else None
    return replace(
        known,
        reactions=count(sum(numbers)) if isinstance(kinds, dict) else known.reactions,
        replies=known.replies if replies is None else replies,
    )


def counts(figures: Mapping[str, Any]) -> Counts:
    """The counts in `totalShareStatistics`; LinkedIn counts no quotes and no saves."""

    def number(name: str) -> int | None:
        return count(figures.get(name))

    return Counts(
        reactions=number("likeCount"),
        reposts=number("shareCount"),
        replies=number("commentCount"),
        clicks=number("clickCount"),
        views=number("impressionCount"),
    )
