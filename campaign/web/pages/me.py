"""One's own page: name, language, keys, passkeys, and where one is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.errors import CampaignError
from campaign.model.sessions import Preferences
from campaign.plan.rights import Act
from campaign.usecases.signing_in import passkeys, profile, sessions
from campaign.usecases.signing_in.first_person import register_alone
from campaign.usecases.trust import addresses
from campaign.usecases.trust.names import UnfitName
from campaign.usecases.trust.people import CannotChange
from campaign.web.desk import Desk, TheDesk
from campaign.web.guard import cookies
from campaign.web.people_words import WAYS, roles_in_words
from campaign.web.rendering import back_to, render
from campaign.web.routing import SIGNED_IN, Pages
from campaign.web.signin.browsers import browser, lasting, signed_in, site
from campaign.web.signin.mailing import not_readdressed, readdressed
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import LANGUAGES, N_, words_of

pages = Pages("me")

_JUST_NOW: Final = timedelta(minutes=1)


@pages.get("/me", needs=SIGNED_IN)
def me(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """What a person sets for themselves."""
    return _page(request, desk, visitor)


@pages.post("/me", needs=SIGNED_IN)
def change(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Keep the name, the language and the keys."""
    language = field(form, "language")
    wanted = Preferences(
        language if language in LANGUAGES else "", shortcuts=bool(field(form, "shortcuts"))
    )
    name = field(form, "name")
    try:
        profile.change(desk.database, name, wanted, actor=visitor.actor, now=desk.now())
    except UnfitName as error:
        return _page(request, desk, visitor, status=422, errors={"name": str(error)}, name=name)
    words = words_of(wanted.language) if wanted.language else visitor.words
    return back_to(request, "/me", notice=words(N_("Kept.")))


@pages.post("/me/mail", needs=Act.ADDRESS)
def mail(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Have another e-mail address."""
    email = field(form, "email")
    try:
        done = addresses.change(
            desk.database,
            visitor.actor.name,
            email,
            shown=field(form, "shown"),
            sign_out=bool(field(form, "out")),
            but=visitor.session,
            actor=visitor.actor,
            now=desk.now(),
        )
    except (UnfitName, CannotChange) as error:
        errors = {"email": not_readdressed(desk, visitor, error)}
        return _page(request, desk, visitor, status=422, errors=errors, email=email)
    return readdressed(request, desk, visitor, done, "/me")


@pages.post("/me/register", needs=SIGNED_IN)
def register(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Register whoever works alone as the first person."""
    typed = {each: field(form, each) for each in ("id", "name", "email")}
    try:
        begun = register_alone(
            desk.database,
            visitor.session,
            **typed,
            browser=browser(request),
            regions=desk.config.regions,
            lasting=lasting(desk),
            now=desk.now(),
        )
    except CampaignError as error:
        return _page(request, desk, visitor, status=422, errors={"id": str(error)}, **typed)
    words = N_("You are registered. Now register those who work with you.")
    return signed_in(request, desk, begun, "/people", visitor.words(words))


@pages.post("/me/sessions/end", needs=SIGNED_IN)
def end(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """End one of one's own sessions."""
    sessions.end_mine(desk.database, visitor.actor, field(form, "session"))
    return back_to(request, "/me", notice=visitor.words(N_("That browser is signed out.")))


@pages.post("/me/sessions/end-all", needs=SIGNED_IN)
def end_all(request: Request, desk: TheDesk, visitor: TheVisitor) -> Response:
    """End all of one's sessions, this one too."""
    sessions.end_everywhere(desk.database, visitor.actor)
    notice = visitor.words(N_("You are signed out everywhere."))
    answer = back_to(request, "/sign-in", notice=notice)
    cookies.drop(request, answer, cookies.SESSION)
    return answer


def _ago(visitor: Visitor, then: datetime, now: datetime) -> str:
    if now - then < _JUST_NOW:
        return visitor.words(N_("just now"))
    return visitor.words.ago(then, now)


def _page(
    request: Request, desk: Desk, visitor: Visitor, *, status: int = 200, **values: object
) -> HTMLResponse:
    person = visitor.actor.person
    now = desk.now()
    return render(
        request,
        visitor,
        "me.html.j2",
        status=status,
        title=visitor.words(N_("You")),
        **{
            "person": person,
            "roles": roles_in_words(desk.config, visitor.words)(person) if person else [],
            "ways": WAYS,
            "preferences": profile.preferences_of(desk.database, visitor.actor),
            "passkeys": passkeys.mine(desk.database, visitor.actor),
            "sessions": sessions.mine(
                desk.database, visitor.actor, idle=desk.config.desk.idle, now=now
            ),
            "named": site(request, desk) is not None,
            "ago": lambda then: _ago(visitor, then, now),
            "name": person.name if person else "",
            "id": "",
            "email": person.email if person else "",
            **values,
        },
    )
