"""What a second installation on an account leaves behind: words that are there, and not by us."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from campaign.model import Publication, State
from campaign.plan.diff import FOREIGN
from campaign.storage.publications import value
from campaign.storage.tables import history, publications

_FIELDS = publications.c
#: How `campaign resolve` begins the reason it writes down.
_DECIDED = "decided by %"


def marked(connection: Connection, limit: int | None = None) -> list[Publication]:
    """What is held because its account shows its words already, the longest due first."""
    query = (
        select(publications)
        .where(_FIELDS.state == State.SCHEDULED, _FIELDS.blocked.startswith(FOREIGN))
        .order_by(_FIELDS.due, _FIELDS.id)
        .limit(limit)
    )
    return [value(row) for row in connection.execute(query)]


def on_their_way(connection: Connection, platform: str) -> list[Publication]:
    """What may be out on a network without a receipt of it."""
    states = (State.PUBLISHING, State.PENDING, State.UNKNOWN)
    query = select(publications).where(_FIELDS.platform == platform, _FIELDS.state.in_(states))
    return [value(row) for row in connection.execute(query)]


def is_decided(connection: Connection, number: int) -> bool:
    """True when a person has looked at this publication and decided about it."""
    found = exists().where(history.c.publication == number, history.c.reason.like(_DECIDED))
    return bool(connection.scalar(select(found)))
