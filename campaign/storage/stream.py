"""What is out and what is planned, for feeds and calendars."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from campaign.model import Publication, State
from campaign.storage.publications import in_states
from campaign.storage.tables import history, publications

PLANNED = (State.SCHEDULED, State.PUBLISHING, State.PENDING, State.UNKNOWN)


def public_and_planned(connection: Connection) -> list[tuple[Publication, datetime]]:
    """Every publication that is out or may still go out, each with its last change (UTC)."""
    states = (State.PUBLISHED, *PLANNED)
    query = (
        select(history.c.publication, func.max(history.c.at).label("revised"))
        .join(publications, publications.c.id == history.c.publication)
        .where(publications.c.state.in_(states))
        .group_by(history.c.publication)
    )
    changed = {row.publication: row.revised for row in connection.execute(query)}
    return [(each, changed.get(each.id, each.due)) for each in in_states(connection, *states)]


def voices(connection: Connection) -> list[tuple[str, str]]:
    """Every region and language that anything was ever planned for, whatever became of it."""
    query = select(publications.c.region, publications.c.language).distinct()
    return sorted((row.region, row.language) for row in connection.execute(query))
