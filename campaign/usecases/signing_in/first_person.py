"""The first start: whoever has the server's link registers themselves, and works on from there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from campaign.model.people import EVERYWHERE, Actor, Role
from campaign.model.sessions import LinkKind, WayIn
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import sessions, sign_in_links
from campaign.storage.trust import people
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.links import OVER, claim
from campaign.usecases.signing_in.sessions import Begun, Browser, Lasting, begin
from campaign.usecases.trust.people import new_person, register

#: What the first person may do: register others, and decide.
ROLES: Final = (Role.ADMIN, Role.COORDINATOR)


def register_alone(
    database: Database,
    session: str,
    id: str,
    name: str,
    email: str,
    browser: Browser,
    *,
    regions: Iterable[str],
    lasting: Lasting,
    now: datetime,
) -> Begun:
    """The same for whoever works alone in a session, which ends by it.

    Raises CannotSignIn when it is over, or somebody is registered; UnfitName and CannotChange.
    """
    person = new_person(id, name, email, roles={EVERYWHERE: ROLES}, regions=regions)
    with database.write() as connection:
        people.lock(connection)
        alone = sessions.one(connection, session)
        if alone is None or alone.person or people.exist(connection):
            raise CannotSignIn("Somebody is registered by now: sign in as one of the people.")
        register(connection, person, actor=Actor(person.id), now=now)
        record.chain(connection)
        return begin(connection, person.id, alone.how, browser, lasting=lasting, now=now)


def register_first(
    database: Database,
    token: str,
    id: str,
    name: str,
    email: str,
    browser: Browser,
    *,
    regions: Iterable[str],
    lasting: Lasting,
    now: datetime,
) -> Begun:
    """Register the first person as admin and coordinator everywhere, and sign them in.

    The link is used by that, and by nothing before. Whoever sends the same form again from the same
    browser is signed in as that person. Raises CannotSignIn, UnfitName and CannotChange.
    """
    person = new_person(id, name, email, roles={EVERYWHERE: ROLES}, regions=regions)
    with database.write() as connection:
        people.lock(connection)
        link = claim(connection, token, browser, now)
        if link.kind is not LinkKind.START or (link.person and link.used is None):
            raise CannotSignIn(OVER)
        if not link.person:
            register(connection, person, actor=Actor(person.id), now=now)
            record.chain(connection)
        begun = begin(
            connection, link.person or person.id, WayIn.START, browser, lasting=lasting, now=now
        )
        sign_in_links.use(
            connection, link.id, browser.id, begun.session.id, link.person or person.id, now
        )
    return begun
