"""What is on its way through the engine: a claimed publication, and what came of sending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.errors import PlatformError
from campaign.model import Attempt, Payload, Pending, Publication, Receipt
from campaign.platforms.protocols import Platform


@dataclass(frozen=True, slots=True)
class ClaimedPublication:
    """One claimed publication with the requests it will become, one a part.

    `started` is when its try began (UTC), as it is written down; `earlier` are its tries before,
    the oldest first; `in_doubt` says that it may be out already.
    """

    publication: Publication
    payloads: tuple[Payload, ...]
    platform: Platform
    started: datetime
    earlier: tuple[Attempt, ...] = ()
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing left, for a reason of our own."""

    reason: str


#: What came of sending one.
Answer = Receipt | Pending | PlatformError | NotSent


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of sending a claimed publication, to be written down."""

    claimed: ClaimedPublication
    answer: Answer


@dataclass(frozen=True, slots=True)
class TornSend:
    """A claimed publication whose thread was ended in the middle: nobody knows how far it came."""

    claimed: ClaimedPublication
    error: BaseException
