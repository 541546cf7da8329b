"""Today: who is needed, what goes out next, and what went out last."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from campaign.plan.rights import Act
from campaign.web.desk import TheDesk
from campaign.web.rendering import render
from campaign.web.routing import Pages
from campaign.web.visitor import TheVisitor
from campaign.web.words import N_

pages = Pages("today")


@pages.get("/", needs=Act.READ)
def today(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """The page that every day begins with."""
    return render(request, visitor, "today.html.j2", title=visitor.words(N_("Today")))


@pages.get("/more", needs=Act.READ)
def more(request: Request, visitor: TheVisitor) -> HTMLResponse:
    """All pages, for phones: their bar has room for five."""
    return render(request, visitor, "more.html.j2", title=visitor.words(N_("More")))
