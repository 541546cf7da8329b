"""What people say of a variant: comments, and requests for a change, which hold it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from campaign.model import Hold, Remark, State
from campaign.storage import row_images
from campaign.storage.tables import publications, remarks
from campaign.storage.trust.approvals import portions

_COMMENT: Final = "comment"
_SENT_BACK: Final = "sent-back"
_FIELDS = publications.c
#: States in which nothing is left to hold.
_DONE: Final = tuple(s.value for s in (State.PUBLISHED, State.WITHDRAWN, State.CANCELLED))


def add(
    connection: Connection,
    hashes: Collection[str],
    words: str,
    *,
    who: str,
    now: datetime,
    sends_back: bool = False,
) -> None:
    """Write down what somebody says of these variants at `now` (UTC)."""
    kind = _SENT_BACK if sends_back else _COMMENT
    rows = [
        {"variant_hash": name, "kind": kind, "who": who, "at": now, "words": words}
        for name in sorted(set(hashes))
    ]
    if rows:
        connection.execute(remarks.insert(), rows)
        _stand(connection, hashes, now)


def of(connection: Connection, hashes: Collection[str]) -> dict[str, list[Remark]]:
    """What was said of each of these variants, oldest first."""
    found: dict[str, list[Remark]] = {name: [] for name in hashes}
    for names in portions(hashes):
        query = select(remarks).where(remarks.c.variant_hash.in_(names)).order_by(remarks.c.id)
        for row in connection.execute(query):
            found[row.variant_hash].append(_value(row))
    return found


def standing(connection: Connection, who: str, words: str, *, sends_back: bool = False) -> set[str]:
    """The variants of which this person has said just that, and nobody has ended it."""
    query = select(remarks.c.variant_hash).where(
        remarks.c.who == who,
        remarks.c.words == words,
        remarks.c.kind == (_SENT_BACK if sends_back else _COMMENT),
        remarks.c.ended.is_(None),
    )
    return set(connection.scalars(query))


def end(connection: Connection, hashes: Collection[str], *, who: str, now: datetime) -> set[str]:
    """End what holds these variants; gives those that were held."""
    found: set[str] = set()
    for names in portions(hashes):
        ended = (
            update(remarks)
            .where(
                remarks.c.variant_hash.in_(names),
                remarks.c.kind == _SENT_BACK,
                remarks.c.ended.is_(None),
            )
            .values(ended=now, ended_by=who)
            .returning(remarks.c.variant_hash)
        )
        found.update(connection.scalars(ended))
    _stand(connection, found, now)
    return found


def hold(connection: Connection, hashes: Collection[str]) -> None:
    """Hold every publication of these variants that somebody sent back, unless anything else does.

    A plan calls this too: the words that come back, or lose another hold, are sent back still.
    """
    for names in portions(hashes):
        last = (
            select(remarks.c.variant_hash, func.max(remarks.c.id).label("id"))
            .where(
                remarks.c.variant_hash.in_(names),
                remarks.c.kind == _SENT_BACK,
                remarks.c.ended.is_(None),
            )
            .group_by(remarks.c.variant_hash)
            .subquery()
        )
        query = select(remarks).join(last, last.c.id == remarks.c.id)
        for row in connection.execute(query).all():
            connection.execute(
                update(publications)
                .where(
                    _FIELDS.variant_hash == row.variant_hash,
                    _FIELDS.hold == Hold.NONE,
                    _FIELDS.state.not_in(_DONE),
                )
                .values(hold=Hold.SENT_BACK, hold_detail=f"{row.who}: {row.words}")
            )


def release(connection: Connection, hashes: Collection[str]) -> None:
    """Hold the publications of these variants no longer for that."""
    for names in portions(hashes):
        connection.execute(
            update(publications)
            .where(_FIELDS.variant_hash.in_(names), _FIELDS.hold == Hold.SENT_BACK)
            .values(hold=Hold.NONE, hold_detail="")
        )


def _stand(connection: Connection, hashes: Collection[str], now: datetime) -> None:
    row_images.written(connection, remarks, "variant_hash", sorted(set(hashes)), now=now)


def _value(row: Any) -> Remark:
    return Remark(
        row.id,
        row.variant_hash,
        row.who,
        row.at,
        row.words,
        row.kind == _SENT_BACK,
        row.ended,
        row.ended_by,
    )
