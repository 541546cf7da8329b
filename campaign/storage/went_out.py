"""How many publications went out, and how many are still to go, in spans of time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, case, func, literal_column, select

from campaign.model import State
from campaign.storage.tables import publications

_FIELDS = publications.c
_OUT = (State.PUBLISHED, State.WITHDRAWN)
#: What may still go out, or may be out already.
_COMING = (State.SCHEDULED, State.PUBLISHING, State.PENDING, State.UNKNOWN)


def instants(connection: Connection, since: datetime, until: datetime) -> list[datetime]:
    """When each publication of a span (UTC, the end excluded) went out, withdrawn ones too."""
    query = (
        select(_FIELDS.published_at)
        .where(_FIELDS.published_at >= since, _FIELDS.published_at < until)
        .where(_FIELDS.state.in_(_OUT))
        .order_by(_FIELDS.published_at)
    )
    return list(connection.scalars(query))


def ends(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """When the first and the last publication went out (UTC), withdrawn ones too."""
    out = _FIELDS.published_at
    found = [
        connection.scalar(select(each(out)).where(_FIELDS.state.in_(_OUT)))
        for each in (func.min, func.max)
    ]
    return found[0], found[1]


def counts(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """How many of a span (UTC, the end excluded) are out, and how many were withdrawn since."""
    query = (
        select(_FIELDS.state, func.count().label("number"))
        .where(_FIELDS.published_at >= since, _FIELDS.published_at < until)
        .where(_FIELDS.state.in_(_OUT))
        .group_by(_FIELDS.state)
    )
    return {row.state: row.number for row in connection.execute(query)}


def to_come(connection: Connection, since: datetime, until: datetime) -> int:
    """How many of a span (UTC, the end excluded) are not out and may still go out."""
    query = select(func.count()).where(
        _FIELDS.due >= since, _FIELDS.due < until, _FIELDS.state.in_(_COMING)
    )
    return connection.scalar(query) or 0


def last_of_channels(connection: Connection, channels: Collection[str]) -> dict[str, datetime]:
    """When each of these channels last published something (UTC)."""
    found = {}
    for name in sorted(channels):
        # One look-up in the index for each; a GROUP BY would read everything ever published.
        query = select(func.max(_FIELDS.published_at)).where(_FIELDS.channel == name)
        last = connection.scalar(query)
        if last is not None:
            found[name] = last
    return found


def coming_of_channels(
    connection: Connection, now: datetime
) -> dict[str, tuple[int, int, datetime]]:
    """Of each channel, how many are scheduled, how many of them may go at `now` (UTC), and when
    the first of them may.
    """
    query = (
        select(
            _FIELDS.channel,
            func.count().label("number"),
            func.sum(case((_FIELDS.not_before <= now, 1), else_=0)).label("late"),
            func.min(_FIELDS.not_before).label("first"),
        )
        # The same words as in the index of what is scheduled.
        .where(_FIELDS.state == literal_column("'scheduled'"))
        .group_by(_FIELDS.channel)
    )
    return {
        row.channel: (row.number, int(row.late), row.first) for row in connection.execute(query)
    }
