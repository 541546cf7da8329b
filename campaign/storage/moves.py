"""What is written of a move of publications: a row of the history and an entry of the record.

An entry says under "set" what the move has changed of the columns in `EVIDENCE`, so that the record
alone tells how each publication stands: `campaign evidence verify` compares both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from campaign.model import Decision, Publication, State
from campaign.storage import record
from campaign.storage.compiled_sql import Quick
from campaign.storage.record import Entry, RecordAct
from campaign.storage.record_format import instant
from campaign.storage.tables import history, publications

#: The columns of a publication that tell what went out, where and when. The others say how the
#: publisher is to go about it: leases, holds, the time of the next try.
EVIDENCE: Final = (
    *("post", "occurrence", "channel", "platform", "region", "language", "activity", "state"),
    *("due", "variant_hash", "recipe", "key", "remote_id", "url", "published_at"),
)

_EVIDENCE: Final = frozenset(EVIDENCE)
_REMEMBER = Quick(
    lambda _: history.insert(),
    keys=("publication", "at", "who", "before", "after", "reason", "decision"),
)


def write(
    connection: Connection,
    moved: Sequence[Publication],
    before: State | None,
    after: State,
    *,
    who: str,
    reason: str,
    now: datetime,
    decision: Decision = Decision.NONE,
    values: Mapping[str, Any] | None = None,
    each: Mapping[int, Mapping[str, Any]] | None = None,
    recorded: bool = True,
) -> None:
    """Write a move of these in the transaction that carries it out.

    Without `recorded`, only the history has it: an entry about their tries tells of the move too.
    `values` are the new values of columns for all of them, and `each` those of one, by its number.
    `before` is None for a new publication. Their rows are locked from here on, so that the history
    and the record of one publication have the same order.
    """
    if before is after and connection.dialect.name == "postgresql":  # else an UPDATE locked them
        numbers = [p.id for p in moved]
        rows = select(publications.c.id).where(publications.c.id.in_(numbers))
        connection.execute(rows.with_for_update()).all()
    move = {
        "at": now,
        "who": who,
        "before": before.value if before else "",
        "after": after.value,
        "reason": reason,
        "decision": decision.value,
    }
    _REMEMBER.many(connection, [{"publication": p.id, **move} for p in moved])
    if not recorded:
        return
    told = {"before": move["before"], "after": after.value, "decision": decision.value}
    words = {"reason": reason} if reason else {}
    record.note(
        connection,
        [
            Entry(
                RecordAct.PUBLICATION_MOVED,
                who,
                now,
                p.post,
                p.id,
                {**told, "set": evidence({**(values or {}), **(each or {}).get(p.id, {})})},
                words,
            )
            for p in moved
        ],
    )


def evidence(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of these columns that the record keeps, as JSON; "state" follows from the move."""
    return {
        name: instant(value) if isinstance(value, datetime) else value
        for name, value in values.items()
        if name in _EVIDENCE
    }
