"""Random tokens for cookies and links: they are shown once, and only their hashes are stored."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Final

#: The longest token that is looked at; ours have 43 characters.
LONGEST: Final = 200
_BYTES: Final = 32


def new() -> str:
    """A token that nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is stored of a token; "" for one that cannot be ours."""
    if not token or len(token) > LONGEST or not token.isascii():
        return ""
    return sha256(token.encode()).hexdigest()
