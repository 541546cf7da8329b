"""The database's own time, the newest time stored in it, and who stored one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, text

from campaign.model import State
from campaign.storage.tables import attempts, history, workers

_LAST = 20  # tries to look at, by their numbers: there is no index on their times


def now(connection: Connection) -> datetime:
    """The time (UTC) of the server of a PostgreSQL database.

    `clock_timestamp` goes on within a transaction
    (https://www.postgresql.org/docs/current/functions-datetime.html).
    """
    server_time: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return server_time.astimezone(UTC)


def newest(connection: Connection, but: str) -> datetime | None:
    """The newest time (UTC) at which another worker than `but` reported, or a recent try began."""
    last = select(attempts.c.started).order_by(attempts.c.id.desc()).limit(_LAST).subquery()
    found = (
        connection.scalar(select(func.max(workers.c.beat)).where(workers.c.name != but)),
        connection.scalar(select(func.max(last.c.started))),
    )
    return max((each for each in found if each is not None), default=None)


def writers(connection: Connection, numbers: Collection[int], state: State) -> dict[int, str]:
    """For each of these, who wrote down its last move into this state."""
    last = (
        select(func.max(history.c.id))
        .where(history.c.publication.in_(sorted(numbers)), history.c.after == state)
        .group_by(history.c.publication)
    )
    query = select(history.c.publication, history.c.who).where(history.c.id.in_(last))
    return {row.publication: row.who for row in connection.execute(query)}
