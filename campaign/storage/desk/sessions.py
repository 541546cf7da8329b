"""Who is signed in at the desk; only the hash of what a cookie holds is stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from campaign.storage.desk.tables import sessions


def begin(connection: Connection, id: str, person: str, now: datetime, until: datetime) -> None:
    """Sign somebody in until an instant (UTC); `person` is "" for whoever works alone."""
    connection.execute(
        sessions.insert().values(id=id, person=person, created=now, seen=now, until=until)
    )


def person(connection: Connection, id: str, now: datetime) -> str | None:
    """Whose session it is at `now` (UTC); None when there is no such session, or it is over."""
    found: str | None = connection.scalar(
        select(sessions.c.person).where(sessions.c.id == id, sessions.c.until > now)
    )
    return found


def end(connection: Connection, id: str) -> None:
    """Sign out."""
    connection.execute(delete(sessions).where(sessions.c.id == id))
