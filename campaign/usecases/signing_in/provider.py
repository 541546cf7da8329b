"""Sign in by what an identity provider says of somebody: it finds a person, and makes none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from campaign.model.sessions import WayIn
from campaign.storage.database import Database
from campaign.storage.desk import passkeys
from campaign.storage.trust import people
from campaign.usecases.signing_in import tokens
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.sessions import Begun, Browser, Lasting, begin
from campaign.usecases.trust.names import UnfitName, checked_email

_KIND: Final = "provider"
_HOLDS: Final = timedelta(minutes=10)


def begun(database: Database, browser: Browser, now: datetime) -> str:
    """Begin a sign-in at the provider; gives the state that it has to bring back, once."""
    state = tokens.new()
    with database.write() as connection:
        passkeys.ask(
            connection,
            tokens.digest(state),
            _KIND,
            "",
            browser.id,
            now=now,
            until=now + _HOLDS,
        )
    return state


def came_back(database: Database, state: str, browser: Browser, now: datetime) -> None:
    """Use the state up; raises CannotSignIn when this browser did not begin it, or it is over."""
    with database.write() as connection:
        if not passkeys.answered(connection, tokens.digest(state), _KIND, "", browser.id, now):
            raise CannotSignIn(
                "This sign-in was not begun in this browser, was used, or is over. Begin again."
            )


def sign_in(
    database: Database,
    email: str,
    browser: Browser,
    *,
    is_verified: bool,
    lasting: Lasting,
    now: datetime,
) -> Begun:
    """Sign in the person with this e-mail address, which the provider has verified.

    Raises CannotSignIn.
    """
    unknown = (
        "Your organisation knows you, and this campaign does not: nobody is registered here under "
        "the e-mail address that it gave. Ask whoever runs the campaign."
    )
    if not is_verified:
        raise CannotSignIn(
            "Your organisation has not verified your e-mail address, so it is not used."
        )
    try:
        address = checked_email(email)
    except UnfitName:
        raise CannotSignIn(unknown) from None
    with database.write() as connection:
        people.keep(connection)
        person = people.one(connection, people.holder(connection, address))
        if person is None or person.disabled is not None:
            raise CannotSignIn(unknown)
        return begin(connection, person.id, WayIn.PROVIDER, browser, lasting=lasting, now=now)
