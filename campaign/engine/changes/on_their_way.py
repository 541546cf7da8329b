"""What was on its way when its withdrawal was asked for: it is out by now, or it never goes out.

::

    out          → its parts are named, and taken back
    came back    → cancelled; the parts of a thread that are out are taken back
    still there  → looked at again by the next tick
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from campaign.engine.changes.closing import parts_out
from campaign.engine.context import EngineContext
from campaign.model import Cancellation, Hold, Publication, State
from campaign.model.changes import Change, ChangeKind, ChangeState
from campaign.storage import publications
from campaign.storage.trust import changes

#: Nothing is under way in these states, and something may still go out.
STOPPABLE = (State.SCHEDULED, State.MISSED, State.FAILED)
#: What is said where nobody knows under which id a post stands at its network.
NAMELESS = "nobody knows its id at the network: delete it there by hand"


def settle_arrivals(context: EngineContext, only: Collection[int] | None = None) -> None:
    """Name the parts of what has arrived since, and cancel what came back."""
    with context.database.read() as connection:
        waiting = [each for each in changes.under_way(connection, only) if _unnamed(each)]
    for each in waiting:
        with context.database.write() as connection:
            _settle(connection, each.publication, who=context.worker, now=context.clock())


def stop(
    connection: Connection, publication: Publication, *, who: str, now: datetime, in_doubt: bool
) -> bool:
    """Cancel what is not under way, so that it does not go out any more; False when it has moved.

    The calendar does not bring back what is `in_doubt`, and no thread of which a part is out.
    """
    doubtful = in_doubt or bool(publication.remote_id)
    why = Cancellation.IN_DOUBT if doubtful else Cancellation.PERSON
    return publications.change(
        connection,
        publication,
        State.CANCELLED,
        who=who,
        now=now,
        reason="taken back before it went out",
        cancelled=why,
        hold=Hold.NONE,
        hold_detail="",
    )


def _unnamed(change: Change) -> bool:
    asked = change.state is ChangeState.ASKED and not change.remote_id
    return asked and change.kind is ChangeKind.WITHDRAWAL


def _settle(connection: Connection, number: int, *, who: str, now: datetime) -> None:
    publication = changes.lock(connection, number)
    mine = [each for each in changes.open_of(connection, number) if _unnamed(each)]
    if publication is None or not mine:
        return
    first = mine[0]
    if publication.state in STOPPABLE:
        if not stop(connection, publication, who=first.who, now=now, in_doubt=False):
            return
    elif publication.state not in (State.PUBLISHED, State.CANCELLED):
        return
    out = parts_out(connection, publication)
    if not out:
        changes.end(
            connection,
            first,
            ChangeState.DROPPED,
            ended_by=who,
            now=now,
            answer="it was stopped before it went out",
        )
        return
    for part, (remote_id, url) in sorted(out.items()):
        if part == first.part:
            named = changes.name_part(connection, first, remote_id, url, now)
        else:
            named = changes.ask(
                connection,
                publication,
                part,
                ChangeKind.WITHDRAWAL,
                remote_id=remote_id,
                url=url,
                who=first.who,
                reason=first.reason,
                now=now,
                variant_after=first.variant_after,
                due=first.due,
            )
        if not remote_id:
            changes.move(connection, named, ChangeState.BY_HAND, now=now, answer=NAMELESS)
