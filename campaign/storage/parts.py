"""The parts of a publication that are out, each with its own receipt; part 0 is the post itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from campaign.model import Receipt
from campaign.storage.tables import parts, publications

_FIELDS = parts.c


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is out: which one (from 0), its key, its receipt, and since when (UTC)."""

    number: int
    key: str
    receipt: Receipt
    published_at: datetime


def of(connection: Connection, publication: int) -> list[Part]:
    """The parts of one publication that are out, in their order; empty for a plain one."""
    query = select(parts).where(_FIELDS.publication == publication).order_by(_FIELDS.number)
    return [
        Part(row.number, row.key, Receipt(row.remote_id, row.url, row.raw), row.published_at)
        for row in connection.execute(query)
    ]


def add(
    connection: Connection,
    publication: int,
    number: int,
    *,
    key: str,
    receipt: Receipt,
    now: datetime,
) -> Part:
    """Write down that a part is out, and give what is written: the first receipt of it stays.

    With part 0 the publication learns where it stands, although it is not published yet.
    """
    new = parts.insert().values(
        publication=publication,
        number=number,
        key=key,
        remote_id=receipt.remote_id,
        url=receipt.url,
        raw=dict(receipt.raw),
        published_at=now,
    )
    try:
        with connection.begin_nested():
            connection.execute(new)
            if number == 0:
                connection.execute(
                    update(publications)
                    .where(publications.c.id == publication)
                    .values(remote_id=receipt.remote_id, url=receipt.url)
                )
    except IntegrityError:
        known = {part.number: part for part in of(connection, publication)}
        if number not in known:
            raise  # its id is another publication's
        return known[number]
    return Part(number, key, receipt, now)
