"""How Mastodon's answers are read: refusals, resets, receipts, counts, limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from campaign.errors import PlatformError, Rejected, Unauthorized
from campaign.model import Limits, Receipt
from campaign.platforms.counting import LARGEST, count
from campaign.platforms.http.timestamps import instant

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LONGEST = 2000  # characters of an address


def words(body: Any) -> tuple[str, str]:
    """https://docs.joinmastodon.org/entities/Error/."""
    if not isinstance(body, dict):
        return "", ""
    words = [str(body[name]) for name in ("error", "error_description") if body.get(name)]
    return "", ": ".join(words)


def is_own(status: int, body: Any) -> bool:
    """True for an error as the API tells it, https://docs.joinmastodon.org/entities/Error/."""
    return isinstance(body, dict) and isinstance(body.get("error"), str)


def kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    """A 403 is about the credential when it speaks of scopes or of the login."""
    about = ("scope", "login is", "not confirmed", "pending approval", "suspended", "disabled")
    if status == 403 and any(each in words.lower() for each in about):
        return Unauthorized
    return None


def reset(headers: Mapping[str, str]) -> datetime | None:
    """ISO 8601, not Unix seconds: https://docs.joinmastodon.org/api/rate-limits/."""
    value = headers.get("x-ratelimit-reset", "")
    return instant(value) if "T" in value else None


def receipt(status: Any) -> Receipt | None:
    """The receipt for a status, None for what is no status."""
    if not isinstance(status, dict) or not is_id(status.get("id")):
        return None
    return Receipt(str(status["id"]), url(status), status)


def url(status: Mapping[str, Any]) -> str:
    """Where people see a status; "" where the server does not say it."""
    addresses = (status.get("url"), status.get("uri"))
    return next(
        (each for each in addresses if isinstance(each, str) and 0 < len(each) < _LONGEST), ""
    )


def honours_keys(instance: Any) -> bool:
    """Whether a `GET /api/v2/instance` is that of Mastodon or of a fork, which keep its keys.

    GoToSocial, Takahe, Pleroma and others speak its API and ignore the key: they name a source of
    their own, and tell no version of Mastodon's API but by imitation.
    """
    fields = instance if isinstance(instance, dict) else {}
    source, version = fields.get("source_url"), fields.get("version")
    if not isinstance(source, str) or not isinstance(version, str):
        return False
    return source.rstrip("/").lower().endswith("/mastodon") and "compatible" not in version.lower()


def number(fields: Mapping[str, Any], name: str) -> int | None:
    """A count; None where the server does not say it, or says something that is none."""
    return count(fields.get(name))


def is_id(value: Any) -> bool:
    """True for an id; other servers' ids hold letters, some are numbers, none holds a slash."""
    if type(value) is int:
        return 0 < value <= LARGEST
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def checked_id(value: str) -> str:
    """An id as a path segment; raises Rejected for what is none."""
    if not is_id(value):
        raise Rejected(f"mastodon: {value[:80]!r} is no id of a status")
    return value


def account(status: Mapping[str, Any]) -> str:
    """The id of the account that a status is of; "" where the server does not say it."""
    author = status.get("account")
    number = author.get("id") if isinstance(author, dict) else None
    return str(number) if is_id(number) else ""


def limits(instance: Any, known: Limits) -> Limits:
    """The bounds a server tells in `GET /api/v2/instance`, for the rest those `known`."""

    def bound(group: str, name: str, known: int) -> int:
        value = instance
        for step in ("configuration", group, name):
            value = value.get(step) if isinstance(value, dict) else None
        return count(value) or known

    return replace(
        known,
        text=bound("statuses", "max_characters", known.text),
        url_length=bound("statuses", "characters_reserved_per_url", known.url_length),
        images=bound("statuses", "max_media_attachments", known.images),
        image_bytes=bound("media_attachments", "image_size_limit", known.image_bytes),
        video_bytes=bound("media_attachments", "video_size_limit", known.video_bytes),
        alt=bound("media_attachments", "description_limit", known.alt or 0),
    )
