"""What was due or went out in a span of time, for exports; nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, or_, select

from campaign.model import Publication, State
from campaign.storage.publication_rows import value
from campaign.storage.tables import publications

#: The states of what may still go out.
COMING = (State.SCHEDULED, State.PUBLISHING, State.PENDING, State.UNKNOWN)

_FIELDS = publications.c
# Names in one statement: each database takes so many.
_PORTION = 500


def publications_of(
    connection: Connection, since: datetime, until: datetime
) -> list[tuple[str, int]]:
    """Post and number of what was due or went out in a span (UTC, the end excluded)."""
    within = or_(
        *((column >= since) & (column < until) for column in (_FIELDS.due, _FIELDS.published_at))
    )
    return [
        (row.post, row.id)
        for row in connection.execute(select(_FIELDS.post, _FIELDS.id).where(within))
    ]


def numbered(connection: Connection, ids: Collection[int]) -> list[Publication]:
    """These publications, in the order of their numbers."""
    names = sorted(ids)
    found: list[Publication] = []
    for start in range(0, len(names), _PORTION):
        query = select(publications).where(_FIELDS.id.in_(names[start : start + _PORTION]))
        found += [value(row) for row in connection.execute(query.order_by(_FIELDS.id))]
    return found


def coming(connection: Connection) -> frozenset[str]:
    """The activities of which something may still go out."""
    query = select(_FIELDS.activity).where(_FIELDS.state.in_(COMING)).distinct()
    return frozenset(connection.scalars(query))


def planned(connection: Connection) -> frozenset[str]:
    """The posts of which anything was ever planned."""
    return frozenset(connection.scalars(select(_FIELDS.post).distinct()))
