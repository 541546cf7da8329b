"""One post: its fields, its findings, and every channel's text and picture while it is written.

::

    GET  /posts/ID            open it: fields, hash of the file, who else has it open
    POST /posts/ID/compose    what the channels would read; writes nothing
    POST /posts/ID            save what was changed, joined with others' changes; or ask to choose
    POST /posts/ID/copy       keep it as a post of its own
    POST /posts/ID/here       a sign that the page is open; who else has it
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from campaign.errors import CampaignError, Forbidden, StorageError
from campaign.plan.rights import Act
from campaign.storage.desk.repeats import LONGEST_KEY
from campaign.usecases.trust.done_before import Deed, by, done_before
from campaign.usecases.writing import presence
from campaign.usecases.writing.ask_approval import ask_approval
from campaign.usecases.writing.bring_picture import bring_picture
from campaign.usecases.writing.edit_post import Conflict, Invalid, Saved, edit_post
from campaign.usecases.writing.keep_copy import keep_copy
from campaign.usecases.writing.open_post import OpenedPost, look_at, open_post
from campaign.web import conflicts, editing, post_form, post_view
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import with_name
from campaign.web.planning import workshop
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
    files = desk.files()
    try:
        files.path(id)
    except CampaignError:
        if editing.states(desk, id):  # its file is gone, and something of it was planned
            return RedirectResponse(f"/posts/{quote(id)}/out", 303)
        raise HTTPException(404) from None
    opened = open_post(files, id, actor=visitor.actor, session=visitor.session, now=desk.now())
    if opened.post is not None and opened.id != id:
        return RedirectResponse(f"/posts/{opened.id}", 303)
    if not opened.fields:
        return _unreadable(request, visitor, opened)
    here = editing.opened_at(desk, opened, lang)
    return editing.show(request, desk, visitor, here, order=order)


@pages.post("/posts/{id}/compose", needs=Act.READ, acts=False)
def compose(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str
) -> HTMLResponse:
    """The previews, rooms and findings of a post that is not saved; or the whole page with them."""
    typed = editing.sent(desk, form, id)
    order = field(form, "order", editing.BY_ROOM)
    if field(form, "whole"):
        if field(form, "whole") == "later":  # the conflict stays one until it is settled
            typed = replace(typed, base=field(form, "began"))
        return editing.show(request, desk, visitor, typed, order=order)
    found = editing.live(desk, typed, editing.states(desk, id), order=order)
    return render(request, visitor, "post_live.html.j2", live=found, editing=typed)


@pages.post("/posts/{id}", needs=Act.EDIT)
def save(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str) -> Response:
    """Write what was changed; nothing at all where a field was changed by two.

    With `then=ask`, the post is planned and its approvers are asked. With `choose`, a conflict is
    settled: "mine", "theirs", or for each field what `side` says of it.
    """
    typed = editing.sent(desk, form, id)
    try:
        typed = with_upload(desk, visitor, typed, form.get("upload"))
    except StorageError as error:
        errors = {"upload": str(error)}
        return editing.show(request, desk, visitor, typed, errors=errors, status=422)
    if post_form.lacks_picture(typed.now):
        errors = {"picture": visitor.words(N_("Choose a picture of your own, or a card."))}
        return editing.show(request, desk, visitor, typed, errors=errors, status=422)
    done = edit_post(
        desk.files(),
        id,
        conflicts.chosen(post_form.edits(typed.now, typed.was), form),
        base=typed.base,
        actor=visitor.actor,
        session=visitor.session,
        now=desk.now(),
    )
    if isinstance(done, Conflict):
        return conflicts.show(request, desk, visitor, typed, done, then=field(form, "then"))
    if isinstance(done, Invalid):
        return editing.invalid(request, desk, visitor, typed, done)
    notice, undo = _notice(desk, visitor, done), str(done.edit) if done.edit else ""
    if field(form, "then") == "ask":
        asked = _ask(desk, visitor, id)
        notice = f"{notice} {asked}" if not done.already_so else asked
    address = f"/posts/{done.post}?lang={typed.language}"
    return back_to(request, address, notice=notice, undo=undo)


@pages.post("/posts/{id}/copy", needs=Act.EDIT)
def copy(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str) -> Response:
    """Keep what was typed as a post of its own that goes to no channel."""
    typed = editing.sent(desk, form, id)
    made = keep_copy(
        desk.files(),
        id,
        post_form.edits(typed.now, typed.was),
        once=field(form, "once")[:LONGEST_KEY],
        actor=visitor.actor,
        session=visitor.session,
        now=desk.now(),
    )
    if isinstance(made, Invalid):
        return editing.invalid(request, desk, visitor, typed, made)
    words = visitor.words
    notice = words(N_("Your text is kept as %(id)s. It goes to no channel."), id=made.id)
    if made.already_so:
        notice = words(N_("This was done already: your text is kept as %(id)s."), id=made.id)
    address = f"/posts/{made.id}?lang={typed.language}"
    return back_to(request, address, notice=notice, undo=str(made.edit))


@pages.post("/posts/{id}/here", needs=Act.READ, acts=False)
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
        others=post_view.others(others, visitor.actor.name),
        mine_elsewhere=any(each.who == visitor.actor.name for each in others),
        changed=changed,
        read_only=read_only,
        zone=desk.config.zone,
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


def _notice(desk: Desk, visitor: Visitor, done: Saved) -> str:
    words = visitor.words
    last = by(desk.database, done.by.who, done.by.at) if done.by is not None else None
    if done.elsewhere:
        fields = ", ".join(post_view.names(visitor.words, done.elsewhere))
        if last is not None:
            return words(
                N_("Saved, and joined with what %(who)s changed meanwhile: %(fields)s."),
                who=f"{last.name} ({words.moment(last.at, desk.config.zone)})",
                fields=fields,
            )
        return words(
            N_("Saved, and joined with what was changed meanwhile: %(fields)s."), fields=fields
        )
    if done.already_so:
        return with_name(desk, visitor, words(N_("The file says all of this already.")), last)
    return words(N_("Saved."))


def _ask(desk: Desk, visitor: Visitor, id: str) -> str:
    """Plan the post and ask for its approval; a sentence about what came of it."""
    words = visitor.words
    desk.changed()  # the file was written a moment ago
    calendar = desk.calendar()
    try:
        done = ask_approval(
            calendar.made,
            calendar.mistakes,
            workshop(desk),
            id,
            actor=visitor.actor,
            now=desk.now(),
        )
    except Forbidden as error:
        return words(N_("Nobody was asked: %(reason)s."), reason=error)
    except CampaignError as error:
        return words(N_("It was not planned: %(reason)s."), reason=error)
    asked, said = done.asked, []
    if asked.new:
        said.append(
            words.many(
                "%(n)s text is asked for at %(people)s.",
                "%(n)s texts are asked for at %(people)s.",
                len(asked.new),
                people=", ".join(asked.people),
            )
        )
    elif asked.before:
        first = done_before(desk.database, asked.before, Deed.ASK)
        sentence = words(N_("All of it was asked for already."))
        said.append(with_name(desk, visitor, sentence, first))
    elif not done.held and not asked.nobody:
        said.append(words(N_("Nothing of it needs a yes.")))
    if asked.nobody:
        said.append(
            words.many(
                "For %(n)s text there is nobody who may say yes.",
                "For %(n)s texts there is nobody who may say yes.",
                len(asked.nobody),
            )
        )
    if done.held:
        said.append(
            words.many(
                "%(n)s text is held back by what the checks say.",
                "%(n)s texts are held back by what the checks say.",
                done.held,
            )
        )
    return " ".join(said)


def with_upload(
    desk: Desk, visitor: Visitor, typed: editing.Editing, upload: object
) -> editing.Editing:
    """The same with a picture that came with the form; raises StorageError for one that is none."""
    if not isinstance(upload, UploadFile) or not upload.filename:
        return typed
    brought = bring_picture(
        upload.file.read(),
        upload.filename,
        desk.config.assets,
        desk.database,
        tuple(desk.config.regions),
        actor=visitor.actor,
    )
    now = {**typed.now, "picture": post_form.OWN, "image": (brought.path,)}
    return replace(typed, now=now)
