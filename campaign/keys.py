"""The keys that make a repeat recognisable: minted once, stored with the publication.

A network takes one of two forms, see `KeyForm`; the keys of a publication's further parts have the
form of its own key. Both forms are derived, not drawn: who loses the database and plans again mints
the same idempotency keys, and a test can name the key it expects. No counter is kept anywhere, so
that several processes may mint at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HOUR = 3_600_000_000  # microseconds
_CLOCK_BITS = 10


class KeyForm(StrEnum):
    """The form of a network's keys: a UUID, or a TID (https://atproto.com/specs/tid)."""

    UUID = "uuid"
    TID = "tid"


def key_for(form: KeyForm, identity: Sequence[str], now: datetime) -> str:
    """The key of one publication in the form its network takes.

    `identity` is (post, occurrence, channel); `now` the UTC instant of minting, which only TIDs
    hold. Raises ValueError for a naive `now`.
    """
    if now.utcoffset() is None:
        raise ValueError(f"{now.isoformat()} has no time zone")
    return record_key(identity, now) if form is KeyForm.TID else idempotency_key(identity)


def part_key(key: str, number: int) -> str:
    """The key of one part of a publication, always the same; part 0 has the publication's own.

    TIDs are one microsecond apart, so that the parts' keys sort as their order.
    """
    if number == 0:
        return key
    try:
        instant, clock = _taken_apart(key)
    except ValueError:
        return idempotency_key((key, str(number)))
    return tid(instant + number, clock)


def idempotency_key(identity: Sequence[str]) -> str:
    """A key in the form of a UUID, always the same for the same publication."""
    return str(UUID(bytes=_digest(identity)[:16], version=5))


def record_key(identity: Sequence[str], now: datetime) -> str:
    """A TID for one publication, never in the future: https://atproto.com/specs/tid.

    Its time lies within the hour before `now`, which one being told by the identity, and so does
    its clock id: 41 bits that part publications minted in the same instant.
    """
    number = int.from_bytes(_digest(identity)[:8], "big")
    clock, ago = number % (1 << _CLOCK_BITS), (number >> _CLOCK_BITS) % _HOUR
    return tid((now - _EPOCH) // _MICROSECOND - ago, clock)


def tid(microseconds: int, clock: int) -> str:
    """Thirteen characters that sort as the instant they hold, in microseconds since 1970."""
    if not 0 <= microseconds < 1 << 53 or not 0 <= clock < 1 << _CLOCK_BITS:
        raise ValueError("a TID holds 53 bits of time and 10 of clock")
    number = (microseconds << _CLOCK_BITS) | clock
    return "".join(TID_ALPHABET[(number >> shift) & 31] for shift in range(60, -5, -5))


def tid_instant(key: str) -> datetime:
    """The UTC instant a TID holds; raises ValueError when it is none."""
    return _EPOCH + _taken_apart(key)[0] * _MICROSECOND


def _taken_apart(key: str) -> tuple[int, int]:
    """The microseconds since 1970 and the clock id of a TID."""
    if len(key) != 13 or not set(key) <= set(TID_ALPHABET) or key[0] not in TID_ALPHABET[:16]:
        raise ValueError(f"{key!r} is no TID")
    number = 0
    for letter in key:
        number = (number << 5) | TID_ALPHABET.index(letter)
    return number >> _CLOCK_BITS, number % (1 << _CLOCK_BITS)


def _digest(identity: Sequence[str]) -> bytes:
    return sha256(json.dumps(list(identity), ensure_ascii=False).encode()).digest()
