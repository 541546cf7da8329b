"""What to do after a try that did not end in a receipt."""

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
    """What to do after a try, at which instant (UTC; only for a retry), and why in words.

    `told` is true when the network itself named the instant. A pause is the channel's: the
    publication stays as it was before this try, and a person mends the credential.
    """

    do: Do
    reason: str
    at: datetime | None = None
    told: bool = False


# Waits between tries when a network cannot be reached: they grow, and their sum stays within the
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
    """Decide by the error's kind and how many tries there were (the failed one included).

    Only what surely did not arrive is tried again; what may have arrived is looked for.
    """
    reason = str(error)
    match error:
        case OutcomeUnknown():
            return FollowUp(Do.FIND, reason)
        case Rejected() | UnsupportedFeature():
            return FollowUp(Do.GIVE_UP, reason)
        case Unauthorized():
            # The adapter has renewed it once already: no other post of the channel would get in.
            return FollowUp(Do.PAUSE, reason)
        case RateLimited() if error.until is not None:
            return FollowUp(Do.RETRY, reason, max(error.until, now + _SOON), told=True)
        case RateLimited() | Unavailable():
            return _again(reason, tries, now)
        case _:
            # An error nobody classified may have left something behind: look before anything else.
            return FollowUp(Do.FIND, reason)


def decide_absent(because: str, tries: int, now: datetime) -> FollowUp:
    """Decide about what the network has proved not to have, `because` of which evidence."""
    return _again(f"it did not arrive: {because}", tries, now)


def _again(reason: str, tries: int, now: datetime) -> FollowUp:
    if tries > len(WAITS):
        return FollowUp(Do.GIVE_UP, f"{reason} (after {tries} tries)")
    return FollowUp(Do.RETRY, reason, now + WAITS[max(tries, 1) - 1])
