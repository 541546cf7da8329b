"""Publications whose words their account shows already, in a post that none of ours has booked."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from campaign.model import Decision, Hold, Publication, State
from campaign.storage.publication_rows import value
from campaign.storage.tables import history, publications

_FIELDS = publications.c


def held(connection: Connection, limit: int | None = None) -> list[Publication]:
    """What is held because its account shows its words already, the longest due first."""
    query = (
        select(publications)
        .where(_FIELDS.state == State.SCHEDULED, _FIELDS.hold == Hold.FOREIGN)
        .order_by(_FIELDS.due, _FIELDS.id)
        .limit(limit)
    )
    return [value(row) for row in connection.execute(query)]


def on_their_way(connection: Connection, platform: str) -> list[Publication]:
    """What may be out on a network without a receipt yet."""
    states = (State.PUBLISHING, State.PENDING, State.UNKNOWN)
    query = select(publications).where(_FIELDS.platform == platform, _FIELDS.state.in_(states))
    return [value(row) for row in connection.execute(query)]


def is_decided(connection: Connection, number: int) -> bool:
    """True when a person has looked at this publication and decided about it."""
    decided = history.c.decision != Decision.NONE
    found = exists().where(history.c.publication == number, decided)
    return bool(connection.scalar(select(found)))
