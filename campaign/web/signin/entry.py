"""The page with all ways in, and signing out."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.usecases.signing_in import sessions
from campaign.usecases.trust import people
from campaign.web.desk import Desk, TheDesk
from campaign.web.guard import cookies
from campaign.web.rendering import back_to, render
from campaign.web.routing import PUBLIC, Pages
from campaign.web.signin.browsers import site
from campaign.web.signin.mailing import can_mail
from campaign.web.visitor import TheVisitor, Visitor
from campaign.web.words import N_

pages = Pages("sign-in")


@pages.get("/sign-in", needs=PUBLIC)
def sign_in(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """All ways to sign in here."""
    return ways_in(request, desk, visitor)


def ways_in(
    request: Request, desk: Desk, visitor: Visitor, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """The page with the ways that there are; `values` are what was typed and refused."""
    provider = desk.config.desk.oidc
    return render(
        request,
        visitor,
        "sign_in.html.j2",
        status=status,
        title=visitor.words(N_("Sign in")),
        narrow=True,
        **{
            "mail": can_mail(desk),
            "passkeys": site(request, desk) is not None,
            "provider": provider.name if provider else "",
            "nobody": not people.everybody(desk.database),
            "email": "",
            **values,
        },
    )


@pages.post("/sign-out", needs=PUBLIC)
def sign_out(request: Request, desk: TheDesk, visitor: TheVisitor) -> RedirectResponse:
    """End this session."""
    sessions.end(desk.database, cookies.get(request, cookies.SESSION))
    answer = back_to(request, "/sign-in", notice=visitor.words(N_("You have signed out.")))
    cookies.drop(request, answer, cookies.SESSION)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
