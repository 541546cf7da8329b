"""Reads counts out of networks' answers; a value that cannot be a count becomes None."""

from __future__ import annotations

from typing import Any, Final

#: The largest number that the database holds, 2⁶³ − 1; no post has as many readers.
LARGEST: Final = 2**63 - 1


def count(value: Any) -> int | None:
    """The count in a server's answer; None unless it is a whole number from 0 to `LARGEST`."""
    return value if type(value) is int and 0 <= value <= LARGEST else None
