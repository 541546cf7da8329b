"""Connect an account from the desk: begin at a network, come back, and keep what it granted.

::

    begin     the state is stored as its hash, the verifier sealed, for one person and channel
       │      the person goes to the network, logs in and says yes
    under_way finds it again by the state, for the same person in the same browser
    finish    uses it up, exchanges the code, tries the credential, and stores it

Any process with the same database and keys can finish what another one began. An answer counts
once. Was the program killed on the way, the same answer again says what became of it; when that is
not known, nothing was stored, and the person begins anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import Connection

from campaign.errors import CampaignError, StorageError
from campaign.model import Channel
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.platforms.connect.flow import Application, Flow, Granted, Question, code_in
from campaign.platforms.connect.ways import way
from campaign.platforms.facts import Ask
from campaign.platforms.oauth import Grant
from campaign.platforms.protocols import Platform
from campaign.storage.database import Database
from campaign.storage.desk import connections
from campaign.storage.desk.connections import UnderWay
from campaign.storage.secrets.credentials import Safe
from campaign.storage.secrets.keyring import Keyring
from campaign.storage.trust import people
from campaign.usecases.operations.connect import (
    Connected,
    ConnectedMeanwhile,
    already,
    connect,
)

#: How long a person has to log in at the network and say yes.
HOLDS: Final = timedelta(minutes=10)
LONGEST_SECRET: Final = 4096  # characters of what a person pastes

#: The outcomes of a sign-in that are no standing of a credential.
CONNECTED: Final = "connected"
REFUSED: Final = "refused"
OVERTAKEN: Final = "overtaken"


class CannotConnect(CampaignError):
    """An account cannot be connected so; the message says what has to be done first."""


class NotYourSignIn(CampaignError):
    """An answer of a network that belongs to no sign-in of this person in this browser."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun: where the person goes, and until when (UTC) it holds."""

    address: str
    until: datetime


def way_of(channel: Channel) -> Flow | Ask:
    """How a channel's account is connected; raises CannotConnect where nothing has to be."""
    known = way(channel.platform, channel.server)
    if known is None:
        raise CannotConnect(f"{channel.name} needs no credential: there is nothing to connect")
    if channel.secret:
        raise CannotConnect(
            f"the credential of {channel.name} is in the environment, in {channel.secret}. To "
            f'connect it here, take secret = "{channel.secret}" out of the configuration'
        )
    return known


def begin(
    channel: Channel,
    keyring: Keyring,
    stored: Safe,
    *,
    redirect: str,
    browser: str,
    database: Database,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Begin a sign-in at the network of a channel, which is as adapters take it.

    `redirect` is the desk's own address to which the network sends people back, `browser` tells
    this browser from others. Raises CannotConnect, PlatformError's kinds where an application has
    to be registered first, StorageError, and Forbidden.
    """
    _demanded(database, channel, actor)
    flow = way_of(channel)
    if not isinstance(flow, Flow):
        raise CannotConnect(f"{flow.title} sends nobody back: paste {flow.what} instead")
    calls = flow.calls(channel, lambda: now)
    if flow.oauth.secure and not calls.elsewhere and urlsplit(redirect).scheme != "https":
        raise CannotConnect(
            f"{flow.title} sends people back to https:// addresses only: give the desk one, as "
            "[desk] address in the configuration"
        )
    if flow.register is not None:
        keyring.seal("")  # a missing key is told before anything is registered
        separator = flow.oauth.separator
        application = flow.register(calls, redirect, separator.join(flow.oauth.scopes))
    else:
        application = _application(channel, flow, redirect)
    question = flow.ask(calls, application, redirect)
    secret = {"verifier": question.verifier, "id": application.id, "secret": application.secret}
    new = UnderWay(
        id=connections.id_of(question.state),
        channel=channel.name,
        person=actor.name,
        browser=browser,
        server=channel.server,
        redirect=redirect,
        sealed=keyring.seal(json.dumps(secret)),
        version=stored.get().version,
        begun=now,
        until=now + HOLDS,
    )
    with database.write() as connection:
        people.demand(connection, actor, Act.CONNECT, [channel.region])
        connections.begin(connection, new, now)
    return Begun(question.address, new.until)


def under_way(database: Database, query: str, *, browser: str, person: str) -> UnderWay:
    """The sign-in to which a network's answer belongs; `query` is what came behind the `?`.

    `person` is who is there now, as the record names them. Raises NotYourSignIn.
    """
    states = [value for name, value in parse_qsl(query) if name == "state"]
    with database.read() as connection:
        found = connections.one(connection, connections.id_of(states[0])) if states else None
    if found is None or len(states) != 1:
        raise NotYourSignIn(
            "This answer belongs to no sign-in that was begun here, or to one that is long over. "
            "Nothing was changed."
        )
    if found.person != person or found.browser != browser:
        raise NotYourSignIn(
            "This sign-in was begun by somebody else, or in another browser. Nothing was changed."
        )
    return found


def of_id(database: Database, id: str, *, person: str) -> UnderWay | None:
    """A sign-in of this person by its id, so that its outcome can be shown; None for none."""
    with database.read() as connection:
        found = connections.one(connection, id)
    return found if found is not None and found.person == person else None


def finish(
    channel: Channel,
    located: Channel,
    begun: UnderWay,
    query: str,
    keyring: Keyring,
    open_with: Callable[[Channel, str], Platform],
    stored: Safe,
    renewals: Safe,
    *,
    database: Database,
    actor: Actor,
    now: datetime,
) -> UnderWay:
    """Use a sign-in up, and give it with what came of it; one that was used before stays as it is.

    `channel` is as the configuration has it, `located` the same as adapters take it. The credential
    is stored only when it opens the account that the channel names. Raises StorageError and
    Forbidden; what the network refuses is an outcome.
    """
    if begun.used is not None:
        return begun
    _demanded(database, channel, actor)
    with database.write() as connection:
        first = connections.use(connection, begun.id, now)
    if not first:
        return _again(database, begun, now)
    outcome, says = REFUSED, ""
    try:
        done = _redeemed(
            *(channel, located, begun, query, keyring, open_with, stored, renewals),
            database=database,
            actor=actor,
            now=now,
        )
    except ConnectedMeanwhile as error:
        outcome, says = OVERTAKEN, str(error)
    except StorageError:
        raise
    except CampaignError as error:
        says = str(error)
    else:
        if done.kept:
            return _again(database, begun, now)
        outcome, says = done.access.standing.value, done.access.says
    with database.write() as connection:
        connections.ended(connection, begun.id, outcome, says)
    return _again(database, begun, now)


def bring(
    channel: Channel,
    secret: str,
    base: int | None,
    open_with: Callable[[Channel, str], Platform],
    stored: Safe,
    renewals: Safe,
    *,
    database: Database,
    actor: Actor,
    now: datetime,
) -> Connected:
    """Try what a person pasted, and store it when it opens the right account.

    `base` is the version of the credential that was stored when the page was opened. Raises
    CannotConnect for what cannot be a credential, and what `connect` raises.
    """
    known = way_of(channel)
    if not isinstance(known, Ask):
        raise CannotConnect(f"{known.title} is connected by logging in there: nothing is pasted")
    secret = secret.strip()
    if not secret or not secret.isprintable() or len(secret) > LONGEST_SECRET:
        raise CannotConnect(f"paste {known.what}, one line of it and nothing else")
    if base is not None and stored.get().text == secret:
        # Sent once more, as after a lost answer: it is there already.
        _demanded(database, channel, actor)
        return already(channel, secret, open_with)
    return connect(
        channel,
        Granted(Grant(secret)),
        open_with,
        stored,
        renewals,
        database=database,
        actor=actor,
        now=now,
        base=base,
    )


def _demanded(database: Database, channel: Channel, actor: Actor) -> None:
    """Return when somebody may connect this account; raises Forbidden."""
    with database.read() as connection:
        people.asked(connection, actor, Act.CONNECT, [channel.region])


def _application(channel: Channel, flow: Flow, redirect: str) -> Application:
    """The application that the configuration names; raises CannotConnect when one is missing."""
    wanted = ["client_id", "client_secret"] if flow.oauth.private else ["client_id"]
    missing = [key for key in wanted if not channel.options.get(key)]
    if missing:
        raise CannotConnect(
            f"{flow.title} wants to know the application, and {' and '.join(missing)} of "
            f"{channel.name} is missing in the configuration: make one at {flow.oauth.home} with "
            f"{redirect} as its address of return (redirect URI)"
        )
    return Application(channel.options["client_id"], channel.options.get("client_secret", ""))


def _redeemed(
    channel: Channel,
    located: Channel,
    begun: UnderWay,
    query: str,
    keyring: Keyring,
    open_with: Callable[[Channel, str], Platform],
    stored: Safe,
    renewals: Safe,
    *,
    database: Database,
    actor: Actor,
    now: datetime,
) -> Connected:
    flow = way_of(channel)
    if not isinstance(flow, Flow) or channel.server != begun.server:
        raise CannotConnect(f"the settings of {channel.name} have changed meanwhile: begin again")
    state = next(value for name, value in parse_qsl(query) if name == "state")
    kept = json.loads(keyring.open(begun.sealed))
    application = Application(kept["id"], kept["secret"])
    question = Question("", begun.redirect, state, kept["verifier"], application)
    code = code_in(question, channel.name, query)
    granted = flow.redeem(flow.calls(located, lambda: now), question, code)

    def ended(connection: Connection) -> None:
        connections.ended(connection, begun.id, CONNECTED)

    return connect(
        channel,
        granted,
        open_with,
        stored,
        renewals,
        database=database,
        actor=actor,
        now=now,
        base=begun.version,
        also=ended,
    )


def _again(database: Database, begun: UnderWay, now: datetime) -> UnderWay:
    """The same sign-in as it is stored by now; one that is over without an answer says so."""
    with database.read() as connection:
        found = connections.one(connection, begun.id)
    if found is None or (found.used is None and found.until <= now):
        raise NotYourSignIn("This sign-in is over: it held for ten minutes. Begin again.")
    return found
