"""How Mastodon's answers are read: refusals, resets, receipts, counts, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from analytics.metrics import utc
from campaign.errors import PlatformError, Rejected, Unauthorized
from campaign.model import Limits, Receipt


def words(told: Any) -> tuple[str, str]:
    """https://docs.joinmastodon.org/entities/Error/."""
    if not isinstance(told, dict):
        return "", ""
    words = [str(told[name]) for name in ("error", "error_description") if told.get(name)]
    return "", ": ".join(words)


def kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    """A 403 is about the credential when it speaks of scopes or of the login."""
    about = ("scope", "login is", "not confirmed", "pending approval", "suspended", "disabled")
    if status == 403 and any(each in words.lower() for each in about):
        return Unauthorized
    return None


def reset(headers: Mapping[str, str]) -> datetime | None:
    """ISO 8601, not Unix seconds: https://docs.joinmastodon.org/api/rate-limits/."""
    try:
        return utc(datetime.fromisoformat(headers.get("x-ratelimit-reset", "")))
    except ValueError:
        return None


def receipt(status: Any) -> Receipt | None:
    """The receipt for a status, None for what is no status."""
    if not isinstance(status, dict) or not status.get("id"):
        return None
    return Receipt(str(status["id"]), str(status.get("url") or status.get("uri") or ""), status)


def honours_keys(instance: Any) -> bool:
    """Whether a `GET /api/v2/instance` is that of Mastodon or of a fork, which keep its keys.

    GoToSocial, Takahe, Pleroma and others speak its API and ignore the key: they name a source of
    their own, and tell no version of Mastodon's API but by imitation.
    """
    told = instance if isinstance(instance, dict) else {}
    source, version = told.get("source_url"), told.get("version")
    if not isinstance(source, str) or not isinstance(version, str):
        return False
    return source.rstrip("/").lower().endswith("/mastodon") and "compatible" not in version.lower()


def number(told: Mapping[str, Any], name: str) -> int | None:
    """A count; None where the server does not say it, or says something that is none."""
    value = told.get(name)
    return value if type(value) is int and value >= 0 else None


def checked_id(value: str) -> str:
    """An id as a path segment; other servers' ids hold letters, none holds a slash."""
    if not value or not all(c.isalnum() or c in "-_" for c in value):
        raise Rejected(f"mastodon: {value!r} is no id of a status")
    return value


def limits(instance: Any, known: Limits) -> Limits:
    """The bounds a server tells in `GET /api/v2/instance`, for the rest those `known`."""

    def bound(group: str, name: str, known: int) -> int:
        value = instance
        for step in ("configuration", group, name):
            value = value.get(step) if isinstance(value, dict) else None
        return value if type(value) is int and value > 0 else known

    return replace(
        known,
        text=bound("statuses", "max_characters", known.text),
        url_length=bound("statuses", "characters_reserved_per_url", known.url_length),
        images=bound("statuses", "max_media_attachments", known.images),
        image_bytes=bound("media_attachments", "image_size_limit", known.image_bytes),
        video_bytes=bound("media_attachments", "video_size_limit", known.video_bytes),
        alt=bound("media_attachments", "description_limit", known.alt or 0),
    )
