"""People and their roles in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from campaign.model.people import Person, Role
from campaign.storage.trust.tables import people, roles


def exist(connection: Connection) -> bool:
    """True once anybody is registered: from then on, who acts must be known."""
    return connection.scalar(select(people.c.id).limit(1)) is not None


def everybody(connection: Connection) -> list[Person]:
    """Every person, in the order of their ids."""
    given: dict[str, dict[str, set[Role]]] = {}
    for row in connection.execute(select(roles)):
        given.setdefault(row.person, {}).setdefault(row.region, set()).add(Role(row.role))
    return [
        Person(
            row.id,
            row.name,
            row.email,
            {region: frozenset(some) for region, some in given.get(row.id, {}).items()},
            row.disabled,
            row.redacted,
        )
        for row in connection.execute(select(people).order_by(people.c.id))
    ]


def one(connection: Connection, id: str) -> Person | None:
    """One person by id."""
    return next((person for person in everybody(connection) if person.id == id), None)


def add(connection: Connection, person: Person, now: datetime) -> None:
    """Register a person without roles; the id must be new."""
    connection.execute(
        people.insert().values(id=person.id, name=person.name, email=person.email, created=now)
    )
    for region, some in person.roles.items():
        for role in sorted(some):
            give(connection, person.id, region, role)


def give(connection: Connection, person: str, region: str, role: Role) -> bool:
    """Give a role in a region; False when the person has it already."""
    found = one(connection, person)
    if found is not None and role in found.roles.get(region, ()):
        return False
    connection.execute(roles.insert().values(person=person, region=region, role=role.value))
    return True


def take(connection: Connection, person: str, region: str, role: Role) -> bool:
    """Take a role in a region away; False when the person has not got it."""
    mine = (roles.c.person == person) & (roles.c.region == region) & (roles.c.role == role.value)
    return connection.execute(roles.delete().where(mine)).rowcount == 1


def disable(connection: Connection, person: Person, now: datetime | None) -> Person:
    """Let a person do nothing any more since an instant (UTC); None lets the person act again."""
    connection.execute(people.update().where(people.c.id == person.id).values(disabled=now))
    return replace(person, disabled=now)
