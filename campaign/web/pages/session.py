"""Signing in and out."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.storage.desk import sessions
from campaign.web.desk import TheDesk
from campaign.web.rendering import render
from campaign.web.routing import PUBLIC, Pages
from campaign.web.visitor import COOKIE, TheVisitor, Visitor
from campaign.web.words import N_

pages = Pages("session")


@pages.get("/sign-in", needs=PUBLIC)
def sign_in(request: Request, visitor: TheVisitor) -> HTMLResponse:
    """How to sign in."""
    return render(
        request, visitor, "sign_in.html.j2", title=visitor.words(N_("Sign in")), narrow=True
    )


@pages.post("/sign-out", needs=PUBLIC)
def sign_out(desk: TheDesk, visitor: TheVisitor) -> RedirectResponse:
    """End this session."""
    if visitor.session:
        with desk.database.write() as connection:
            sessions.end(connection, _person(visitor), [visitor.session])
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _person(visitor: Visitor) -> str:
    return visitor.actor.person.id if visitor.actor.person else ""
