"""Sessions in the database: only the hash of what a cookie holds is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update

from campaign.model.sessions import Session, WayIn
from campaign.storage.desk.tables import sessions

_FIELDS = sessions.c


def add(connection: Connection, session: Session) -> None:
    """Write a new session down."""
    connection.execute(
        sessions.insert().values(
            id=session.id,
            person=session.person,
            created=session.created,
            seen=session.seen,
            until=session.until,
            how=session.how.value,
            device=session.device,
        )
    )


def one(connection: Connection, id: str) -> Session | None:
    """A session by the hash of its token, whether it is over or not."""
    row = connection.execute(select(sessions).where(_FIELDS.id == id)).first()
    return None if row is None else _value(row)


def of(connection: Connection, person: str) -> Sequence[Session]:
    """The sessions of a person, the newest first."""
    query = select(sessions).where(_FIELDS.person == person)
    return [_value(row) for row in connection.execute(query.order_by(_FIELDS.created.desc()))]


def see(connection: Connection, id: str, now: datetime) -> None:
    """Write down when a request came."""
    connection.execute(update(sessions).where(_FIELDS.id == id).values(seen=now))


def end(connection: Connection, person: str, ids: Sequence[str]) -> int:
    """End some sessions of a person; gives how many there were."""
    mine = delete(sessions).where(_FIELDS.person == person, _FIELDS.id.in_(ids))
    return connection.execute(mine).rowcount


def end_all(connection: Connection, person: str, but: str = "") -> int:
    """End every session of a person, but for one; gives how many there were."""
    mine = delete(sessions).where(_FIELDS.person == person, _FIELDS.id != but)
    return connection.execute(mine).rowcount


def end_everybody(connection: Connection) -> None:
    """End all sessions: nobody knows which of them had ended."""
    connection.execute(delete(sessions))


def end_of_nobody(connection: Connection) -> None:
    """End the sessions of whoever worked alone: from now on, people are registered."""
    connection.execute(delete(sessions).where(_FIELDS.person == ""))


def forget_old(connection: Connection, now: datetime, idle: timedelta) -> None:
    """Delete what is over at `now` (UTC)."""
    over = or_(_FIELDS.until <= now, _FIELDS.seen <= now - idle)
    connection.execute(delete(sessions).where(over))


def _value(row: Row[Any]) -> Session:
    fields = dict(row._mapping)
    return Session(**{**fields, "how": WayIn(fields["how"])})
