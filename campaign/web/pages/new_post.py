"""A new post: from nothing, for a day, or for an observance."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, time, timedelta

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from campaign.calendar.sheet.columns import wall_of
from campaign.errors import ContentError
from campaign.plan.rights import Act
from campaign.storage.desk import edits
from campaign.storage.desk.edits import EditMade
from campaign.storage.desk.repeats import LONGEST_KEY
from campaign.usecases.starting.slug import slug
from campaign.usecases.trust.done_before import by
from campaign.usecases.writing.new_for_day import AT, new_for_day, observances
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import with_name
from campaign.web.form_values import day_of
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("new_post")

#: How far ahead days are shown that might be written for.
_AHEAD = timedelta(days=60)
_MOST_DAYS = 8


@pages.get("/posts/new", needs=Act.EDIT)
def new(
    request: Request, desk: TheDesk, visitor: TheVisitor, day: str = "", title: str = ""
) -> HTMLResponse:
    """The form: for a day that was chosen elsewhere, or the next one without a post."""
    wanted = day_of(day) or _free_day(desk)
    values = {"title": title[:200], "day": wanted.isoformat(), "at": f"{AT:%H:%M}"}
    return _page(request, desk, visitor, values, _home(desk, visitor))


@pages.post("/posts/new", needs=Act.EDIT)
def begin(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Write the file of the new post, once, and open it."""
    words = visitor.words
    values = {name: field(form, name) for name in ("title", "day", "at", "activity", "once")}
    sent = set(form.getlist("region"))
    regions = [each for each in desk.config.regions if each in sent]
    day, at = day_of(values["day"]), _hour(values["at"])
    errors = _errors(visitor, form, day, at, regions)
    if errors or day is None or at is None:
        return _page(request, desk, visitor, values, regions, errors, status=422)
    try:
        made = new_for_day(
            desk.files(),
            day,
            title=values["title"],
            at=at,
            channels=["all"] if len(regions) == len(desk.config.regions) else regions,
            activity=values["activity"],
            once=values["once"][:LONGEST_KEY],
            actor=visitor.actor,
            session=visitor.session,
            now=desk.now(),
        )
    except ContentError as error:
        errors = {"title": "; ".join(each.message for each in error.mistakes)}
        return _page(request, desk, visitor, values, regions, errors, status=422)
    notice = words(N_("The post is there. Nobody gets it before it is approved."))
    if made.already_so:
        notice = words(N_("This was done already: here is the post."))
    elif made.id != slug(values["title"]) and (first := _same(desk, slug(values["title"]))):
        sentence = words(N_("Another post has this headline too: %(id)s."), id=first.post)
        notice += " " + with_name(desk, visitor, sentence, by(desk.database, first.who, first.at))
    return back_to(request, f"/posts/{made.id}", notice=notice, undo=str(made.edit))


def _same(desk: Desk, id: str) -> EditMade | None:
    """Who wrote a post of this name at the desk lately."""
    with desk.database.read() as connection:
        return edits.made_anew(connection, id)


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    values: dict[str, str],
    regions: list[str],
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    content = desk.calendar().content
    day = day_of(values["day"])
    return render(
        request,
        visitor,
        "post_new.html.j2",
        status=status,
        title=visitor.words(N_("Write a post")),
        values={"activity": "", **values},
        once_key=values.get("once") or secrets.token_urlsafe(16),
        chosen=regions,
        regions={id: each.name("en") for id, each in desk.config.regions.items()},
        activities=content.registers.activities,
        observed=observances(content, day) if day else (),
        coming=list(_coming(desk)),
        errors=errors or {},
    )


def _errors(
    visitor: Visitor, form: FormData, day: date | None, at: time | None, regions: list[str]
) -> dict[str, str]:
    words, errors = visitor.words, {}
    if day is None:
        errors["day"] = words(N_("Choose a day of the calendar, such as 2026-12-18."))
    if at is None:
        errors["at"] = words(N_("Write an hour as 10:30."))
    if not regions:
        errors["regions"] = words(N_("Choose one region at least."))
    if len(field(form, "title")) > 200:
        errors["title"] = words(N_("The headline is too long: 200 letters at most."))
    return errors


def _home(desk: Desk, visitor: Visitor) -> list[str]:
    """The regions in which the visitor may edit."""
    return [each for each in desk.config.regions if visitor.may(Act.EDIT.name, each)]


def _coming(desk: Desk) -> Iterator[tuple[date, str]]:
    """The next observances without a post on their day."""
    calendar, start = desk.calendar(), desk.config.campaign.start
    taken = {wall_of(post, start).date() for post in calendar.made.posts}
    today, found = _today(desk), 0
    for number in range(_AHEAD.days):
        day = today + timedelta(days=number)
        for each in () if day in taken else observances(calendar.content, day):
            if not each.region:
                yield day, each.name
                found += 1
                if found == _MOST_DAYS:
                    return


def _free_day(desk: Desk) -> date:
    """The next day without a post, from tomorrow on."""
    start = desk.config.campaign.start
    taken = {wall_of(post, start).date() for post in desk.calendar().made.posts}
    day = max(_today(desk), start) + timedelta(days=1)
    while day in taken:
        day += timedelta(days=1)
    return day


def _today(desk: Desk) -> date:
    return desk.now().astimezone(desk.config.zone).date()


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None
