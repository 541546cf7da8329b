"""The parts of a publication that are out, each with its own receipt; part 0 is the post itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from campaign.model import Receipt
from campaign.plan.skew import LARGEST_SKEW
from campaign.storage import record
from campaign.storage.record import Entry, RecordAct
from campaign.storage.record_format import canonical
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


def newest(
    connection: Connection, channels: Collection[str], since: datetime, now: datetime
) -> dict[str, dict[int, datetime]]:
    """When (UTC) the last part of each publication of these channels came out, after an instant.

    The result is by channel, then by the publication's number. A stamp far ahead of `now` comes
    from a wrong clock and is left out. Reads only the parts since then.
    """
    query = (
        select(publications.c.channel, _FIELDS.publication, func.max(_FIELDS.published_at))
        .join(publications, publications.c.id == _FIELDS.publication)
        .where(_FIELDS.published_at > since, _FIELDS.published_at <= now + LARGEST_SKEW)
        .group_by(publications.c.channel, _FIELDS.publication)
    )
    found: dict[str, dict[int, datetime]] = {}
    # No condition names the channels: with one, a database would read all that they ever sent.
    for channel, publication, last in connection.execute(query):
        if channel in channels:
            found.setdefault(channel, {})[publication] = last
    return found


def add(
    connection: Connection,
    publication: int,
    number: int,
    *,
    key: str,
    receipt: Receipt,
    now: datetime,
) -> Part:
    """Write down that a part is out, and give the stored part: the first receipt of a part stays.

    With part 0, the publication gets its remote id and address, although it is not published yet.
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
            _note(connection, publication, Part(number, key, receipt, now))
    except IntegrityError:
        known = {part.number: part for part in of(connection, publication)}
        if number not in known:
            raise  # the id belongs to another publication
        return known[number]
    return Part(number, key, receipt, now)


def _note(connection: Connection, publication: int, part: Part) -> None:
    """Write a part into the record; the network's raw answer is kept beside the chain."""
    whose = select(publications.c.post, publications.c.worker).where(
        publications.c.id == publication
    )
    post, worker = connection.execute(whose).one()
    details = {
        "number": part.number,
        "key": part.key,
        "remote_id": part.receipt.remote_id,
        "url": part.receipt.url,
    }
    raw = {"raw": canonical(part.receipt.raw)}
    record.note(
        connection,
        [Entry(RecordAct.PART_OUT, worker, part.published_at, post, publication, details, raw)],
    )
