"""What may have been charged for publishing in a span of time, as far as the database knows.

A publication counts from its claim on: nobody knows yet whether it arrives. It counts no more when
it surely did not arrive. What stays unknown counts as charged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, or_, select

from campaign.model import Cancellation, State
from campaign.storage.tables import attempts, parts, publications

_FIELDS = publications.c


@dataclass(frozen=True, slots=True)
class Charged:
    """A publication that was charged, or may have been.

    `parts` are the numbers (from 0) of its parts that are out; None means all of it. `replies` are
    the parts that were added later, each charged by itself (`storage.trust.charged`).
    """

    id: int
    channel: str
    variant_hash: str
    parts: tuple[int, ...] | None = None
    replies: frozenset[int] = frozenset()


def charged(
    connection: Connection, platform: str, begins: datetime, ends: datetime
) -> list[Charged]:
    """What was published from `begins` up to `ends` (UTC), what is in flight, and what is unknown.

    What is unknown counts in the span in which it was last tried.
    """
    tried = exists().where(attempts.c.publication == _FIELDS.id, attempts.c.started >= begins)
    doubtful = or_(
        _FIELDS.state == State.UNKNOWN.value, _FIELDS.cancelled == Cancellation.IN_DOUBT.value
    )
    whole = or_(
        and_(_FIELDS.published_at >= begins, _FIELDS.published_at < ends),
        _FIELDS.state.in_([State.PUBLISHING.value, State.PENDING.value]),
        and_(doubtful, or_(tried, _FIELDS.doubtful_since >= begins)),
    )
    query = select(_FIELDS.id, _FIELDS.channel, _FIELDS.variant_hash).where(
        _FIELDS.platform == platform, whole
    )
    found = {
        row.id: Charged(row.id, row.channel, row.variant_hash) for row in connection.execute(query)
    }
    out = (
        select(_FIELDS.id, _FIELDS.channel, _FIELDS.variant_hash, parts.c.number)
        .join(parts, parts.c.publication == _FIELDS.id)
        .where(
            _FIELDS.platform == platform,
            _FIELDS.published_at.is_(None),
            parts.c.published_at >= begins,
            parts.c.published_at < ends,
        )
        .order_by(_FIELDS.id, parts.c.number)
    )
    begun: dict[int, Charged] = {}
    for row in connection.execute(out):
        if row.id not in found:
            before = begun.get(row.id)
            numbers = (*(before.parts or () if before else ()), row.number)
            begun[row.id] = Charged(row.id, row.channel, row.variant_hash, numbers)
    return [*found.values(), *begun.values()]
