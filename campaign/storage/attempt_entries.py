"""What the record keeps of a try: its exact payload, how it ended, and the network's raw answer.

Payload and answer stand in the entries as commitments; they lie beside the chain, so that they can
be pruned after the years that the configuration names. A try is known by its publication and the
instant at which it began. Where a publication moves with its try, "move" tells of that in the same
entry: a publisher writes hundreds of them a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row

from campaign.model import AttemptOutcome, Decision, Publication, State
from campaign.storage import moves, record
from campaign.storage.record import Entry, RecordAct
from campaign.storage.record_format import canonical, instant

#: The key of an entry's details that tells of a move: its states, and the columns it changed.
MOVE: Final = "move"

_CLAIMED: Final = {
    "before": State.SCHEDULED.value,
    "after": State.PUBLISHING.value,
    "decision": Decision.NONE.value,
    "set": {},
}


def began(
    connection: Connection,
    leaving: Sequence[tuple[Publication, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Write into the record what is about to be sent, by publication and payload."""
    started = instant(now)
    record.note(
        connection,
        [
            Entry(
                RecordAct.ATTEMPT_BEGAN,
                publication.worker,
                now,
                publication.post,
                publication.id,
                {
                    "started": started,
                    "set": {"variant_hash": publication.variant_hash, "key": publication.key},
                    MOVE: _CLAIMED,
                },
                {"payload": canonical(payload)},
            )
            for publication, payload in leaving
        ],
    )


def ended(
    act: RecordAct,
    *,
    publication: int,
    post: str,
    who: str,
    started: datetime,
    now: datetime,
    outcome: AttemptOutcome | None = None,
    ended: datetime | None = None,
    answer: str | None = None,
    move: Mapping[str, Any] | None = None,
) -> Entry:
    """An entry about a try; what is None has not changed with it."""
    changed: dict[str, Any] = {}
    if outcome is not None:
        changed["outcome"] = outcome.value
    if ended is not None:
        changed["ended"] = instant(ended)
    return Entry(
        act,
        who,
        now,
        post,
        publication,
        {"started": instant(started), "set": changed, **({MOVE: move} if move else {})},
        {} if answer is None else {"answer": answer},
    )


def published(before: State, values: Mapping[str, Any]) -> dict[str, Any]:
    """The move of a publication that is public, as an entry about its try tells it."""
    return {
        "before": before.value,
        "after": State.PUBLISHED.value,
        "decision": Decision.NONE.value,
        "set": moves.evidence(values),
    }


def marked(connection: Connection, rows: Sequence[Row[Any]], now: datetime, **changed: Any) -> None:
    """Write into the record that tries have changed.

    Each row has the columns `publication`, `post`, `worker` and `started`.
    """
    record.note(
        connection,
        [
            ended(
                RecordAct.ATTEMPT_MARKED,
                publication=row.publication,
                post=row.post,
                who=row.worker,
                started=row.started,
                now=now,
                **changed,
            )
            for row in rows
        ],
    )
