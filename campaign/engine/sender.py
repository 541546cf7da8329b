"""Send what was claimed, once, and hand back what came of it.

::

    attempt (committed before) → ours still? → asked before? → send, past the fence → note

The note is written down by the clerk before this sender takes another post: whatever happens in
between, the row tells it, or nothing does, and then its lease ends and the network is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from campaign.engine import multipart
from campaign.engine.context import Desk
from campaign.errors import OutcomeUnknown, PlatformError, StorageError, Withheld
from campaign.model import Absent, Attempt, Delivery, Payload, Pending, Publication, Receipt
from campaign.platforms.protocols import Platform
from campaign.storage import restores

log = logging.getLogger(__name__)

_LOST = "it may have gone out before a backup was put back: its network is asked first"


@dataclass(frozen=True, slots=True)
class Flight:
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


Answer = Receipt | Pending | PlatformError | NotSent


@dataclass(frozen=True, slots=True)
class Note:
    """What came of a flight, to be written down."""

    flight: Flight
    answer: Answer


def send(
    desk: Desk, flight: Flight, ours: Callable[[int], bool], halted: Callable[[], bool]
) -> Note:
    """Send one, if it is `ours` still and nobody has `halted` us; raises nothing."""
    if halted():
        return Note(flight, NotSent("not sent: this process was stopping"))
    if not ours(flight.publication.id):
        reason = "not sent: others took so long that the claim was about to end"
        return Note(flight, NotSent(reason))
    try:
        return Note(flight, _found(desk, flight) or _published(desk, flight))
    except Withheld as error:
        return Note(flight, NotSent(str(error)))
    except PlatformError as error:
        return Note(flight, error)
    except StorageError as error:
        # The receipt of a part could not be written down: the network knows what is out.
        return Note(flight, OutcomeUnknown(str(error)))
    except Exception as error:
        log.exception("Unforeseen while sending", extra={"action": "unforeseen"})
        return Note(flight, OutcomeUnknown(f"{type(error).__name__}: {error}"))


def _found(desk: Desk, flight: Flight) -> Receipt | NotSent | None:
    """What an earlier try left there, asked once more at the last moment.

    A server may take a post long after its answer was given up, and one that ignores keys would
    then show it twice.
    """
    publication = flight.publication
    if not flight.in_doubt or flight.platform.delivery is Delivery.AT_MOST_ONCE:
        return None
    lost = publication.doubtful_since is not None
    try:
        answer = multipart.find(desk, publication, flight.platform, flight.earlier)
    except PlatformError as error:
        if lost:
            raise OutcomeUnknown(f"{_LOST}: {error}") from error
        raise
    if not isinstance(answer, Receipt):
        if lost and not _is_proved(desk, answer):
            raise OutcomeUnknown(_LOST)
        return None
    return multipart.found(desk, publication, answer) or NotSent("a part of it was found")


def _is_proved(desk: Desk, answer: Absent | None) -> bool:
    """Whether what a backup may have lost is surely not out, so long after it was put back."""
    if answer is None:
        return False
    with desk.database.read() as connection:
        restored = restores.last(connection)
    return restored is None or desk.clock() >= restored + desk.proves(answer.by)


def _published(desk: Desk, flight: Flight) -> Answer:
    answer = multipart.publish(
        desk, flight.publication, flight.platform, flight.payloads, flight.earlier
    )
    return NotSent(str(answer)) if isinstance(answer, Withheld) else answer
