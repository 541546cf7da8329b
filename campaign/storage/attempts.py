"""Tries to publish, written down before the request leaves and finished after the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from campaign.model import Attempt, Publication
from campaign.storage.tables import attempts

_FIELDS = attempts.c
UNDER_WAY = "under way"
NO_ANSWER = "no answer"


def begin(
    connection: Connection, publication: Publication, payload: Mapping[str, Any], now: datetime
) -> int:
    """Write down what is about to be sent, and give the attempt's number."""
    number: int = connection.execute(
        attempts.insert()
        .values(
            publication=publication.id,
            variant_hash=publication.variant_hash,
            key=publication.key,
            worker=publication.worker,
            started=now,
            outcome=UNDER_WAY,
            payload=payload,
        )
        .returning(_FIELDS.id)
    ).scalar_one()
    return number


def end(
    connection: Connection, identifier: int, *, outcome: str, answer: str, now: datetime
) -> None:
    """Write down how an attempt ended and what the network said."""
    connection.execute(
        update(attempts)
        .where(_FIELDS.id == identifier)
        .values(outcome=outcome, answer=answer, ended=now)
    )


def abandon(connection: Connection, publication: int, *, answer: str, now: datetime) -> None:
    """Write down of a publication's open attempts that no one told how they ended."""
    connection.execute(
        update(attempts)
        .where(_FIELDS.publication == publication, _FIELDS.ended.is_(None))
        .values(outcome=NO_ANSWER, answer=answer, ended=now)
    )


def of(connection: Connection, publication: int) -> list[Attempt]:
    """Every attempt of one publication, oldest first."""
    query = select(attempts).where(_FIELDS.publication == publication).order_by(_FIELDS.id)
    return [Attempt(**row._mapping) for row in connection.execute(query)]
