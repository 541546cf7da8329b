"""Decides what to do after a try that brought no receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)


class Do(StrEnum):
    """The next thing to do with a publication."""

    RETRY = "retry"
    GIVE_UP = "give up"
    PAUSE = "pause"
    FIND = "find"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What to do after a try, and why in words; `at` is the instant (UTC) of a retry.

    `told` is true when the network itself named the instant. A pause stops the channel: the
    publication stays as it was before this try, and a person mends the credential.
    """

    do: Do
    reason: str
    at: datetime | None = None
    told: bool = False


# The waits between tries when a network cannot be reached. They grow. Their sum is less than the
# usual grace.
WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
)

_SOON = timedelta(seconds=1)


def decide(error: PlatformError, tries: int, now: datetime) -> FollowUp:
    """Decide by the kind of error and the number of tries, the failed one included.

    A post is tried again only when it surely did not arrive. If it may have arrived, the network is
    asked for it.
    """
    reason = str(error)
    match error:
        case OutcomeUnknown():
            return FollowUp(Do.FIND, reason)
        case Rejected() | UnsupportedFeature():
            return FollowUp(Do.GIVE_UP, reason)
        case Unauthorized():
            # The adapter has renewed the credential once already, so every post would be refused.
            return FollowUp(Do.PAUSE, reason)
        case RateLimited() if error.until is not None:
            return FollowUp(Do.RETRY, reason, max(error.until, now + _SOON), told=True)
        case RateLimited() | Unavailable():
            return _again(reason, tries, now)
        case _:
            # An unexpected error may have left a post at the network: look for it first.
            return FollowUp(Do.FIND, reason)


def decide_absent(because: str, tries: int, now: datetime) -> FollowUp:
    """Decide about a post that the network does not have; `because` names the evidence."""
    return _again(f"it did not arrive: {because}", tries, now)


def _again(reason: str, tries: int, now: datetime) -> FollowUp:
    if tries > len(WAITS):
        return FollowUp(Do.GIVE_UP, f"{reason} (after {tries} tries)")
    return FollowUp(Do.RETRY, reason, now + WAITS[max(tries, 1) - 1])
