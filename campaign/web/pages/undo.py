"""Take an edit of this visit back: its file holds again what it held before."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from campaign.errors import CampaignError
from campaign.plan.rights import Act
from campaign.usecases.planning.plan_one import apply_one
from campaign.usecases.trust.done_before import by
from campaign.usecases.writing.undo import MovedOn
from campaign.usecases.writing.undo import undo as take_back
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import edited_last, with_name
from campaign.web.planning import workshop
from campaign.web.rendering import back_to
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor
from campaign.web.words import N_

pages = Pages("undo")

#: What a move changes: it was planned with the edit, and so it is with taking that back.
_MOVES: Final = frozenset({"when", "zone"})


@pages.post("/undo/{edit}", needs=Act.EDIT)
def undo(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, edit: int
) -> RedirectResponse:
    """Undo one edit by its number; 0 is the last one of this visit."""
    words = visitor.words
    try:
        done = take_back(
            desk.files(), edit, actor=visitor.actor, session=visitor.session, now=desk.now()
        )
    except MovedOn as error:
        if error.by is None:
            raise
        sentence = words(N_("It cannot be undone: the file was changed since."))
        last = by(desk.database, error.by.who, error.by.at)
        notice = with_name(desk, visitor, sentence, last)
        return back_to(request, _came_from(request, ""), notice=notice)
    notice = words(N_("Undone: %(post)s is as it was."), post=done.edit.post)
    if done.already_so:
        sentence = words(N_("This was undone already."))
        notice = with_name(desk, visitor, sentence, edited_last(desk, done.edit.file, done.base))
    if done.edit.keys and _MOVES.issuperset(done.edit.keys):
        notice = f"{notice} {_plan(desk, visitor, done.edit.post)}".rstrip()
    gone = "" if done.base else f"/posts/{done.edit.post}"
    return back_to(request, _came_from(request, gone), notice=notice)


def _plan(desk: Desk, visitor: Visitor, post: str) -> str:
    """Plan the post anew; "" when that went well, else why it did not."""
    desk.changed()  # the file was written a moment ago
    calendar = desk.calendar()
    try:
        apply_one(
            calendar.made,
            calendar.mistakes,
            workshop(desk),
            post,
            actor=visitor.actor,
            now=desk.now(),
        )
    except CampaignError as error:
        return visitor.words(N_("It was not planned: %(reason)s."), reason=error)
    return ""


def _came_from(request: Request, gone: str) -> str:
    """The page of this desk on which the button was; the list of posts when that is `gone`."""
    came = urlsplit(request.headers.get("referer", ""))
    here = urlsplit(str(request.url))
    path = f"{came.path}?{came.query}" if came.query else came.path
    if came.netloc != here.netloc or not came.path.startswith("/"):
        return "/posts"
    if came.path.startswith("//") or (gone and came.path.startswith(gone)):
        return "/posts"
    return path
