"""What a receiver answers: an id and an address, if it likes."""

from __future__ import annotations

from typing import Any

from campaign.errors import AlreadyThere, OutcomeUnknown, PlatformError
from campaign.model import Receipt

_LONGEST = 500  # characters of an id, and of what is told of it
_LONGEST_URL = 2000


def words(told: Any) -> tuple[str, str]:
    """The code and the sentence of a refusal, by the names most receivers use."""
    if not isinstance(told, dict):
        return "", ""
    said = told.get("message") or told.get("error") or told.get("detail") or ""
    return str(told.get("code") or ""), said if isinstance(said, str) else ""


def kind(status: int, code: str, sentence: str) -> type[PlatformError] | None:
    """A conflict says that the receiver has seen the key before.

    One that leads elsewhere may have taken the post: many answer so what they have done.
    """
    if 300 <= status < 400:
        return OutcomeUnknown
    return AlreadyThere if status == 409 else None


def receipt(told: Any) -> Receipt | None:
    """The receipt in an answer with an id; None without a usable one."""
    number = told.get("id") if isinstance(told, dict) else None
    if type(number) is int:
        number = str(number)
    if not isinstance(number, str) or not number or len(number) > _LONGEST:
        return None
    if not number.isprintable():
        return None
    return Receipt(number, _address(told.get("url")), {"id": number})


def is_about_another(told: Any, key: str) -> bool:
    """Whether an answer names another key than the one it should be about."""
    return isinstance(told, dict) and told.get("key", key) != key


def _address(url: Any) -> str:
    if not isinstance(url, str) or len(url) > _LONGEST_URL or not url.isprintable():
        return ""
    return url if url.startswith(("https://", "http://")) else ""
