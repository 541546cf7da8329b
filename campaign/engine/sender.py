"""Send what was claimed, once, and hand back what came of it.

::

    attempt (committed before) → ours still? → asked before? → send, past the fence → result

The result is written down before this sender takes another post: whatever happens in
between, the row tells it, or nothing does, and then its lease ends and the network is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from campaign.engine import multipart
from campaign.engine.claimed import Answer, ClaimedPublication, NotSent, SendResult
from campaign.engine.context import EngineContext
from campaign.errors import OutcomeUnknown, PlatformError, StorageError, Withheld
from campaign.model import Absent, Delivery, Receipt
from campaign.storage import restores

log = logging.getLogger(__name__)

_LOST = "it may have gone out before a backup was put back: its network is asked first"


def send(
    context: EngineContext,
    claimed: ClaimedPublication,
    ours: Callable[[int], bool],
    halted: Callable[[], bool],
) -> SendResult:
    """Send one, if it is `ours` still and nobody has `halted` us; raises nothing."""
    if halted():
        return SendResult(claimed, NotSent("not sent: this process was stopping"))
    if not ours(claimed.publication.id):
        reason = "not sent: others took so long that the claim was about to end"
        return SendResult(claimed, NotSent(reason))
    try:
        return SendResult(claimed, _found(context, claimed) or _published(context, claimed))
    except Withheld as error:
        return SendResult(claimed, NotSent(str(error)))
    except PlatformError as error:
        return SendResult(claimed, error)
    except StorageError as error:
        # The receipt of a part could not be written down: the network knows what is out.
        return SendResult(claimed, OutcomeUnknown(str(error)))
    except Exception as error:
        log.exception("Unforeseen while sending", extra={"action": "unforeseen"})
        return SendResult(claimed, OutcomeUnknown(f"{type(error).__name__}: {error}"))


def _found(context: EngineContext, claimed: ClaimedPublication) -> Receipt | NotSent | None:
    """What an earlier try left there, asked once more at the last moment.

    A server may take a post long after its answer was given up, and one that ignores keys would
    then show it twice.
    """
    publication = claimed.publication
    if not claimed.in_doubt or claimed.platform.delivery is Delivery.AT_MOST_ONCE:
        return None
    lost = publication.doubtful_since is not None
    try:
        answer = multipart.find(context, publication, claimed.platform, claimed.earlier)
    except PlatformError as error:
        if lost:
            raise OutcomeUnknown(f"{_LOST}: {error}") from error
        raise
    if not isinstance(answer, Receipt):
        if lost and not _is_proved(context, answer):
            raise OutcomeUnknown(_LOST)
        return None
    return multipart.found(context, publication, answer) or NotSent("a part of it was found")


def _is_proved(context: EngineContext, answer: Absent | None) -> bool:
    """Whether what a backup may have lost is surely not out, so long after it was put back."""
    if answer is None:
        return False
    with context.database.read() as connection:
        restored = restores.last(connection)
    return restored is None or context.clock() >= restored + context.absence_delay(answer.by)


def _published(context: EngineContext, claimed: ClaimedPublication) -> Answer:
    answer = multipart.publish(
        context, claimed.publication, claimed.platform, claimed.payloads, claimed.earlier
    )
    return NotSent(str(answer)) if isinstance(answer, Withheld) else answer
