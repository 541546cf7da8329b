"""Who visits: found by the session that the cookie names, with the roles of this moment."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData

from campaign.errors import CampaignError, Forbidden
from campaign.model.people import Actor
from campaign.plan import rights
from campaign.plan.rights import Act
from campaign.storage.desk import sessions
from campaign.storage.trust import people
from campaign.web.words import LANGUAGES, Words, best_of, words_of

if TYPE_CHECKING:
    from campaign.web.desk import Desk

COOKIE: Final = "desk"
#: The form's field that holds the token against forged requests; scripts send it as a header.
CSRF: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF"
_FIELDS: Final = 2000
_FILES: Final = 20


class NotSignedIn(CampaignError):
    """Nobody is signed in here; `path` is where the visitor wanted to go."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__("sign in first")


class Forged(CampaignError):
    """A form came without the token that its page had."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the desk.

    `session` is the session's id as it is stored, "" for a guest. `csrf` is the token that forms
    have to bring back. `home` are the regions in which the person has roles, all for one who works
    alone.
    """

    actor: Actor
    session: str
    csrf: str
    words: Words
    home: tuple[str, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        """True for everybody but a guest."""
        return bool(self.session)

    def may(self, act: str, region: str = "") -> bool:
        """True when the visitor may do this in a region, or, without one, in some region."""
        if not self.session:
            return False
        wanted = Act[act.upper()]
        places = (region,) if region else self.home
        return any(rights.may(self.actor, wanted, each) for each in places)


def found_visitor(request: Request) -> Visitor | None:
    """The visitor of a request, None for a guest; looked up once a request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = _look_up(request)
    found: Visitor | None = request.state.visitor
    return found


def guest(request: Request) -> Visitor:
    """A visitor who is not signed in: for the pages that everybody may see."""
    return Visitor(Actor("guest"), "", _token(request, "guest"), _words(request))


def _visitor(request: Request) -> Visitor:
    return found_visitor(request) or guest(request)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def checked_form(request: Request) -> FormData:
    """The form that was sent, after its token was checked; raises Forged."""
    form = await request.form(max_files=_FILES, max_fields=_FIELDS)
    sent = request.headers.get(CSRF_HEADER) or form.get(CSRF)
    visitor = _visitor(request)
    if not isinstance(sent, str) or not hmac.compare_digest(sent, visitor.csrf):
        raise Forged("this form is too old, or came from elsewhere: open the page again")
    return form


TheVisitor = Annotated[Visitor, Depends(_visitor)]
TheForm = Annotated[FormData, Depends(checked_form)]


def session_id(secret: str) -> str:
    """What is stored of a session's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """What a cookie holds: 256 random bits."""
    return secrets.token_urlsafe(32)


def field(form: FormData | Mapping[str, object], name: str, usual: str = "") -> str:
    """A text field of a form, without blanks around it."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else usual


def _look_up(request: Request) -> Visitor | None:
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    desk = _desk(request)
    id = session_id(secret)
    with desk.database.read() as connection:
        session = sessions.one(connection, id)
        if session is None or session.until <= desk.now():
            return None
        person_id = session.person
        person = people.one(connection, person_id) if person_id else None
        alone = not person_id and not people.exist(connection)
    if person is None and not alone:
        return None
    if person is not None and person.disabled is not None:
        return None
    actor = Actor(person.id, person) if person is not None else Actor("desk")
    regions = tuple(desk.config.regions)
    home = tuple(each for each in regions if person is None or person.roles_in(each))
    return Visitor(actor, id, _token(request, id), _words(request), home)


def _token(request: Request, bound_to: str) -> str:
    return hmac.new(_desk(request).key, bound_to.encode(), hashlib.sha256).hexdigest()


def _words(request: Request) -> Words:
    chosen = request.cookies.get("language", "")
    if chosen not in LANGUAGES:
        chosen = best_of(request.headers.get("accept-language", ""))
    return words_of(chosen)


def refuse(visitor: Visitor, act: Act) -> None:
    """Raises Forbidden for somebody who may not do this in any region."""
    if not visitor.may(act.name):
        raise Forbidden(f"{visitor.actor.name} may not {act}")
