"""Tokens against forged forms: bound to a session and a browser, and masked anew for each answer.

A token has two parts. The first fits one session, or a guest's browser: without it nothing is done.
The second fits the browser alone, and outlives a session: it shows that a form whose session ended
came from a page of the desk in this browser, so that what was typed can be given back.

The mask keeps two answers from having the token in common: its letters cannot be found out by the
lengths of compressed pages.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Final

_BYTES: Final = 32
_PARTS: Final = 3  # the mask, and what is masked by it


def make(key: bytes, bound_to: str, browser: str) -> str:
    """A token for the forms of one answer; `browser` is the hash of what the browser holds."""
    mask = secrets.token_bytes(_BYTES)
    session = _mixed(mask, _plain(key, f"csrf: {bound_to}"))
    return (mask + session + _mixed(_second(mask), _plain(key, f"page: {browser}"))).hex()


def fits(key: bytes, bound_to: str, token: str) -> bool:
    """True for a token that was made for the same session, or guest's browser."""
    given = _bytes_of(token)
    if given is None:
        return False
    mask, session = given[:_BYTES], given[_BYTES : 2 * _BYTES]
    return hmac.compare_digest(_mixed(mask, session), _plain(key, f"csrf: {bound_to}"))


def is_of_browser(key: bytes, browser: str, token: str) -> bool:
    """True for a token that was made for this browser, in whatever session."""
    given = _bytes_of(token)
    if given is None:
        return False
    mask, page = given[:_BYTES], given[2 * _BYTES :]
    return hmac.compare_digest(_mixed(_second(mask), page), _plain(key, f"page: {browser}"))


def _bytes_of(token: str) -> bytes | None:
    if len(token) != 2 * _PARTS * _BYTES or not token.isascii():
        return None
    try:
        given = bytes.fromhex(token)
    except ValueError:
        return None
    return given if len(given) == _PARTS * _BYTES else None


def _second(mask: bytes) -> bytes:
    """Another mask, out of the first: one mask for both parts would show how they differ."""
    return sha256(mask).digest()


def _plain(key: bytes, word: str) -> bytes:
    return hmac.digest(key, word.encode(), sha256)


def _mixed(mask: bytes, value: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, value, strict=True))
