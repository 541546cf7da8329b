"""Which remote ids are booked: a post at a network belongs to one publication and no other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, union_all, update

from campaign.model import Decision, Publication, Receipt
from campaign.storage.publications import remember
from campaign.storage.tables import parts, publications

_FIELDS = publications.c
_ALSO = timedelta(days=1)  # ids are read this much further back than a listing


def holder(
    connection: Connection, remote_id: str, channels: Collection[str], but: int = 0
) -> int | None:
    """The number of the publication on these channels that has this id; `but` is left out."""
    whole = select(_FIELDS.id).where(
        _FIELDS.channel.in_(sorted(channels)), _FIELDS.remote_id == remote_id, _FIELDS.id != but
    )
    of_parts = (
        select(_FIELDS.id)
        .join(parts, parts.c.publication == _FIELDS.id)
        .where(
            parts.c.remote_id == remote_id,
            _FIELDS.channel.in_(sorted(channels)),
            _FIELDS.id != but,
        )
    )
    found: int | None = connection.scalar(union_all(whole, of_parts).limit(1))
    return found


def whose(
    connection: Connection, remote_ids: Collection[str], channels: Collection[str]
) -> dict[str, int]:
    """For each of these ids that is booked on these channels, the number of its publication."""
    wanted, names = sorted({*remote_ids} - {""}), sorted(channels)
    if not wanted:
        return {}
    whole = select(_FIELDS.remote_id, _FIELDS.id).where(
        _FIELDS.channel.in_(names), _FIELDS.remote_id.in_(wanted)
    )
    of_parts = (
        select(parts.c.remote_id, _FIELDS.id)
        .join(publications, parts.c.publication == _FIELDS.id)
        .where(_FIELDS.channel.in_(names), parts.c.remote_id.in_(wanted))
    )
    rows = connection.execute(union_all(whole, of_parts))
    return {row.remote_id: row.id for row in rows}


def complete(
    connection: Connection, publication: Publication, receipt: Receipt, *, who: str, now: datetime
) -> bool:
    """Add the address or the id that was missing of what is out; False when it changed meanwhile.

    The history has it as the person's decision that it is there.
    """
    done = connection.execute(
        update(publications)
        .where(
            _FIELDS.id == publication.id,
            _FIELDS.state == publication.state,
            _FIELDS.url == publication.url,
            _FIELDS.remote_id == publication.remote_id,
        )
        .values(url=receipt.url, remote_id=receipt.remote_id)
    )
    if done.rowcount != 1:
        return False
    state, reason = publication.state, f"{who} added where it is: {receipt.url}"
    remember(
        connection,
        [publication],
        state,
        state,
        who,
        reason,
        now,
        decision=Decision.THERE,
        values={"url": receipt.url, "remote_id": receipt.remote_id},
    )
    return True


def ids_of_others(
    connection: Connection, publication: int, channels: Collection[str], since: datetime
) -> frozenset[str]:
    """The ids of all other publications on these channels, from a day before `since` (UTC) on."""
    begin = since - _ALSO
    whole = select(_FIELDS.remote_id).where(
        _FIELDS.channel.in_(sorted(channels)),
        _FIELDS.id != publication,
        _FIELDS.remote_id != "",
        or_(_FIELDS.published_at.is_(None), _FIELDS.published_at > begin),
    )
    of_parts = (
        select(parts.c.remote_id)
        .join(publications, parts.c.publication == _FIELDS.id)
        .where(
            _FIELDS.channel.in_(sorted(channels)),
            _FIELDS.id != publication,
            parts.c.published_at > begin,
        )
    )
    return frozenset(connection.scalars(union_all(whole, of_parts)))
