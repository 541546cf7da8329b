"""Reads a receiver's answers: an optional id and address, and refusals."""

from __future__ import annotations

from typing import Any

from campaign.errors import AlreadyThere, OutcomeUnknown, PlatformError
from campaign.model import Receipt

_LONGEST = 500  # characters of an id
_LONGEST_URL = 2000


def words(body: Any) -> tuple[str, str]:
    """The code and the sentence of a refusal, from the fields that most receivers use."""
    if not isinstance(body, dict):
        return "", ""
    sentence = body.get("message") or body.get("error") or body.get("detail") or ""
    return str(body.get("code") or ""), sentence if isinstance(sentence, str) else ""


def kind(status: int, code: str, sentence: str) -> type[PlatformError] | None:
    """The error class of a refusal; None when its status decides.

    A conflict says that the receiver has seen the key before. After a redirect, the receiver may
    have taken the post: many receivers answer a successful post with one.
    """
    if 300 <= status < 400:
        return OutcomeUnknown
    return AlreadyThere if status == 409 else None


def receipt(body: Any) -> Receipt | None:
    """The receipt in an answer; None when it has no usable id."""
    number = body.get("id") if isinstance(body, dict) else None
    if type(number) is int:
        number = str(number)
    if not isinstance(number, str) or not number or len(number) > _LONGEST:
        return None
    if not number.isprintable():
        return None
    return Receipt(number, _address(body.get("url")), {"id": number})


def is_about_another(body: Any, key: str) -> bool:
    """Whether an answer names another key than this one."""
    return isinstance(body, dict) and body.get("key", key) != key


def _address(url: Any) -> str:
    if not isinstance(url, str) or len(url) > _LONGEST_URL or not url.isprintable():
        return ""
    return url if url.startswith(("https://", "http://")) else ""
