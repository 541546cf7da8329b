"""What is kept of a credential that a network renews, and what trying one out has shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Kept:
    """A credential as it is kept; its text is never shown.

    `version` counts the renewals: 0, with an empty `text`, when nothing was kept yet. `unreadable`
    says why a kept one cannot be opened and what to do; its text is empty then. `expires` is the
    UTC instant after which only a person can bring a new one, None when it renews itself.
    """

    version: int = 0
    text: str = field(default="", repr=False)
    expires: datetime | None = None
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a renewal gave: the credential's new text, and when it ends for good, as in `Kept`."""

    text: str = field(repr=False)
    expires: datetime | None = None


class Standing(StrEnum):
    """How a credential stands. The words are stable: monitoring may compare them."""

    WORKS = "works"
    WRONG_KIND = "wrong-kind"
    WRONG_ACCOUNT = "wrong-account"
    EXPIRED = "expired"
    REVOKED = "revoked"
    MISSING_RIGHT = "missing-right"
    UNREACHABLE = "unreachable"
    MISSING = "missing"
    UNUSABLE = "unusable"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Access:
    """What a credential opens, in words for a person.

    `account` is how the network writes the account it opens, "" when it opens none; `names` all
    the ways in which a configuration may name that account, in small letters and without `@`.
    """

    standing: Standing
    says: str
    account: str = ""
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ending:
    """A channel's credential ends, at a UTC instant, before `posts` planned posts, `first` due."""

    channel: str
    expires: datetime
    posts: int
    first: datetime
