"""The form of an entry of the record, and its hash: the one place where both are defined.

::

    public   {..., "private": {"who": c, ...}}     c = SHA-256("salt:value"), hexadecimal
    private  {"who": [salt, value], ...}           beside the chain; may be deleted one day
    hash     SHA-256 of the canonical JSON of
             [hash of the entry before, number, id, at, act, post, publication, public]

Canonical JSON (`canonical`): keys sorted by their code points, no spaces, no escapes but those that
JSON demands, UTF-8. `at` is an instant in UTC with six decimals and "+00:00". The first entry
follows `BEGINNING`. `docs/evidence.md` says the same for people who check a record without us.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

#: What the first entry follows.
BEGINNING: Final = "0" * 64

#: Under this key of `public` stand the commitments.
PRIVATE: Final = "private"

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical(value: Any) -> str:
    """JSON in the one form that is hashed; instants become text. Raises TypeError, ValueError."""
    return _encode(value)


def instant(at: datetime) -> str:
    """An instant as an entry has it: UTC, with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def salts(count: int) -> list[str]:
    """New salts: without its own, nobody can guess a short value from its commitment."""
    drawn = secrets.token_hex(16 * count)
    return [drawn[start : start + 32] for start in range(0, len(drawn), 32)]


def commitment(salt: str, value: str) -> str:
    """What stands in an entry for a private value; it says nothing without its salt."""
    return sha256(f"{salt}:{value}".encode()).hexdigest()


def digest(
    before: str,
    *,
    number: int,
    id: int,
    at: str,
    act: str,
    post: str,
    publication: int | None,
    public: str,
) -> str:
    """The hash of an entry that follows the hash `before`.

    `at` is as `instant` gives it, and `public` is the canonical JSON of the public part.
    """
    head = _encode([before, number, id, at, act, post, publication])
    return sha256(f"{head[:-1]},{public}]".encode()).hexdigest()
