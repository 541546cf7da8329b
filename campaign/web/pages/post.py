"""One post: its fields, its findings, and every channel's text and picture while it is written.

::

    GET  /posts/ID            open it: fields, hash of the file, who else has it open
    POST /posts/ID/compose    what the channels would read; writes nothing
    POST /posts/ID            save what was changed, joined with others' changes; or ask to choose
    POST /posts/ID/here       a sign that the page is open; who else has it
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaign.errors import CampaignError
from campaign.plan.rights import Act
from campaign.usecases.writing import presence
from campaign.usecases.writing.edit_post import Conflict, Invalid, Saved, edit_post
from campaign.usecases.writing.open_post import OpenedPost, look_at, open_post
from campaign.web import editing, post_form, post_view
from campaign.web.desk import TheDesk
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("post")


@pages.get("/posts/{id}", needs=Act.READ)
def post(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    id: str,
    lang: str = "",
    order: str = editing.BY_ROOM,
) -> Response:
    """The editor; for a file that cannot be read, its mistakes and its text as it is."""
    opened = open_post(
        desk.files(), id, actor=visitor.actor, session=visitor.session, now=desk.now()
    )
    if opened.post is not None and opened.id != id:
        return RedirectResponse(f"/posts/{opened.id}", 303)
    if not opened.fields:
        return _unreadable(request, visitor, opened)
    here = editing.opened_at(desk, opened, lang)
    return editing.show(request, desk, visitor, here, order=order)


@pages.post("/posts/{id}/compose", needs=Act.READ)
def compose(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str
) -> HTMLResponse:
    """The previews, rooms and findings of a post that is not saved; or the whole page with them."""
    typed = editing.sent(desk, form, id)
    order = field(form, "order", editing.BY_ROOM)
    if field(form, "whole"):
        return editing.show(request, desk, visitor, typed, order=order)
    found = editing.live(desk, typed, editing.states(desk, id), order=order)
    return render(request, visitor, "post_live.html.j2", live=found, editing=typed)


@pages.post("/posts/{id}", needs=Act.EDIT)
def save(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str) -> Response:
    """Write what was changed; nothing at all where a field was changed by two."""
    typed = editing.sent(desk, form, id)
    if post_form.lacks_picture(typed.now):
        errors = {"picture": visitor.words(N_("Choose a picture of your own, or a card."))}
        return editing.show(request, desk, visitor, typed, errors=errors, status=422)
    done = edit_post(
        desk.files(),
        id,
        post_form.edits(typed.now, typed.was),
        base=typed.base,
        actor=visitor.actor,
        session=visitor.session,
        now=desk.now(),
    )
    if isinstance(done, Conflict):
        return _conflict(request, visitor, typed, done)
    if isinstance(done, Invalid):
        errors = {
            post_view.field_of(each.key): f"{each.message}: {each.remedy}".rstrip(": ")
            for each in done.mistakes
        }
        return editing.show(request, desk, visitor, typed, errors=errors, status=422)
    return _back(request, visitor, typed.language, done)


@pages.post("/posts/{id}/here", needs=Act.READ)
def here(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str
) -> HTMLResponse:
    """A sign of life: who else has the post open, and whether its file is still the same."""
    others = presence.sign(
        desk.database, id, actor=visitor.actor, session=visitor.session, now=desk.now()
    )
    base = field(form, "base")
    read_only, changed = "", False
    try:
        found = look_at(desk.files(), id)
        read_only, changed = found.read_only, bool(base) and found.base != base
    except CampaignError:
        changed = True
    return render(
        request,
        visitor,
        "post_here.html.j2",
        others=others,
        changed=changed,
        read_only=read_only,
        zone=desk.config.zone,
    )


def _conflict(
    request: Request, visitor: Visitor, typed: editing.Editing, found: Conflict
) -> HTMLResponse:
    """Both texts beside each other, and what is to be chosen; nothing was written."""
    return render(
        request,
        visitor,
        "post_conflict.html.j2",
        status=409,
        title=visitor.words(N_("The file was changed while you were writing")),
        typed=typed,
        found=found,
    )


def _unreadable(request: Request, visitor: Visitor, opened: OpenedPost) -> HTMLResponse:
    """A file that cannot be read: its mistakes with their lines, and the text as it is."""
    return render(
        request,
        visitor,
        "post_unreadable.html.j2",
        title=opened.id,
        opened=opened,
        lines=opened.text.splitlines(),
        wrong={each.place.line for each in opened.mistakes if each.place.line},
    )


def _back(request: Request, visitor: Visitor, language: str, done: Saved) -> RedirectResponse:
    words = visitor.words
    if done.elsewhere:
        notice = words(
            N_("Saved, and joined with what was changed meanwhile: %(fields)s."),
            fields=", ".join(names(visitor, done.elsewhere)),
        )
    elif done.already_so:
        notice = words(N_("The file says all of this already."))
    else:
        notice = words(N_("Saved."))
    undo = str(done.edit) if done.edit else ""
    return back_to(request, f"/posts/{done.post}?lang={language}", notice=notice, undo=undo)


def names(visitor: Visitor, keys: tuple[str, ...]) -> list[str]:
    """What fields are called, each once."""
    found = []
    for key in keys:
        step = next((s for s in reversed(key.split(".")) if s in post_view.NAMES), "")
        found.append(visitor.words(post_view.NAMES[step]) if step else key)
    return list(dict.fromkeys(found))
