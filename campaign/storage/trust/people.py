"""People and their roles in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select, text, update

from campaign.errors import Forbidden
from campaign.model.people import EVERYWHERE, Actor, Person, Role
from campaign.plan import rights
from campaign.plan.rights import Act
from campaign.storage import row_images
from campaign.storage.trust import tokens
from campaign.storage.trust.tables import people, roles

# The advisory lock of PostgreSQL under which people change: any constant that nothing else locks.
# On SQLite a transaction that writes is alone from its beginning.
_PEOPLE: Final = 0x50504C


def exist(connection: Connection) -> bool:
    """True once anybody is registered: from then on, who acts must be known."""
    return connection.scalar(select(people.c.id).limit(1)) is not None


def everybody(connection: Connection) -> list[Person]:
    """Every person, in the order of their ids."""
    return _read(connection, select(people).order_by(people.c.id), select(roles))


def one(connection: Connection, id: str) -> Person | None:
    """One person by id."""
    mine = select(people).where(people.c.id == id), select(roles).where(roles.c.person == id)
    return next(iter(_read(connection, *mine)), None)


def _read(connection: Connection, some: Select[Any], theirs: Select[Any]) -> list[Person]:
    """People with the roles that are theirs."""
    given: dict[str, dict[str, set[Role]]] = {}
    for row in connection.execute(theirs):
        given.setdefault(row.person, {}).setdefault(row.region, set()).add(Role(row.role))
    return [
        Person(
            row.id,
            row.name,
            row.email,
            {region: frozenset(some) for region, some in sorted(given.get(row.id, {}).items())},
            row.disabled,
            row.redacted,
        )
        for row in connection.execute(some)
    ]


def demand(connection: Connection, actor: Actor, act: Act, regions: Iterable[str]) -> Actor:
    """Give the actor as known at this moment, when they may do this in all of these regions.

    To be called in the transaction of the act: until its end, nobody is registered, disabled, or
    given another role. Raises Forbidden.
    """
    keep(connection)
    return asked(connection, actor, act, regions)


def keep(connection: Connection) -> None:
    """Let nobody be registered, disabled, or given another role until the end of this transaction.

    Other locks of the same transaction come after this one, in every use case: so no two wait for
    each other.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock_shared({_PEOPLE})"))


def asked(connection: Connection, actor: Actor, act: Act, regions: Iterable[str]) -> Actor:
    """The same for what is not done in a transaction, such as writing files."""
    known = current(connection, actor)
    rights.demand(known, act, regions)
    return known


def current(connection: Connection, actor: Actor) -> Actor:
    """The actor with the roles of this moment; raises Forbidden for one who is not known."""
    if actor.person is None:
        if exist(connection):
            raise Forbidden(
                f"people are registered, and {actor.name} is none of them: say who acts"
            )
        return actor
    if actor.person.machine:
        machine = tokens.machine(connection, actor.person.id)
        if machine is None:
            raise Forbidden(f"the token of {actor.person.id} was ended")
        return Actor(machine.id, machine)
    found = one(connection, actor.person.id)
    if found is None:
        raise Forbidden(f"{actor.person.id} is not registered here")
    if found.disabled is not None:
        raise Forbidden(f"{found.id} was disabled on {found.disabled:%Y-%m-%d}")
    return Actor(found.id, found)


def lock(connection: Connection) -> None:
    """Let no other transaction change people, or act by a right, until the end of this one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_PEOPLE})"))


def holder(connection: Connection, email: str) -> str:
    """The id of the person with this e-mail address, "" for nobody."""
    return connection.scalar(select(people.c.id).where(people.c.email == email)) or ""


def add(connection: Connection, person: Person, now: datetime) -> None:
    """Register a person with their roles; the id and the e-mail address must be new."""
    connection.execute(
        people.insert().values(id=person.id, name=person.name, email=person.email, created=now)
    )
    row_images.written(connection, people, "id", [person.id], now=now)
    for region, some in person.roles.items():
        for role in sorted(some):
            give(connection, person.id, region, role, now)


def give(connection: Connection, person: str, region: str, role: Role, now: datetime) -> bool:
    """Give a role in a region; False when the person has it already."""
    if connection.scalar(select(roles.c.person).where(_is(person, region, role))) is not None:
        return False
    connection.execute(roles.insert().values(person=person, region=region, role=role.value))
    row_images.written(connection, roles, "person", [person], now=now)
    return True


def take(connection: Connection, person: str, region: str, role: Role, now: datetime) -> bool:
    """Take a role in a region away; False when the person has not got it."""
    if connection.execute(roles.delete().where(_is(person, region, role))).rowcount != 1:
        return False
    row_images.gone(connection, roles, [row_images.key_of(person, region, role.value)], now=now)
    return True


def disable(
    connection: Connection, person: Person, disabled: datetime | None, now: datetime
) -> Person:
    """Let a person do nothing any more since an instant (UTC); None lets the person act again."""
    connection.execute(people.update().where(people.c.id == person.id).values(disabled=disabled))
    row_images.written(connection, people, "id", [person.id], now=now)
    return replace(person, disabled=disabled)


def rename(connection: Connection, id: str, name: str, now: datetime) -> None:
    """Give a person another name."""
    connection.execute(people.update().where(people.c.id == id).values(name=name))
    row_images.written(connection, people, "id", [id], now=now)


def readdress(connection: Connection, id: str, email: str, now: datetime) -> None:
    """Give a person another e-mail address, which must be nobody else's."""
    connection.execute(people.update().where(people.c.id == id).values(email=email))
    row_images.written(connection, people, "id", [id], now=now)


def forget(connection: Connection, id: str, now: datetime) -> bool:
    """Delete a person's name and e-mail address at `now` (UTC), and let them do nothing any more.

    The id stays, because acts are written down under it. False when that was done before, or when
    there is no such person.
    """
    done = connection.execute(
        update(people)
        .where(people.c.id == id, people.c.redacted.is_(None))
        .values(name="", email="", redacted=now, disabled=func.coalesce(people.c.disabled, now))
    )
    return done.rowcount == 1


def admins(connection: Connection) -> list[str]:
    """The ids of those who are admin everywhere and may act."""
    return [
        person.id
        for person in everybody(connection)
        if person.disabled is None and Role.ADMIN in person.roles.get(EVERYWHERE, ())
    ]


def _is(person: str, region: str, role: Role) -> ColumnElement[bool]:
    return (roles.c.person == person) & (roles.c.region == region) & (roles.c.role == role.value)
