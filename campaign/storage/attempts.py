"""Tries to publish, written down before the request leaves and finished after the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from campaign.model import Attempt, Publication
from campaign.storage.tables import attempts

_FIELDS = attempts.c
UNDER_WAY = "under way"
NO_ANSWER = "no answer"


def begin(
    connection: Connection,
    leaving: Sequence[tuple[Publication, Mapping[str, Any]]],
    now: datetime,
) -> list[int]:
    """Write down what is about to be sent, by publication and payload; the attempts' numbers."""
    if not leaving:
        return []
    rows = [
        {
            "publication": publication.id,
            "variant_hash": publication.variant_hash,
            "key": publication.key,
            "worker": publication.worker,
            "started": now,
            "outcome": UNDER_WAY,
            "payload": payload,
        }
        for publication, payload in leaving
    ]
    new = attempts.insert().returning(_FIELDS.id, sort_by_parameter_order=True)
    return list(connection.scalars(new, rows))


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended, by its number, and what the network said."""

    attempt: int
    outcome: str
    answer: str


def end(connection: Connection, endings: Sequence[Ending], now: datetime) -> None:
    """Write down how attempts ended."""
    if endings:
        connection.execute(
            update(attempts).where(_FIELDS.id == bindparam("number")).values(ended=now),
            [{"number": e.attempt, "outcome": e.outcome, "answer": e.answer} for e in endings],
        )


def abandon(
    connection: Connection, publication: int, outcome: str, answer: str, now: datetime
) -> None:
    """End a publication's open attempts, of which no one told how they ended."""
    connection.execute(
        update(attempts)
        .where(_FIELDS.publication == publication, _FIELDS.ended.is_(None))
        .values(outcome=outcome, answer=answer, ended=now)
    )


def of(connection: Connection, publication: int) -> list[Attempt]:
    """Every attempt of one publication, oldest first."""
    query = select(attempts).where(_FIELDS.publication == publication).order_by(_FIELDS.id)
    return [Attempt(**row._mapping) for row in connection.execute(query)]
