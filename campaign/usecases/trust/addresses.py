"""Give a person another e-mail address: their own act, or that of whoever registers people.

Who reads there can sign in as the person, so that all links to sign in end which are under way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from campaign.calendar.known import did_you_mean
from campaign.model.people import EVERYWHERE, Actor, Person
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import sessions, sign_in_links
from campaign.storage.record import RecordAct
from campaign.storage.trust import history, people
from campaign.storage.trust.done_before import DoneBefore, named
from campaign.usecases.trust.names import checked_email
from campaign.usecases.trust.people import CannotChange, UnknownPerson


class AddressMoved(CannotChange):
    """The address is another one by now than a page has shown; `by` says who changed it."""

    def __init__(self, id: str, by: DoneBefore | None) -> None:
        self.by = by
        whose = f", by {by.name} at {by.at:%Y-%m-%d %H:%M} UTC" if by else ""
        super().__init__(f"the address of {id} was changed meanwhile{whose}: look at it again")


@dataclass(frozen=True, slots=True)
class Readdressed:
    """A person with the address of now, and the one of before: the same where nothing changed."""

    person: Person
    before: str

    @property
    def is_new(self) -> bool:
        """False where the person had the address already."""
        return self.person.email != self.before


def change(
    database: Database,
    id: str,
    email: str,
    *,
    shown: str = "",
    sign_out: bool = False,
    but: str = "",
    actor: Actor,
    now: datetime,
) -> Readdressed:
    """Give a person another e-mail address at `now` (UTC); the same one again changes nothing.

    `shown` is the address that the page of the act had, "" where it is not known: one that was
    changed meanwhile is left, and it is told by whom. With `sign_out` the sessions of the person
    end, but for the one with the id `but`. Raises UnfitName, UnknownPerson, CannotChange for an
    address of somebody else, and Forbidden.
    """
    address = checked_email(email)
    with database.write() as connection:
        people.lock(connection)
        actor, person = _asked(connection, id, actor)
        if person.redacted is not None:
            raise CannotChange(f"{id} was redacted: register the person anew under another id")
        if person.email == address:
            return Readdressed(person, address)
        if shown and shown != person.email:
            raise AddressMoved(id, _changed_last(connection, id))
        _put(connection, person, address, now)
        sign_in_links.drop(connection, id)
        if sign_out:
            sessions.end_all(connection, id, but)
        record.append(
            connection,
            RecordAct.ADDRESS_CHANGED,
            who=actor.name,
            now=now,
            private={"person": id, "email": address, "before": person.email},
        )
        record.chain(connection)
    return Readdressed(replace(person, email=address), person.email)


def _asked(connection: Connection, id: str, actor: Actor) -> tuple[Actor, Person]:
    """Who acts, and on whom, where that is their own address or they may register people."""
    person = people.one(connection, id)
    if person is not None and actor.person is not None and actor.person.id == id:
        return people.asked(connection, actor, Act.ADDRESS, [EVERYWHERE]), person
    regions = person.roles if person is not None and person.roles else [EVERYWHERE]
    actor = people.asked(connection, actor, Act.PEOPLE, regions)
    if person is None:
        ids = [each.id for each in people.everybody(connection)]
        raise UnknownPerson(f'there is no person "{id}": {did_you_mean(id, ids)}')
    return actor, person


def _put(connection: Connection, person: Person, address: str, now: datetime) -> None:
    taken = f"{address} is the address of somebody else: one person, one address"
    if people.holder(connection, address):
        raise CannotChange(taken)
    try:
        with connection.begin_nested():
            people.readdress(connection, person.id, address, now)
    except IntegrityError:  # another process was faster
        raise CannotChange(taken) from None


def _changed_last(connection: Connection, id: str) -> DoneBefore | None:
    """Who changed the address of a person last."""
    found = history.newest(connection, [RecordAct.ADDRESS_CHANGED], person=id)
    return named(connection, *found) if found is not None else None
