"""Who has a post open at the desk: a notice to others, no lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from campaign.storage.desk.tables import openings

#: After so long without a sign, a page counts as closed.
SILENCE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody who has a post open: since when, and when they last gave a sign (UTC)."""

    post: str
    session: str
    who: str
    opened: datetime
    seen: datetime


def sign(connection: Connection, post: str, session: str, who: str, now: datetime) -> None:
    """Write down that a session has a post open at `now` (UTC).

    Who was silent for two minutes opens it anew.
    """
    connection.execute(delete(openings).where(openings.c.seen < now - SILENCE))
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = insert(openings).values(post=post, session=session, who=who, opened=now, seen=now)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["post", "session"], set_={"seen": now, "who": who}
        )
    )


def now_open(connection: Connection, now: datetime, post: str) -> list[Opening]:
    """Who has a post open at `now` (UTC); who opened it first comes first."""
    query = select(openings).where(openings.c.seen >= now - SILENCE, openings.c.post == post)
    query = query.order_by(openings.c.opened, openings.c.session)
    return [Opening(**row._mapping) for row in connection.execute(query)]
