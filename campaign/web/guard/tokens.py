"""Tokens against forged forms: bound to a session or a browser, and masked anew for each answer.

The mask keeps two answers from having the token in common: its letters cannot be found out by the
lengths of compressed pages.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Final

_BYTES: Final = 32


def make(key: bytes, bound_to: str) -> str:
    """A token for the forms of one answer."""
    mask = secrets.token_bytes(_BYTES)
    return (mask + _mixed(mask, _plain(key, bound_to))).hex()


def fits(key: bytes, bound_to: str, token: str) -> bool:
    """True for a token that was made for the same session or browser."""
    if len(token) != 4 * _BYTES or not token.isascii():
        return False
    try:
        given = bytes.fromhex(token)
    except ValueError:
        return False
    mask, mixed = given[:_BYTES], given[_BYTES:]
    return hmac.compare_digest(_mixed(mask, mixed), _plain(key, bound_to))


def _plain(key: bytes, bound_to: str) -> bytes:
    return hmac.digest(key, f"csrf: {bound_to}".encode(), sha256)


def _mixed(mask: bytes, value: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, value, strict=True))
