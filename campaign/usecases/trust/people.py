"""Register people, give and take their roles, and let them act no more or again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from campaign.calendar.known import did_you_mean
from campaign.errors import CampaignError
from campaign.model.people import EVERYWHERE, Actor, Person, Role
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import passkeys, preferences, sessions, sign_in_links
from campaign.storage.record import RecordAct
from campaign.storage.trust import binding, people
from campaign.usecases.trust.names import checked_email, checked_id, checked_name

#: How "in every region" is written where a region is named.
ALL: Final = "all"


class UnknownPerson(CampaignError):
    """Nobody is registered under that id."""


class CannotChange(CampaignError):
    """What is asked would leave the campaign without what it needs, or is so already."""


class SoAlready(CannotChange):
    """What is asked is so already: somebody has done it before, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Added:
    """A person who was registered; of the first one, how many approvals fell.

    What unregistered names had approved is bound to nobody, so that it needs a new approval.
    """

    person: Person
    first: bool = False
    fallen: int = 0


def region_of(name: str, regions: Iterable[str]) -> str:
    """A region as roles know it, `EVERYWHERE` for "all"; raises CannotChange for an unknown one."""
    if name in (ALL, EVERYWHERE):
        return EVERYWHERE
    known = tuple(regions)
    if name not in known:
        raise CannotChange(f'there is no region "{name}": {did_you_mean(name, (*known, ALL))}')
    return name


def role_of(name: str) -> Role:
    """A role by its name; raises CannotChange for an unknown one."""
    try:
        return Role(name)
    except ValueError:
        remedy = did_you_mean(name, [role.value for role in Role])
        raise CannotChange(f'there is no role "{name}": {remedy}') from None


def everybody(database: Database) -> list[Person]:
    """Everybody who is registered, in the order of their ids."""
    with database.read() as connection:
        return people.everybody(connection)


def add(
    database: Database,
    id: str,
    name: str,
    email: str,
    *,
    roles: Mapping[str, Collection[Role]],
    regions: Iterable[str],
    actor: Actor,
    now: datetime,
) -> Added:
    """Register a person at `now` (UTC); `roles` by region, "all" for every one.

    The first person must be admin in all regions, because only an admin can register the next.
    With the first person, every approval that has not been used up falls. `regions` are those of
    the campaign. Raises UnfitName, CannotChange, Forbidden.
    """
    person = new_person(id, name, email, roles=roles, regions=regions)
    with database.write() as connection:
        added = register(connection, person, actor=actor, now=now)
        record.chain(connection)
    return added


def new_person(
    id: str,
    name: str,
    email: str,
    *,
    roles: Mapping[str, Collection[Role]],
    regions: Iterable[str],
) -> Person:
    """Somebody who is to be registered; raises UnfitName, CannotChange for an unknown region."""
    known = tuple(regions)
    wanted: dict[str, frozenset[Role]] = {}
    for region, some in roles.items():
        place = region_of(region, known)
        wanted[place] = wanted.get(place, frozenset()) | frozenset(some)
    return Person(checked_id(id), checked_name(name), checked_email(email), wanted)


def register(connection: Connection, person: Person, *, actor: Actor, now: datetime) -> Added:
    """Register a person, as `add` does, in the caller's transaction."""
    wanted = person.roles
    people.lock(connection)
    first = not people.exist(connection)
    actor = people.asked(connection, actor, Act.PEOPLE, wanted or [EVERYWHERE])
    if first and Role.ADMIN not in wanted.get(EVERYWHERE, ()):
        raise CannotChange(
            "the first person must be an admin in all regions (--role admin --region all): "
            "nobody else could register the next"
        )
    _check_new(connection, person)
    try:
        with connection.begin_nested():
            people.add(connection, person, now)
    except IntegrityError:  # another process was faster
        raise CannotChange(_taken(person)) from None
    fallen = binding.fall(connection, actor.name, now) if first else 0
    if first:
        sessions.end_of_nobody(connection)
    _record(
        connection,
        RecordAct.PERSON_ADDED,
        actor,
        now,
        {"person": person.id, **({"first": True, "fallen": fallen} if first else {})},
        {"name": person.name, "email": person.email},
    )
    for region, some in sorted(wanted.items()):
        for role in sorted(some):
            details = {"person": person.id, "role": role.value, "region": region}
            _record(connection, RecordAct.ROLE_GIVEN, actor, now, details)
    return Added(person, first, fallen)


def give(
    database: Database,
    id: str,
    role: Role,
    region: str,
    *,
    regions: Iterable[str],
    actor: Actor,
    now: datetime,
) -> Person:
    """Give a person a role in a region ("all" for every one); raises CannotChange, Forbidden."""
    place = region_of(region, regions)
    with database.write() as connection:
        people.lock(connection)
        actor = people.asked(connection, actor, Act.PEOPLE, [place])
        person = _known(connection, id)
        if person.redacted is not None:
            raise CannotChange(f"{id} was redacted: register the person anew under another id")
        if not people.give(connection, id, place, role, now):
            raise SoAlready(f"{id} is {role} in {_where(place)} already")
        details = {"person": id, "role": role.value, "region": place}
        _record(connection, RecordAct.ROLE_GIVEN, actor, now, details)
        record.chain(connection)
        return _known(connection, id)


def take(
    database: Database,
    id: str,
    role: Role,
    region: str,
    *,
    regions: Iterable[str],
    actor: Actor,
    now: datetime,
) -> Person:
    """Take a role away from a person; what they have approved stays approved.

    Their sessions at the desk end: pages that are open there show what they may no longer do. A
    region that has left the configuration can be named as long as somebody has a role there.
    Raises CannotChange, also for the role of the last active admin, and Forbidden.
    """
    with database.write() as connection:
        people.lock(connection)
        before = _known(connection, id)
        place = region_of(region, {*regions, *before.roles})
        actor = people.asked(connection, actor, Act.PEOPLE, [place])
        if not people.take(connection, id, place, role, now):
            has = in_words(before) or "no role"
            raise SoAlready(f"{id} is not {role} in {_where(place)}: {has}")
        _check_admin_left(connection, id)
        details = {"person": id, "role": role.value, "region": place}
        _record(connection, RecordAct.ROLE_TAKEN, actor, now, details)
        sessions.end_all(connection, id)
        record.chain(connection)
        return _known(connection, id)


def disable(database: Database, id: str, *, actor: Actor, now: datetime) -> Person:
    """Let a person do nothing any more from `now` (UTC) on; what they did stays.

    Their sessions at the desk end. Raises CannotChange, also for the last active admin, and
    Forbidden.
    """
    with database.write() as connection:
        people.lock(connection)
        person = _asked(connection, id, actor)
        if person.disabled is not None:
            raise SoAlready(f"{id} has been disabled since {person.disabled:%Y-%m-%d}")
        found = people.disable(connection, person, now, now)
        _check_admin_left(connection, id)
        _record(connection, RecordAct.PERSON_DISABLED, actor, now, {"person": id})
        sessions.end_all(connection, id)
        sign_in_links.drop(connection, id)
        record.chain(connection)
    return found


def enable(database: Database, id: str, *, actor: Actor, now: datetime) -> Person:
    """Let a person act again, with the roles of before; raises CannotChange, Forbidden."""
    with database.write() as connection:
        people.lock(connection)
        person = _asked(connection, id, actor)
        if person.redacted is not None:
            raise CannotChange(f"{id} was redacted: register the person anew under another id")
        if person.disabled is None:
            raise SoAlready(f"{id} is not disabled")
        found = people.disable(connection, person, None, now)
        _record(connection, RecordAct.PERSON_ENABLED, actor, now, {"person": id})
        record.chain(connection)
    return found


def forget(connection: Connection, id: str, *, actor: Actor, now: datetime) -> Actor:
    """Delete a person's name and address, in the transaction that redacts the record.

    They may do nothing any more; the id stays, and nothing by which they signed in. Gives the actor
    as known at this moment. Raises UnknownPerson, CannotChange for the last active admin, and
    Forbidden.
    """
    people.lock(connection)
    actor = people.asked(connection, actor, Act.REDACT, [EVERYWHERE])
    _known(connection, id)
    if not people.forget(connection, id, now):
        raise CannotChange(f"{id} has been redacted before")
    _check_admin_left(connection, id)
    sessions.end_all(connection, id)
    sign_in_links.drop(connection, id)
    passkeys.remove_all(connection, id)
    preferences.drop(connection, id)
    return actor


def in_words(person: Person) -> str:
    """The roles of a person: "admin in all regions; editor, approver in north"."""
    parts = []
    for region, some in person.roles.items():
        names = ", ".join(role.value for role in Role if role in some)
        parts.append(f"{names} in {_where(region)}")
    return "; ".join(parts)


def _where(region: str) -> str:
    return "all regions" if region == EVERYWHERE else region


def _asked(connection: Connection, id: str, actor: Actor) -> Person:
    """The person, where the actor may change who works in all their regions."""
    person = _known(connection, id)
    people.asked(connection, actor, Act.PEOPLE, person.roles or [EVERYWHERE])
    return person


def _known(connection: Connection, id: str) -> Person:
    found = people.one(connection, id)
    if found is None:
        ids = [person.id for person in people.everybody(connection)]
        raise UnknownPerson(f'there is no person "{id}": {did_you_mean(id, ids)}')
    return found


def _check_new(connection: Connection, person: Person) -> None:
    if people.one(connection, person.id) is not None:
        raise CannotChange(_taken(person))
    other = people.holder(connection, person.email)
    if other:
        raise CannotChange(f"{person.email} is the address of {other}: one person, one address")


def _taken(person: Person) -> str:
    return (
        f"{person.id}, or the address {person.email}, is registered already: "
        "`campaign user list` shows who there is"
    )


def _check_admin_left(connection: Connection, id: str) -> None:
    """Raises CannotChange when nobody is left who could give a role; the transaction ends then."""
    if not people.admins(connection):
        raise CannotChange(
            f"{id} is the last active admin of all regions: make another person one first"
        )


def _record(
    connection: Connection,
    act: RecordAct,
    actor: Actor,
    now: datetime,
    details: Mapping[str, object],
    private: Mapping[str, str] | None = None,
) -> None:
    # Whom it is about is private too: an id may be somebody's name.
    hidden = {**(private or {}), "person": str(details["person"])}
    public = {key: value for key, value in details.items() if key != "person"}
    record.append(connection, act, who=actor.name, now=now, details=public, private=hidden)
