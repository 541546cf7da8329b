"""What was on its way when a person skipped it: it came back and is cancelled, or it is out.

::

    came back        → cancelled, as if it had been skipped in time
    out, withdrawn   → the skip came too late, and ends
    still there      → held; looked at again by the next tick
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from campaign.engine.context import EngineContext
from campaign.model import Cancellation, Hold, Publication, State
from campaign.storage import publications
from campaign.storage.desk import skips
from campaign.storage.desk.skips import Skip
from campaign.storage.trust import changes

#: Nothing is under way in these states, and something may still go out.
STOPPABLE: Final = (State.SCHEDULED, State.MISSED, State.FAILED)
_TOO_LATE: Final = (State.PUBLISHED, State.WITHDRAWN)


def settle_skips(context: EngineContext) -> None:
    """Bring to an end what was skipped while it was on its way; raises StorageError."""
    with context.database.read() as connection:
        waiting = skips.on_their_way(connection)
    for number in waiting:
        with context.database.write() as connection:
            conclude(connection, number, who=context.worker, now=context.clock())


def conclude(connection: Connection, number: int, *, who: str, now: datetime) -> None:
    """Cancel a skipped publication that came back, or end the skip of one that is out.

    What is still on its way stays held.
    """
    publication = changes.lock(connection, number)
    skip = skips.of(connection, number)
    if publication is None or skip is None:
        return
    if publication.state in STOPPABLE:
        stop(connection, publication, skip, who=skip.who, now=now)
    elif publication.state in _TOO_LATE:
        skips.end(connection, number, who=who, now=now)
        if publication.hold is Hold.SKIPPED:
            publications.mark(
                connection, publication, Hold.NONE, who=who, now=now, reason="it was out already"
            )


def stop(
    connection: Connection, publication: Publication, skip: Skip, *, who: str, now: datetime
) -> bool:
    """Cancel what is not under way; False when it has moved since it was read."""
    return publications.change(
        connection,
        publication,
        State.CANCELLED,
        who=who,
        now=now,
        reason=f"skipped by {skip.who}: {skip.reason}",
        cancelled=Cancellation.SKIPPED,
        hold=Hold.NONE,
        hold_detail="",
    )
