"""Reads Mastodon's answers: refusals, resets, receipts, counts, limits."""

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
    """No code, and the sentence of a refusal: https://docs.joinmastodon.org/entities/Error/."""
    if not isinstance(body, dict):
        return "", ""
    words = [str(body[name]) for name in ("error", "error_description") if body.get(name)]
    return "", ": ".join(words)


def is_own(status: int, body: Any) -> bool:
    """True for an error of the API itself: https://docs.joinmastodon.org/entities/Error/."""
    return isinstance(body, dict) and isinstance(body.get("error"), str)


def kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    """Unauthorized for a 403 about scopes or the login; None for any other refusal."""
    about = ("scope", "login is", "not confirmed", "pending approval", "suspended", "disabled")
    if status == 403 and any(each in words.lower() for each in about):
        return Unauthorized
    return None


def reset(headers: Mapping[str, str]) -> datetime | None:
    """When the window opens, in ISO 8601: https://docs.joinmastodon.org/api/rate-limits/."""
    value = headers.get("x-ratelimit-reset", "")
    return instant(value) if "T" in value else None


def receipt(status: Any) -> Receipt | None:
    """The receipt for a status; None when the value is not a status."""
    if not isinstance(status, dict) or not is_id(status.get("id")):
        return None
    return Receipt(str(status["id"]), url(status), status)


def url(status: Mapping[str, Any]) -> str:
    """Where people see a status; "" when the server gives no address."""
    addresses = (status.get("url"), status.get("uri"))
    return next(
        (each for each in addresses if isinstance(each, str) and 0 < len(each) < _LONGEST), ""
    )


def honours_keys(instance: Any) -> bool:
    """Whether a `GET /api/v2/instance` shows Mastodon or a fork of it, which honour the key.

    GoToSocial, Takahe, Pleroma and others have the same API and ignore the key. They name another
    source, and their version says "compatible".
    """
    fields = instance if isinstance(instance, dict) else {}
    source, version = fields.get("source_url"), fields.get("version")
    if not isinstance(source, str) or not isinstance(version, str):
        return False
    return source.rstrip("/").lower().endswith("/mastodon") and "compatible" not in version.lower()


def number(fields: Mapping[str, Any], name: str) -> int | None:
    """A count; None when the server gives none, or a value that is not a count."""
    return count(fields.get(name))


def is_id(value: Any) -> bool:
    """True for an id: other servers' ids may have letters or be numbers; none has a slash."""
    if type(value) is int:
        return 0 < value <= LARGEST
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def checked_id(value: str) -> str:
    """The value, to be used in a path; raises Rejected when it is not an id."""
    if not is_id(value):
        raise Rejected(f"mastodon: {value[:80]!r} is no id of a status")
    return value


def account(status: Mapping[str, Any]) -> str:
    """The id of a status's author; "" when the server does not give it."""
    author = status.get("account")
    number = author.get("id") if isinstance(author, dict) else None
    return str(number) if is_id(number) else ""


def limits(instance: Any, known: Limits) -> Limits:
    """The `known` limits, replaced by those that a server gives in `GET /api/v2/instance`."""

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
        picture_size=replace(
            known.picture_size,
            pixels=bound("media_attachments", "image_matrix_limit", known.picture_size.pixels),
        ),
        video_size=replace(
            known.video_size,
            pixels=bound("media_attachments", "video_matrix_limit", known.video_size.pixels),
        ),
        alt=bound("media_attachments", "description_limit", known.alt or 0),
    )
