"""To which channels a post goes: a box for each, by region."""

from __future__ import annotations

from itertools import groupby

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.calendar.selectors import selectors_of
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.usecases.trust.done_before import by
from campaign.usecases.writing.edit_post import Conflict, Invalid, edit_post
from campaign.usecases.writing.joining import FieldEdit
from campaign.usecases.writing.open_post import look_at
from campaign.web import post_view
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import edited_last, with_name
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("where")


@pages.get("/posts/{id}/where", needs=Act.EDIT)
def where(request: Request, desk: TheDesk, visitor: TheVisitor, id: str) -> HTMLResponse:
    """The channels of a post, to be chosen."""
    return _page(request, desk, visitor, id)


@pages.post("/posts/{id}/where", needs=Act.EDIT)
def choose(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str
) -> Response:
    """Write the choice into the post's file, as short as it can be said."""
    words = visitor.words
    channels = tuple(desk.config.channels.values())
    chosen = {each for each in form.getlist("channel") if isinstance(each, str)}
    opened = look_at(desk.files(), id)
    if opened.post and chosen == {e.name for e in post_view.channels_of(opened.post, desk)}:
        sentence = words(N_("It goes to these already."))
        notice = with_name(desk, visitor, sentence, edited_last(desk, opened.file, opened.base))
        return back_to(request, f"/posts/{id}", notice=notice)
    edit = FieldEdit("channels", selectors_of(chosen, channels), opened.fields.get("channels"))
    done = edit_post(
        desk.files(),
        id,
        [edit],
        base=field(form, "base"),
        actor=visitor.actor,
        session=visitor.session,
        now=desk.now(),
    )
    if isinstance(done, Conflict):
        sentence = words(N_("Somebody chose other channels meanwhile. This is their choice."))
        last = by(desk.database, done.by.who, done.by.at) if done.by is not None else None
        sentence = with_name(desk, visitor, sentence, last)
        return _page(request, desk, visitor, id, {"channels": sentence}, status=409)
    if isinstance(done, Invalid):
        errors = {"channels": done.mistakes[0].message}
        return _page(request, desk, visitor, id, errors, status=422)
    if done.already_so:  # another was first, a moment ago
        last = by(desk.database, done.by.who, done.by.at) if done.by is not None else None
        sentence = with_name(desk, visitor, words(N_("It goes to these already.")), last)
        return back_to(request, f"/posts/{id}", notice=sentence)
    notice = words.many("It goes to %(n)s channel.", "It goes to %(n)s channels.", len(chosen))
    return back_to(request, f"/posts/{id}", notice=notice, undo=str(done.edit))


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    id: str,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    opened = look_at(desk.files(), id)
    own = {each.name for each in post_view.channels_of(opened.post, desk)} if opened.post else set()
    channels = sorted(desk.config.channels.values(), key=lambda each: each.region)
    regions = [
        (
            desk.config.regions[region].name("en") if region in desk.config.regions else region,
            [*some],
        )
        for region, some in groupby(channels, key=lambda each: each.region)
    ]
    return render(
        request,
        visitor,
        "post_where.html.j2",
        status=status,
        title=visitor.words(N_("Where it goes")),
        id=id,
        base=opened.base,
        regions=regions,
        own=own,
        titles=registry.TITLES,
        errors=errors or {},
    )
