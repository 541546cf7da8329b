"""Which ids at the networks are taken: a post there is one publication of ours and no other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, union_all

from campaign.storage.quick import Quick, among, listed
from campaign.storage.tables import parts, publications

_FIELDS = publications.c
_GIVES = (_FIELDS.id, _FIELDS.channel, _FIELDS.remote_id)
_ALSO = timedelta(days=1)  # how much further back than a listing is read ids are known


def _build(kind: str) -> Any:
    whole = select(*_GIVES).where(among(_FIELDS.remote_id, "ids", kind))
    of_parts = (
        select(_FIELDS.id, _FIELDS.channel, parts.c.remote_id)
        .join(parts, parts.c.publication == _FIELDS.id)
        .where(among(parts.c.remote_id, "ids", kind))
    )
    return union_all(whole, of_parts)


_HOLDERS = Quick(_build, gives=_GIVES)


def holders(connection: Connection, remote_ids: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """Whose these ids are: the number and the channel of each publication that has one."""
    wanted = sorted({each for each in remote_ids if each})
    found: dict[str, list[tuple[int, str]]] = {}
    if not wanted:
        return found
    for number, channel, name in _HOLDERS.rows(connection, {"ids": listed(connection, wanted)}):
        found.setdefault(name, []).append((number, channel))
    return found


def ids_of_others(
    connection: Connection, publication: int, channels: Collection[str], since: datetime
) -> frozenset[str]:
    """The ids of all other publications on these channels since a day before an instant (UTC)."""
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
