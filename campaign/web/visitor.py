"""Who visits: found by the session that the cookie names, with the roles of this moment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from campaign.errors import CampaignError, Forbidden
from campaign.model.people import Actor
from campaign.plan import rights
from campaign.plan.rights import Act
from campaign.usecases.signing_in import sessions, tokens
from campaign.web.guard import cookies
from campaign.web.guard.tokens import fits, is_of_browser, make
from campaign.web.words import LANGUAGES, Words, best_of, words_of

if TYPE_CHECKING:
    from campaign.web.desk import Desk

#: The cookie of a session, where the desk is not on https; see `guard.cookies`.
COOKIE: Final = cookies.SESSION
#: What is written down as the one who acted, while nobody is registered.
ALONE: Final = "desk"
#: The form's field that holds the token against forged requests; scripts send it as a header.
CSRF: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF"
#: Where somebody signs out; sent again by a browser without a session, it does nothing.
SIGN_OUT: Final = "/sign-out"
#: How many fields and files a form has at most.
_FIELDS: Final = 2000
_FILES: Final = 20


class NotSignedIn(CampaignError):
    """Nobody is signed in here."""

    def __init__(self) -> None:
        super().__init__("sign in first")


class Forged(CampaignError):
    """A form came without the token that its page had."""


class SignedOut(CampaignError):
    """Somebody signs out who is not signed in: there is nothing to do, for nobody."""


class Unreadable(CampaignError):
    """A form is broken, or holds what no field can hold."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the desk.

    `session` is the session's id as it is stored, "" for a guest. `csrf` is the token that forms
    have to bring back. `home` are the regions in which the person has roles, all for one who works
    alone. Without `shortcuts`, no single key does anything.
    """

    actor: Actor
    session: str
    csrf: str
    words: Words
    home: tuple[str, ...] = ()
    shortcuts: bool = True

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


def anybody(request: Request) -> Visitor:
    """The visitor of a page that says what is wrong, also when nobody can be looked up."""
    try:
        return found_visitor(request) or guest(request)
    except CampaignError:
        return guest(request)


def guest(request: Request) -> Visitor:
    """A visitor who is not signed in: for the pages that everybody may see."""
    browser = browser_of(request)
    token = make(_desk(request).key, f"browser {browser}", browser)
    return Visitor(Actor("guest"), "", token, _words(request))


def browser_of(request: Request) -> str:
    """The hash of what this browser holds; one that holds nothing is given something."""
    if not hasattr(request.state, "browser"):
        held = cookies.get(request, cookies.BROWSER)
        request.state.new_browser = "" if tokens.digest(held) else tokens.new()
        request.state.browser = tokens.digest(held or request.state.new_browser)
    found: str = request.state.browser
    return found


def _visitor(request: Request) -> Visitor:
    return found_visitor(request) or guest(request)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def read_form(request: Request) -> FormData:
    """The form of a request, read once, however often it is asked for; raises HTTPException."""
    if not hasattr(request.state, "form"):
        request.state.form = await request.form(max_files=_FILES, max_fields=_FIELDS)
    found: FormData = request.state.form
    return found


async def checked_form(request: Request) -> AsyncIterator[FormData]:
    """The form that was sent, after its token was checked; raises Forged.

    Its files are closed when the request has been answered.
    """
    try:
        form = await read_form(request)
    except HTTPException as error:
        raise Unreadable(f"this form cannot be read: {error.detail}") from None
    try:
        sent = request.headers.get(CSRF_HEADER) or form.get(CSRF)
        visitor = await run_in_threadpool(_visitor, request)
        bound_to = visitor.session or f"browser {browser_of(request)}"
        key = _desk(request).key
        if not isinstance(sent, str) or not fits(key, bound_to, sent):
            again = request.url.path == SIGN_OUT and not visitor.is_signed_in
            if again and isinstance(sent, str) and is_of_browser(key, browser_of(request), sent):
                raise SignedOut
            raise Forged("this form is too old, or came from elsewhere: open the page again")
        parts = (part for pair in form.multi_items() for part in pair)
        if any("\0" in part for part in parts if isinstance(part, str)):
            raise Unreadable("this form holds a character that no text has (U+0000)")
        yield form
    finally:
        await form.close()


TheVisitor = Annotated[Visitor, Depends(_visitor)]
TheForm = Annotated[FormData, Depends(checked_form)]


def field(form: FormData | Mapping[str, object], name: str, usual: str = "") -> str:
    """A text field of a form, without blanks around it."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else usual


def _look_up(request: Request) -> Visitor | None:
    desk = _desk(request)
    token = cookies.get(request, cookies.SESSION)
    found = sessions.current(
        desk.database, token, alone=ALONE, idle=desk.config.desk.idle, now=desk.now()
    )
    if found is None:
        return None
    person = found.actor.person
    regions = tuple(desk.config.regions)
    return Visitor(
        found.actor,
        found.session.id,
        make(desk.key, found.session.id, browser_of(request)),
        _words(request, found.preferences.language),
        tuple(each for each in regions if person is None or person.roles_in(each)),
        found.preferences.shortcuts,
    )


def _words(request: Request, wanted: str = "") -> Words:
    chosen = wanted or request.cookies.get("language", "")
    if chosen not in LANGUAGES:
        chosen = best_of(request.headers.get("accept-language", ""))
    return words_of(chosen)


def refuse(visitor: Visitor, act: Act) -> None:
    """Raises Forbidden for somebody who may not do this in any region."""
    if not visitor.may(act.name):
        raise Forbidden(f"{visitor.actor.name} may not {act}")
