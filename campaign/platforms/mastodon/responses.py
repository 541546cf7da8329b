"""Reads Mastodon's answers: refusals, resets, receipts, counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from campaign.errors import PlatformError, Rejected, Unauthorized, Unavailable
from campaign.model import Receipt
from campaign.platforms.counting import LARGEST, count
from campaign.platforms.http.timestamps import instant

# Ids are opaque: snac's end as a file's name does. None may lead out of its place in a path.
_ID = re.compile(r"(?!.*\.\.)(?!\.\Z)[A-Za-z0-9._~!$&'()*+,;=:@-]{1,255}")
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


def is_gone(error: PlatformError) -> bool:
    """True when the server itself says that it has no such status; a gateway's 404 is no proof."""
    return error.status in (404, 410) and error.own


def as_passing(error: PlatformError) -> PlatformError:
    """The same refusal as one that passes."""
    return Unavailable(str(error), status=error.status, code=error.code, answer=error.answer)


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
    """True for an id: other servers' ids may have letters, dots and signs; none has a slash."""
    if type(value) is int:
        return 0 < value <= LARGEST
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def checked_id(value: str) -> str:
    """The value, to be used in a path; raises Rejected when it is not an id."""
    if not is_id(value):
        raise Rejected(f"mastodon: {value[:80]!r} is no id of a status")
    return value


def in_path(value: str) -> str:
    """The value as a step of a path; raises Rejected when it is not an id."""
    return quote(checked_id(value), safe="")


def account(status: Mapping[str, Any]) -> str:
    """The id of a status's author; "" when the server does not give it."""
    author = status.get("account")
    number = author.get("id") if isinstance(author, dict) else None
    return str(number) if is_id(number) else ""
