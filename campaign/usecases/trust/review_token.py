"""The token of an invitation's link: signed, for one post and one region, with its own end.

The signature keeps a guessed or altered token away from the database. What counts then is the row
that is found by the token's hash: it can be ended, and it is answered once.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

#: What the keys are made for (`Keyring.signing_keys`), and the salt of the signature.
PURPOSE: Final = "review-invitation"

_LONGEST = 1_000  # characters; ours have some 200
_BYTES = 16


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: for which post and region, and when (UTC, in seconds) it ends."""

    post: str
    region: str
    until: int


def make(keys: Sequence[bytes], post: str, region: str, until: datetime, now: datetime) -> str:
    """A new token, which nobody can guess; the last key signs."""
    content = [secrets.token_urlsafe(_BYTES), post, region, int(until.timestamp())]
    made = _serializer(keys, now).dumps(content)
    return made if isinstance(made, str) else made.decode("ascii")


def read(keys: Sequence[bytes], token: str, now: datetime) -> Claims | None:
    """What a token says, None for one that none of these keys has signed."""
    if len(token) > _LONGEST or not token.isascii():
        return None
    try:
        content = _serializer(keys, now).loads(token)
    except (BadData, ValueError, TypeError, RecursionError):
        return None
    match content:
        case [str(), str(post), str(region), int(until)]:
            return Claims(post, region, until)
    return None


def digest(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()


def _serializer(keys: Sequence[bytes], now: datetime) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        list(keys),
        salt=PURPOSE,
        signer=_Signer,
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac", "now": now},
    )


class _Signer(TimestampSigner):
    """Stamps with the time that it is given: only doors read the clock."""

    def __init__(self, *given: Any, now: datetime, **named: Any) -> None:
        super().__init__(*given, **named)
        self._now = now

    def get_timestamp(self) -> int:
        return int(self._now.timestamp())
