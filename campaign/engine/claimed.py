"""Values on the way through the engine: a claimed publication, and the result of sending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.errors import PlatformError
from campaign.model import Attempt, Payload, Pending, Publication, Receipt
from campaign.platforms.protocols import Platform


@dataclass(frozen=True, slots=True)
class ClaimedPublication:
    """One claimed publication with its requests, one for each part.

    `started` (UTC) is when its try began, as it is written down. `earlier` are its tries before,
    the oldest first. With `in_doubt`, it may be out already.
    """

    publication: Publication
    payloads: tuple[Payload, ...]
    platform: Platform
    started: datetime
    earlier: tuple[Attempt, ...] = ()
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing was sent, for a reason of our own."""

    reason: str


#: How one send ended.
Answer = Receipt | Pending | PlatformError | NotSent


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of sending a claimed publication, to be written down."""

    claimed: ClaimedPublication
    answer: Answer


@dataclass(frozen=True, slots=True)
class TornSend:
    """A claimed publication whose thread was ended in the middle: nobody knows how far it came."""

    claimed: ClaimedPublication
    error: BaseException
