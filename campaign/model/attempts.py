"""One try to publish, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from campaign.errors import (
    AlreadyThere,
    Altered,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
    Withheld,
)


class AttemptOutcome(StrEnum):
    """How a try stands or ended; an unlisted word becomes `unclassified`, and so a doubt.

    `under-way`: the request may have left. `second-step`: its network has it, and the step that
    makes it public is under way. `no-answer`: its worker never reported how it ended. `pending`:
    its network has it and has not made it public. `not-sent`: nothing left, for a reason of our
    own. `absent`: it was in doubt, and did not arrive. `altered`: what is stored is not what was
    approved, so nothing left. The others are the network's own outcomes.
    """

    UNDER_WAY = "under-way"
    SECOND_STEP = "second-step"
    NO_ANSWER = "no-answer"
    PUBLISHED = "published"
    PENDING = "pending"
    NOT_SENT = "not-sent"
    ABSENT = "absent"
    ALTERED = "altered"
    UNSUPPORTED = "unsupported"
    REJECTED = "rejected"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate-limited"
    UNAVAILABLE = "unavailable"
    OUTCOME_UNKNOWN = "outcome-unknown"
    ALREADY_THERE = "already-there"
    UNCLASSIFIED = "unclassified"

    @classmethod
    def _missing_(cls, value: object) -> AttemptOutcome:
        return cls.UNCLASSIFIED

    @classmethod
    def of(cls, error: PlatformError) -> AttemptOutcome:
        """How a try ended that raised this error, or one derived from it."""
        return next((how for kind, how in _BY_KIND if isinstance(error, kind)), cls.UNCLASSIFIED)

    @property
    def leaves_doubt(self) -> bool:
        """True when the post may be there all the same: its network is asked before a new try.

        Every outcome is a doubt that is not known to leave none.
        """
        return self not in SETTLED


#: How tries end after which it is known whether the post is there.
SETTLED: Final = frozenset(
    {
        AttemptOutcome.PUBLISHED,
        AttemptOutcome.PENDING,
        AttemptOutcome.NOT_SENT,
        AttemptOutcome.ABSENT,
        AttemptOutcome.ALTERED,
        AttemptOutcome.UNSUPPORTED,
        AttemptOutcome.REJECTED,
        AttemptOutcome.UNAUTHORIZED,
        AttemptOutcome.RATE_LIMITED,
        AttemptOutcome.UNAVAILABLE,
    }
)

# The first that fits counts: a derived kind stands before the one it derives from.
_BY_KIND: Final = (
    (AlreadyThere, AttemptOutcome.ALREADY_THERE),
    (OutcomeUnknown, AttemptOutcome.OUTCOME_UNKNOWN),
    (Withheld, AttemptOutcome.NOT_SENT),
    (Altered, AttemptOutcome.ALTERED),
    (UnsupportedFeature, AttemptOutcome.UNSUPPORTED),
    (Rejected, AttemptOutcome.REJECTED),
    (Unauthorized, AttemptOutcome.UNAUTHORIZED),
    (RateLimited, AttemptOutcome.RATE_LIMITED),
    (Unavailable, AttemptOutcome.UNAVAILABLE),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to publish: written down before the request leaves, finished after the answer."""

    id: int
    publication: int
    variant_hash: str
    key: str
    worker: str
    started: datetime
    ended: datetime | None
    outcome: AttemptOutcome
    payload: Mapping[str, Any]
    answer: str = ""
