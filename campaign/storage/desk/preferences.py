"""How people want the desk, in the database."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model.sessions import Preferences
from campaign.storage.desk.tables import preferences

_FIELDS = preferences.c


def of(connection: Connection, person: str) -> Preferences:
    """What a person chose; the usual where they chose nothing."""
    row = connection.execute(select(preferences).where(_FIELDS.person == person)).first()
    return Preferences() if row is None else Preferences(row.language, bool(row.shortcuts))


def put(connection: Connection, person: str, wanted: Preferences) -> None:
    """Write down what a person chose, in the place of what they chose before."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"language": wanted.language, "shortcuts": int(wanted.shortcuts)}
    new = dialect.insert(preferences).values(person=person, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["person"], set_=values))


def drop(connection: Connection, person: str) -> None:
    """Delete what a person chose."""
    connection.execute(delete(preferences).where(_FIELDS.person == person))
