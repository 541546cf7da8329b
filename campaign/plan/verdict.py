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
    FIND = "find"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, at which instant (UTC; only for a retry), and why in words."""

    do: Do
    reason: str
    at: datetime | None = None


# Waits between tries when a network cannot be reached, or a token has to be mended by a person:
# they grow, and their sum stays within the usual grace.
WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
)


def decide(error: PlatformError, tries: int, now: datetime) -> Decision:
    """Decide by the error's kind and how many tries there were (the failed one included).

    Only what surely did not arrive is tried again; what may have arrived is looked for.
    """
    reason = str(error)
    match error:
        case OutcomeUnknown():
            return Decision(Do.FIND, reason)
        case Rejected() | UnsupportedFeature():
            return Decision(Do.GIVE_UP, reason)
        case RateLimited() if error.until is not None:
            return Decision(Do.RETRY, reason, max(error.until, now + timedelta(seconds=1)))
        case RateLimited() | Unavailable() | Unauthorized():
            if tries > len(WAITS):
                return Decision(Do.GIVE_UP, f"{reason} (after {tries} tries)")
            return Decision(Do.RETRY, reason, now + WAITS[tries - 1])
        case _:
            # An error nobody classified may have left something behind: look before anything else.
            return Decision(Do.FIND, reason)
