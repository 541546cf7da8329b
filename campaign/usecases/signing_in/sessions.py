"""Sessions: begun at sign-in, found by their cookie at each request, ended by their person.

Who somebody is and what they may do is read from the database each time: a role that was taken, or
a person who was disabled, counts from the next request on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from campaign.errors import StorageError
from campaign.model.people import Actor
from campaign.model.sessions import Preferences, Session, WayIn
from campaign.plan.rights import Act
from campaign.storage.database import Database
from campaign.storage.desk import preferences, sessions
from campaign.storage.trust import people
from campaign.usecases.signing_in import tokens

log = logging.getLogger(__name__)

#: The time between two notes of when a session was last used.
_SEEN: Final = timedelta(minutes=1)
_LONGEST_DEVICE: Final = 80  # characters


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a session lasts: `idle` without a request, and `longest` in all."""

    idle: timedelta = timedelta(hours=12)
    longest: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser in which somebody signs in.

    `id` is the hash of a random value that it holds since before. `device` is what its user will
    know it by. `former` is the token of the session that it had; that one ends.
    """

    id: str
    device: str
    former: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has just begun, and its token: it is shown now, and stored nowhere."""

    session: Session
    token: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in at this moment, with the roles of this moment."""

    session: Session
    actor: Actor
    preferences: Preferences


def begin(
    connection: Connection,
    person: str,
    how: WayIn,
    browser: Browser,
    *,
    lasting: Lasting,
    now: datetime,
) -> Begun:
    """Begin a session with a new token at `now` (UTC), in the transaction of the sign-in."""
    sessions.forget_old(connection, now, lasting.idle)
    if browser.former and (former := sessions.one(connection, tokens.digest(browser.former))):
        sessions.end(connection, former.person, [former.id])
    token = tokens.new()
    session = Session(
        id=tokens.digest(token),
        person=person,
        created=now,
        seen=now,
        until=now + lasting.longest,
        how=how,
        device=browser.device[:_LONGEST_DEVICE],
    )
    sessions.add(connection, session)
    log.info("Somebody signed in: %s", how, extra={"action": "signed_in", "person": person})
    return Begun(session, token)


def current(
    database: Database, token: str, *, alone: str, idle: timedelta, now: datetime
) -> SignedIn | None:
    """Who holds this token at `now` (UTC); None for nobody, or when the session is over.

    `alone` is the name of whoever works while nobody is registered.
    """
    id = tokens.digest(token)
    if not id:
        return None
    with database.read() as connection:
        session = sessions.one(connection, id)
        if session is None or session.until <= now or session.seen + idle <= now:
            return None
        if not session.person:
            if people.exist(connection):
                return None
            found = SignedIn(session, Actor(alone), Preferences())
        else:
            person = people.one(connection, session.person)
            if person is None or person.disabled is not None:
                return None
            wanted = preferences.of(connection, person.id)
            found = SignedIn(session, Actor(person.id, person), wanted)
    # A note of the future is of a clock that was set back: idle sessions would last longer by it.
    if abs(now - session.seen) >= _SEEN:
        _note(database, id, now)
    return found


def _note(database: Database, id: str, now: datetime) -> None:
    """Write down when a session was used; where nothing can be written, reading goes on."""
    try:
        with database.write() as connection:
            sessions.see(connection, id, now)
    except StorageError as error:
        log.warning("A session's use was not noted: %s", error, extra={"action": "session_unnoted"})


def end(database: Database, token: str) -> None:
    """Sign out of one browser; a session that is over already stays over."""
    with database.write() as connection:
        found = sessions.one(connection, tokens.digest(token))
        if found is not None:
            sessions.end(connection, found.person, [found.id])


def mine(database: Database, actor: Actor, *, idle: timedelta, now: datetime) -> Sequence[Session]:
    """The sessions in which somebody is signed in at `now` (UTC), the newest first.

    Raises Forbidden for one who is not registered any more.
    """
    with database.read() as connection:
        known = people.asked(connection, actor, Act.READ, [])
        person = known.person.id if known.person else ""
        return [
            each
            for each in sessions.of(connection, person)
            if each.until > now and each.seen + idle > now
        ]


def end_mine(database: Database, actor: Actor, id: str) -> bool:
    """End one of one's own sessions by its id; False when it had ended before. Raises Forbidden."""
    with database.write() as connection:
        known = people.demand(connection, actor, Act.READ, [])
        person = known.person.id if known.person else ""
        return sessions.end(connection, person, [id]) > 0


def end_everywhere(database: Database, actor: Actor, but: str = "") -> int:
    """End all of one's own sessions, but for one by its id; gives how many. Raises Forbidden."""
    with database.write() as connection:
        known = people.demand(connection, actor, Act.READ, [])
        person = known.person.id if known.person else ""
        return sessions.end_all(connection, person, but)
