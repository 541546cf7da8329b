"""Who did what: the record, the newest first."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from campaign.plan.rights import Act
from campaign.usecases.trust import history as usecase
from campaign.web.desk import TheDesk
from campaign.web.form_values import day_of
from campaign.web.rendering import render
from campaign.web.routing import Pages
from campaign.web.visitor import TheVisitor
from campaign.web.words import N_

pages = Pages("history")

_LONGEST = 200  # characters of what is looked for


@pages.get("/history", needs=Act.READ)
def history(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    person: str = "",
    post: str = "",
    day: str = "",
    below: str = "",
) -> HTMLResponse:
    """A page of the record, narrowed down to a person, a post or a day."""
    errors = {}
    wanted = day_of(day)
    if day and wanted is None:
        errors["day"] = visitor.words(N_("Write the day as year-month-day, such as 2026-12-01."))
    zone = desk.config.zone
    found = usecase.read(
        desk.database,
        person=person[:_LONGEST],
        post=post[:_LONGEST],
        day=wanted,
        zone=zone,
        below=int(below) if below.isdecimal() and len(below) < 16 else None,
        about_people=visitor.may("PEOPLE"),
    )
    return render(
        request,
        visitor,
        "history.html.j2",
        status=422 if errors else 200,
        title=visitor.words(N_("History")),
        found=found,
        person=person[:_LONGEST],
        post=post[:_LONGEST],
        day=day[:_LONGEST],
        zone=zone,
        errors=errors,
    )
