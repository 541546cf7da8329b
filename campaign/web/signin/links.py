"""Links that sign in: asked for by e-mail, looked at, and used by a button."""

from __future__ import annotations

import logging

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.background import BackgroundTask

from campaign.errors import CampaignError
from campaign.usecases.signing_in import links
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.first_person import register_first
from campaign.usecases.trust.names import UnfitName, checked_email, checked_id, checked_name
from campaign.web.desk import Desk, TheDesk
from campaign.web.guard import limits
from campaign.web.rendering import back_to, render
from campaign.web.routing import PUBLIC, Pages
from campaign.web.signin import wanted
from campaign.web.signin.browsers import browser, lasting, public_origin, signed_in
from campaign.web.signin.entry import ways_in
from campaign.web.signin.mailing import can_mail, mail_link
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

log = logging.getLogger(__name__)

pages = Pages("sign-in links")


@pages.post("/sign-in/mail", needs=PUBLIC)
def ask(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Send a link to an e-mail address; whoever asks never learns whether it is registered."""
    email = field(form, "email")
    try:
        address = checked_email(email)
    except UnfitName as error:
        errors = {"email": str(error)}
        return ways_in(request, desk, visitor, status=422, errors=errors, email=email)
    if not can_mail(desk):
        raise CannotSignIn("This desk sends no mail: ask whoever runs it for a link.")
    limits.count(request, "mail", address)
    answer = back_to(request, "/sign-in/sent")
    origin = public_origin(request, desk)
    page = wanted.remembered(request)
    carried = "" if page == wanted.USUAL else f"?{wanted.FIELD}={wanted.signed(request, page)}"
    answer.background = BackgroundTask(mail_link, desk, address, origin, visitor.words, carried)
    return answer


@pages.get("/sign-in/sent", needs=PUBLIC)
def sent(request: Request, visitor: TheVisitor) -> HTMLResponse:
    """What happens now: the same page for everybody."""
    title = visitor.words(N_("Look into your mail"))
    return render(request, visitor, "sign_in_sent.html.j2", title=title, narrow=True)


@pages.get("/sign-in/link/{token}", needs=PUBLIC)
def look(request: Request, desk: TheDesk, visitor: TheVisitor, token: str) -> Response:
    """What a link opens; nothing is used, because mail programs open links as well."""
    link = links.look(desk.database, token, desk.now())
    if link is None:
        limits.count(request, "link")
        return _over(request, visitor)
    if not link.person:
        return _first(request, visitor)
    title = visitor.words(N_("Sign in"))
    return render(
        request, visitor, "sign_in_link.html.j2", title=title, narrow=True, person=link.person
    )


@pages.post("/sign-in/link/{token}", needs=PUBLIC)
def use(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, token: str
) -> Response:
    """Sign in by a link; or register the first person by the link of the first start."""
    try:
        if field(form, "act") == "register":
            return _registered(request, desk, visitor, form, token)
        begun = links.use(
            desk.database, token, browser(request), lasting=lasting(desk), now=desk.now()
        )
    except CannotSignIn:
        log.warning("A link signed nobody in", extra={"action": "sign_in_refused"})
        limits.count(request, "link")
        return _over(request, visitor)
    return signed_in(request, desk, begun)


def _registered(
    request: Request, desk: Desk, visitor: Visitor, form: TheForm, token: str
) -> Response:
    checks = {"id": checked_id, "name": checked_name, "email": checked_email}
    typed = {each: field(form, each) for each in checks}
    errors = {}
    for each, check in checks.items():
        try:
            check(typed[each])
        except UnfitName as error:
            errors[each] = str(error)
    if not errors:
        try:
            begun = register_first(
                desk.database,
                token,
                **typed,
                browser=browser(request),
                regions=desk.config.regions,
                lasting=lasting(desk),
                now=desk.now(),
            )
        except CannotSignIn:
            raise
        except CampaignError as error:
            errors["id"] = str(error)
        else:
            words = visitor.words(N_("You are registered. Now register those who work with you."))
            return signed_in(request, desk, begun, "/people", words)
    return _first(request, visitor, status=422, errors=errors, **typed)


def _first(
    request: Request, visitor: Visitor, *, status: int = 200, **values: object
) -> HTMLResponse:
    return render(
        request,
        visitor,
        "first_person.html.j2",
        status=status,
        title=visitor.words(N_("Begin at this desk")),
        narrow=True,
        **{"id": "", "name": "", "email": "", **values},
    )


def _over(request: Request, visitor: Visitor) -> HTMLResponse:
    title = visitor.words(N_("This link signs nobody in"))
    return render(request, visitor, "sign_in_over.html.j2", status=410, title=title, narrow=True)
