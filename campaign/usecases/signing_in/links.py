"""Links that sign somebody in, once.

::

    asked for, given or printed → look (GET: nothing is used) → use (POST) → a session

Mail scanners open links, so opening one uses nothing. Whoever used a link and got no answer,
because the server ended or the line broke, may send the same form again from the same browser: the
session that nobody got to know of ends, and another one begins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from campaign.errors import CampaignError
from campaign.model.people import EVERYWHERE, Actor, Person
from campaign.model.sessions import Link, LinkKind, WayIn
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import sessions, sign_in_links
from campaign.storage.record import RecordAct
from campaign.storage.trust import history, people
from campaign.storage.trust.done_before import DoneBefore, named
from campaign.usecases.signing_in import tokens
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.sessions import Begun, Browser, Lasting, begin
from campaign.usecases.trust.names import UnfitName, checked_email
from campaign.usecases.trust.people import UnknownPerson

#: How long a link holds.
HOLDS: Final = {
    LinkKind.MAIL: timedelta(minutes=15),
    LinkKind.GIVEN: timedelta(hours=24),
    LinkKind.START: timedelta(hours=1),
}
#: For how long the browser that used a link may send the same form again.
_AGAIN: Final = timedelta(minutes=2)
#: By how much the clocks of two machines that serve one desk may differ.
_SKEW: Final = timedelta(minutes=5)
_HOW: Final = {
    LinkKind.MAIL: WayIn.MAIL,
    LinkKind.GIVEN: WayIn.GIVEN,
    LinkKind.START: WayIn.START,
}


@dataclass(frozen=True, slots=True)
class Made:
    """A link that was made: for whom, until when (UTC), and its token, which is stored nowhere.

    `replaces` says who made the link of before, where nobody had used it: it opens nothing any
    more.
    """

    kind: LinkKind
    person: Person | None
    token: str
    until: datetime
    replaces: DoneBefore | None = None

    @property
    def path(self) -> str:
        """Where the desk answers."""
        return f"/sign-in/link/{self.token}"


def start(database: Database, now: datetime) -> Made | None:
    """A link for whoever starts the server while nobody is registered; None when somebody is."""
    with database.write() as connection:
        if people.exist(connection):
            return None
        sign_in_links.drop(connection, "", LinkKind.START)
        return _make(connection, LinkKind.START, None, now)


def as_whom(database: Database, id: str, now: datetime) -> Made | None:
    """A link for a person of a demonstration, for whoever starts it; None where there is none."""
    with database.write() as connection:
        person = people.one(connection, id)
        return _make(connection, LinkKind.START, person, now) if person is not None else None


def give(database: Database, id: str, *, actor: Actor, now: datetime) -> Made:
    """A link for a registered person, to be handed over: for one who gets no mail.

    The record keeps who made it: whoever has it can sign in as that person. Raises UnknownPerson,
    CampaignError for one who is disabled, and Forbidden.
    """
    with database.write() as connection:
        # Of two that are made at one time, the second sees the first.
        people.lock(connection)
        person = people.one(connection, id)
        if person is None:
            people.asked(connection, actor, Act.PEOPLE, [EVERYWHERE])
            raise UnknownPerson(
                f'there is no person "{id}": `campaign user list` shows who there is'
            )
        actor = people.asked(connection, actor, Act.PEOPLE, person.roles or [EVERYWHERE])
        if person.disabled is not None:
            raise CampaignError(f"{id} is disabled: `campaign user enable {id}` comes first")
        before = _given_before(connection, id, now)
        sign_in_links.drop(connection, id, LinkKind.GIVEN)
        made = replace(_make(connection, LinkKind.GIVEN, person, now), replaces=before)
        record.append(
            connection,
            RecordAct.SIGN_IN_LINK_GIVEN,
            who=actor.name,
            now=now,
            details={"until": made.until.isoformat()},
            private={"person": id},
        )
    return made


def _given_before(connection: Connection, id: str, now: datetime) -> DoneBefore | None:
    """Who made the link that a person holds, while nobody has used it."""
    if not sign_in_links.is_open(connection, id, LinkKind.GIVEN, now):
        return None
    found = history.newest(connection, [RecordAct.SIGN_IN_LINK_GIVEN], person=id)
    return named(connection, *found) if found is not None else None


def by_mail(database: Database, email: str, now: datetime) -> Made | None:
    """A link to be sent to an e-mail address; None where it is nobody's who may sign in.

    Nobody who asks is to see the difference: call it after the answer was given.
    """
    try:
        address = checked_email(email)
    except UnfitName:
        return None
    with database.write() as connection:
        found = people.one(connection, people.holder(connection, address))
        if found is None or found.disabled is not None:
            return None
        return _make(connection, LinkKind.MAIL, found, now)


def look(database: Database, token: str, now: datetime) -> Link | None:
    """The link of a token while it opens something at `now` (UTC); nothing is used."""
    with database.read() as connection:
        found = sign_in_links.one(connection, tokens.digest(token))
        return found if found is not None and _fault(connection, found, "", now) == "" else None


def use(
    database: Database, token: str, browser: Browser, *, lasting: Lasting, now: datetime
) -> Begun:
    """Sign in by a link at `now` (UTC), once; the same browser may ask again for two minutes.

    The link of the first start signs in whoever works alone. Raises CannotSignIn.
    """
    with database.write() as connection:
        people.keep(connection)
        link = claim(connection, token, browser, now)
        begun = begin(connection, link.person, _HOW[link.kind], browser, lasting=lasting, now=now)
        sign_in_links.use(connection, link.id, browser.id, begun.session.id, link.person, now)
    return begun


#: What is said of every link that opens nothing, whatever the reason.
OVER: Final = (
    "This link does not sign anybody in: it was used, it is older than it may be, or it was "
    "never made. Ask for a new one."
)


def claim(connection: Connection, token: str, browser: Browser, now: datetime) -> Link:
    """The link of a token for this browser, locked; ends what an earlier try of the same began.

    Raises CannotSignIn.
    """
    link = sign_in_links.one(connection, tokens.digest(token), lock=True)
    if link is None or _fault(connection, link, browser.id, now):
        raise CannotSignIn(OVER)
    if link.session:
        sessions.end(connection, link.person, [link.session])
    return link


def _fault(connection: Connection, link: Link, browser: str, now: datetime) -> str:
    """Why a link opens nothing for a browser, "" when it does."""
    if link.used is not None and (
        not browser or link.browser != browser or now > link.used + _AGAIN
    ):
        return "used"
    # One that was made in the future would hold for longer than it may: a clock was set back.
    if link.until <= now or link.created > now + _SKEW:
        return "over"
    if link.person:
        person = people.one(connection, link.person)
        return "" if person is not None and person.disabled is None else "disabled"
    return "registered" if people.exist(connection) else ""


def _make(connection: Connection, kind: LinkKind, person: Person | None, now: datetime) -> Made:
    token, until = tokens.new(), now + HOLDS[kind]
    name = person.id if person else ""
    sign_in_links.add(connection, Link(tokens.digest(token), kind, name, now, until))
    return Made(kind, person, token, until)
