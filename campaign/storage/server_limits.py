"""What servers said of their own limits, and when; one row a server, whichever channels it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model import Channel, Hold, Limits, PictureSize, Publication, ServerLimits, State
from campaign.storage.publication_rows import value
from campaign.storage.tables import publications, server_limits

_FIELDS = server_limits.c
_PUBLICATIONS = publications.c

#: A server: the name of its network, and its address.
Server = tuple[str, str]


def server_of(channel: Channel) -> Server:
    """The server that a channel is on."""
    return channel.platform, channel.server.strip().rstrip("/").lower()


def known(connection: Connection, table: Callable[[str], Limits]) -> dict[Server, ServerLimits]:
    """What each server said last; `table` gives a network's own limits, by its name.

    Servers that never answered are left out, and so are networks that raise ValueError.
    """
    query = select(server_limits).where(_FIELDS.asked_at.is_not(None))
    found: dict[Server, ServerLimits] = {}
    for row in connection.execute(query):
        try:
            limits = table(row.platform)
        except ValueError:
            continue
        found[(row.platform, row.server)] = _value(row, limits)
    return found


def tried(connection: Connection) -> dict[Server, tuple[datetime, datetime | None]]:
    """When each server was last asked, and when it last answered (UTC)."""
    query = select(_FIELDS.platform, _FIELDS.server, _FIELDS.tried_at, _FIELDS.asked_at)
    return {
        (row.platform, row.server): (row.tried_at, row.asked_at)
        for row in connection.execute(query)
    }


def claim(connection: Connection, server: Server, before: datetime | None, now: datetime) -> bool:
    """Write down that a server is asked at `now` (UTC); False when somebody else just did.

    `before` is when it was last asked, None for never.
    """
    platform, address = server
    if before is not None:
        done = connection.execute(
            update(server_limits)
            .where(
                _FIELDS.platform == platform,
                _FIELDS.server == address,
                _FIELDS.tried_at == before,
            )
            .values(tried_at=now)
        )
        return done.rowcount == 1
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = (
        dialect.insert(server_limits)
        .values(
            platform=platform,
            server=address,
            tried_at=now,
            asked_at=None,
            software="",
            version="",
            limits={},
            ignored=[],
        )
        .on_conflict_do_nothing()
        .returning(_FIELDS.server)
    )
    return connection.scalar(new) is not None


def keep(
    connection: Connection, server: Server, said: ServerLimits, table: Limits, now: datetime
) -> None:
    """Keep what a server said at `now` (UTC); `table` holds its network's own limits."""
    platform, address = server
    claim(connection, server, None, now)
    connection.execute(
        update(server_limits)
        .where(_FIELDS.platform == platform, _FIELDS.server == address)
        .values(
            tried_at=now,
            asked_at=now,
            software=said.software,
            version=said.version,
            limits=differing(said.limits, table),
            ignored=list(said.ignored),
        )
    )


def waiting(connection: Connection, channels: Sequence[str]) -> list[Publication]:
    """What is scheduled on these channels, and held by nothing or by what a server allows."""
    query = select(publications).where(
        _PUBLICATIONS.state == State.SCHEDULED,
        _PUBLICATIONS.channel.in_(channels),
        _PUBLICATIONS.hold.in_((Hold.NONE, Hold.LIMITS)),
    )
    return [value(row) for row in connection.execute(query.order_by(_PUBLICATIONS.id))]


def held(connection: Connection) -> list[Publication]:
    """What is held because its server allows less by now, the longest due first."""
    query = (
        select(publications)
        .where(_PUBLICATIONS.state == State.SCHEDULED, _PUBLICATIONS.hold == Hold.LIMITS)
        .order_by(_PUBLICATIONS.due, _PUBLICATIONS.id)
    )
    return [value(row) for row in connection.execute(query)]


def differing(limits: Limits, table: Limits) -> dict[str, Any]:
    """The fields in which limits differ from a network's table, as JSON can hold them."""
    pairs = ((f.name, getattr(limits, f.name), getattr(table, f.name)) for f in fields(Limits))
    return {
        name: asdict(given) if isinstance(given, PictureSize) else given
        for name, given, usual in pairs
        if given != usual and isinstance(given, int | str | tuple | PictureSize)
    }


def applied(table: Limits, stored: Any) -> Limits:
    """A network's table with the stored fields; one of another type is left out."""
    changed: dict[str, Any] = {}
    for name, given in stored.items() if isinstance(stored, Mapping) else ():
        usual = getattr(table, name, None)
        if isinstance(usual, PictureSize) and isinstance(given, Mapping):
            sizes = {each: given[each] for each in asdict(usual) if type(given.get(each)) is int}
            changed[name] = replace(usual, **sizes)
        elif isinstance(usual, tuple) and isinstance(given, list):
            changed[name] = tuple(str(each) for each in given)
        elif type(usual) in (int, str) and type(given) is type(usual):
            changed[name] = given
    return replace(table, **changed) if changed else table


def _value(row: Row[Any], table: Limits) -> ServerLimits:
    ignored = row.ignored if isinstance(row.ignored, list) else []
    return ServerLimits(
        applied(table, row.limits),
        row.software,
        row.version,
        tuple(str(each) for each in ignored),
        row.asked_at,
    )
