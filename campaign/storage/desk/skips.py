"""Which publications a person skipped; rows are added and ended, never deleted.

Whoever changes a row has locked its publication's row first, by a change of its state or hold.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from campaign.model import Publication, State
from campaign.storage import record, row_images
from campaign.storage.desk.tables import skips
from campaign.storage.publication_rows import of_fields
from campaign.storage.record import RecordAct
from campaign.storage.tables import publications

_FIELDS = skips.c


@dataclass(frozen=True, slots=True)
class Skip:
    """Who skipped a publication, when (UTC) and why; `ended` is when that was taken back."""

    id: int
    publication: int
    who: str
    at: datetime
    reason: str
    ended: datetime | None = None
    ended_by: str = ""


def of(connection: Connection, publication: int) -> Skip | None:
    """The skip of a publication that nobody has taken back, None when there is none."""
    query = select(skips).where(_FIELDS.publication == publication, _FIELDS.ended.is_(None))
    row = connection.execute(query).first()
    return None if row is None else Skip(**row._mapping)


def begin(
    connection: Connection, publication: int, post: str, *, who: str, reason: str, now: datetime
) -> Skip:
    """Write down at `now` (UTC) that a person skips a publication; no skip of it is open."""
    row = connection.execute(
        skips.insert()
        .values(publication=publication, who=who, at=now, reason=reason, ended_by="")
        .returning(skips)
    ).one()
    row_images.written(connection, skips, "id", [row.id], now=now)
    record.append(
        connection,
        RecordAct.SKIPPED,
        who=who,
        now=now,
        post=post,
        publication=publication,
        details={"skip": row.id},
        private={"reason": reason},
    )
    return Skip(**row._mapping)


def end(connection: Connection, publication: int, *, who: str, now: datetime) -> Skip | None:
    """End the skip of a publication at `now` (UTC), and give it; None when none is open."""
    row = connection.execute(
        update(skips)
        .where(_FIELDS.publication == publication, _FIELDS.ended.is_(None))
        .values(ended=now, ended_by=who)
        .returning(skips)
    ).first()
    if row is None:
        return None
    row_images.written(connection, skips, "id", [row.id], now=now)
    post = connection.scalar(select(publications.c.post).where(publications.c.id == publication))
    record.append(
        connection,
        RecordAct.SKIP_ENDED,
        who=who,
        now=now,
        post=post or "",
        publication=publication,
        details={"skip": row.id},
    )
    return Skip(**row._mapping)


def on_their_way(connection: Connection) -> list[int]:
    """The publications that were skipped and are not cancelled: they were on their way."""
    query = (
        select(_FIELDS.publication)
        .join(publications, publications.c.id == _FIELDS.publication)
        .where(_FIELDS.ended.is_(None), publications.c.state != State.CANCELLED)
        .order_by(_FIELDS.publication)
    )
    return list(connection.scalars(query))


def coming(
    connection: Connection, now: datetime, regions: Collection[str] | None = None
) -> list[tuple[Publication, Skip]]:
    """What is skipped and was meant for `now` (UTC) or later, the first first; of some regions."""
    named = [column.label(f"skip_{column.name}") for column in _FIELDS]
    query = (
        select(publications, *named)
        .join(skips, _FIELDS.publication == publications.c.id)
        .where(_FIELDS.ended.is_(None), publications.c.due >= now)
        .order_by(publications.c.due, publications.c.id)
    )
    if regions is not None:
        query = query.where(publications.c.region.in_(sorted(regions)))
    found = []
    for row in connection.execute(query):
        fields = dict(row._mapping)
        skip = Skip(**{column.name: fields.pop(f"skip_{column.name}") for column in _FIELDS})
        found.append((of_fields(fields), skip))
    return found
