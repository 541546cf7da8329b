"""When backups were put back into this database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from campaign.storage.tables import restores


def last(connection: Connection) -> datetime | None:
    """The instant (UTC) at which the newest one was put back, None when none ever was."""
    found: datetime | None = connection.scalar(select(func.max(restores.c.at)))
    return found
