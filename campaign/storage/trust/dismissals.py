"""The findings that people let stand, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model import Dismissal
from campaign.storage import row_images
from campaign.storage.trust.tables import dismissals


def of(connection: Connection, post: str) -> list[Dismissal]:
    """Every dismissal about a post, also those that were taken back, the oldest first."""
    mine = select(dismissals).where(dismissals.c.post == post).order_by(dismissals.c.id)
    return list(map(_read, connection.execute(mine)))


def standing(connection: Connection) -> list[Dismissal]:
    """Every dismissal that nobody has taken back, the oldest first."""
    those = select(dismissals).where(dismissals.c.ended.is_(None)).order_by(dismissals.c.id)
    return list(map(_read, connection.execute(those)))


def between(connection: Connection, start: datetime, end: datetime) -> list[Dismissal]:
    """The dismissals of a span [start, end) of UTC, also those that were taken back since."""
    those = select(dismissals).where(dismissals.c.at >= start, dismissals.c.at < end)
    return list(map(_read, connection.execute(those.order_by(dismissals.c.id))))


def add(connection: Connection, new: Iterable[Dismissal]) -> list[Dismissal]:
    """Write dismissals down and give them with their ids; those that stand already are left out."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    written = dialect.insert(dismissals).on_conflict_do_nothing().returning(dismissals)
    added: list[Dismissal] = []
    for each in new:
        values = {key: value for key, value in asdict(each).items() if key != "id"}
        row = connection.execute(written.values(**values)).first()
        if row is not None:
            added.append(_read(row))
            row_images.written(connection, dismissals, "id", [row.id], now=each.at)
    return added


def end(connection: Connection, id: int, *, who: str, now: datetime) -> bool:
    """Take a dismissal back at `now` (UTC); False when somebody did so already."""
    mine = dismissals.c.id == id, dismissals.c.ended.is_(None)
    change = dismissals.update().where(*mine).values(ended=now, ended_by=who)
    if connection.execute(change).rowcount != 1:
        return False
    row_images.written(connection, dismissals, "id", [id], now=now)
    return True


def _read(row: Row[Any]) -> Dismissal:
    return Dismissal(**row._mapping)
