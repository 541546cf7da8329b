"""Moving a post: what follows of it, and the button that does it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.errors import CampaignError, ContentError
from campaign.model import Severity
from campaign.plan.movable import Fixed
from campaign.plan.rights import Act
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.plan_one import apply_one, in_the_way
from campaign.usecases.trust.done_before import by
from campaign.usecases.writing.edit_post import Saved
from campaign.usecases.writing.move_post import (
    CannotMove,
    MovedMeanwhile,
    Place,
    Proposal,
    move,
    moved_place,
    place_of,
    propose,
)
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import edited_last, with_name
from campaign.web.planning import workshop
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, Words

pages = Pages("move")

#: How the hour is meant: as it is, on each channel's wall, or one instant everywhere.
_ZONES = {"each": False, "one": True}

_WHY = {
    Fixed.OUT: N_("It is out: what went out stays where it is."),
    Fixed.UNDER_WAY: N_("It is on its way, or may be out already."),
    Fixed.PAST: N_("Its time has come: what was missed gets another time under To settle."),
}


@pages.get("/calendar/move/{post}", needs=Act.READ)
def proposal(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    post: str,
    day: str = "",
    at: str = "",
    zone: str = "",
    back: str = "",
) -> HTMLResponse:
    """Where a post may go, and what would follow; nothing is moved by looking."""
    return _page(request, desk, visitor, post, day, at, zone, _way_back(back))


@pages.post("/calendar/move/{post}", needs=Act.EDIT)
def carry_out(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, post: str
) -> Response:
    """Move the post to where the page showed it, and plan it there.

    With `quick`, what speaks against the new place is shown first, and nothing is moved.
    """
    day, at, zone = field(form, "day"), field(form, "at"), field(form, "zone")
    back = _way_back(field(form, "back"))
    again = (request, desk, visitor, post, day, at, zone, back)
    try:
        wanted, hour = date.fromisoformat(day), _hour(at)
        was = datetime.fromisoformat(field(form, "was"))
    except ValueError:
        return _page(*again, status=422)
    files, made = desk.files(), _readable(desk, post)
    here, base = place_of(files, post)
    to = moved_place(files, here, wanted, hour, _ZONES.get(zone))
    seen = Place("", field(form, "was_zone"), was.date(), was.time())
    if here.time == to.time:
        return _is_there(request, desk, visitor, post, files.name(files.path(post)), base, to, back)
    try:
        found = propose(
            files, made, post, to, desk.now(), detect=desk.workspace.text_languages.detect
        )
        if field(form, "quick") and here.time == seen.time and _speaks_against(found):
            return _page(*again, status=422)
        done = move(
            files,
            post,
            seen,
            to,
            actor=visitor.actor,
            session=visitor.session,
            now=desk.now(),
        )
    except MovedMeanwhile as error:
        return _page(*again, status=409, refused=_meanwhile(error, here, desk, visitor))
    except CannotMove as error:
        return _page(*again, status=409, refused=_refused(error, visitor.words))
    if done.already_so:  # another was first, a moment ago
        return _is_there(request, desk, visitor, post, done.file, done.base, to, back)
    return _done(request, desk, visitor, found, done, back)


def _is_there(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    post: str,
    file: str,
    base: str,
    to: Place,
    back: str,
) -> Response:
    """Plan it where it stands, and say who moved it there."""
    _plan(desk, visitor, post)
    sentence = visitor.words(N_("That was done already: it is at %(place)s."), place=to.when)
    first = edited_last(desk, file, base)
    return back_to(request, back, notice=with_name(desk, visitor, sentence, first))


def _done(
    request: Request, desk: Desk, visitor: Visitor, found: Proposal, done: Saved, back: str
) -> Response:
    """Plan what was written, and say both."""
    words = visitor.words
    notice = words(
        N_("Moved to %(day)s, %(hour)s."),
        day=words.long_day(found.to.day),
        hour=f"{found.to.hour:%H:%M}",
    )
    if trouble := _plan(desk, visitor, found.post):
        notice += " " + words(N_("It is not planned there yet: %(why)s"), why=trouble)
    elif found.moves:
        notice += " " + words.many(
            "%(n)s publication moves with it.", "%(n)s publications move with it.", found.moves
        )
    undo = str(done.edit) if done.edit else ""
    return back_to(request, f"{back}#post-{found.post}", notice=notice, undo=undo)


def _plan(desk: Desk, visitor: Visitor, post: str) -> str:
    """Plan the post; gives why that was not done, "" when it was."""
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
        return str(error)
    return ""


def _speaks_against(found: Proposal) -> bool:
    grave = any(each.severity is not Severity.INFO for each in found.findings)
    return bool(grave or found.falls_away or found.is_new)


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    post: str,
    day: str,
    at: str,
    zone: str,
    back: str,
    *,
    status: int = 200,
    refused: str = "",
) -> HTMLResponse:
    words, errors = visitor.words, dict[str, str]()
    files, made = desk.files(), _readable(desk, post)
    here, _ = place_of(files, post)
    wanted, hour = here.day + timedelta(days=1), here.hour
    try:
        wanted = date.fromisoformat(day) if day else wanted
    except ValueError:
        errors["day"] = words(N_("Write the day as 2026-12-16."))
    try:
        hour = _hour(at) if at else hour
    except ValueError:
        errors["at"] = words(N_("Write the hour as 09:45."))
    found: Proposal | None = None
    fixed = False
    if not errors and not refused:
        try:
            to = moved_place(files, here, wanted, hour, _ZONES.get(zone))
            found = propose(
                files, made, post, to, desk.now(), detect=desk.workspace.text_languages.detect
            )
        except CannotMove as error:
            fixed = error.fixed is not Fixed.NO
            refused = _refused(error, words)
    planned = desk.calendar().by_post.get(post, ())
    source = desk.config.campaign.source_language
    first = next((e.variant for e in planned if e.variant.language == source), None)
    first = first or (planned[0].variant if planned else None)
    headline = first.headline if first else post
    return render(
        request,
        visitor,
        "move.html.j2",
        status=422 if errors else status,
        title=words(N_("Move “%(headline)s”"), headline=headline),
        post=post,
        first=first,
        here=here,
        day=day or wanted.isoformat(),
        at=at or f"{hour:%H:%M}",
        one=(bool(here.zone) if zone not in _ZONES else zone == "one"),
        zone=zone if zone in _ZONES else "",
        city=words.city(ZoneInfo(here.zone) if here.zone else desk.config.zone),
        back=back,
        found=found,
        refused=refused,
        fixed=fixed,
        errors=errors,
        can_move=visitor.may(Act.EDIT.name),
    )


def _readable(desk: Desk, post: str) -> Compiled:
    """The compiled calendar; raises ContentError when the post's own file cannot be read."""
    calendar = desk.calendar()
    if wrong := in_the_way(calendar.mistakes, calendar.made, desk.config, post):
        raise ContentError(wrong)
    return calendar.made


def _meanwhile(error: MovedMeanwhile, here: Place, desk: Desk, visitor: Visitor) -> str:
    words = visitor.words
    if error.who and error.at:
        return words(
            N_("%(who)s moved it at %(at)s: it is at %(place)s now. Look again."),
            who=by(desk.database, error.who, error.at).name,
            at=words.moment(error.at, desk.config.zone),
            place=here.when,
        )
    return words(N_("It was moved meanwhile: it is at %(place)s now. Look again."), place=here.when)


def _refused(error: CannotMove, words: Words) -> str:
    return words(_WHY[error.fixed]) if error.fixed in _WHY else str(error)


def _hour(text: str) -> time:
    found = time.fromisoformat(text)
    if found.tzinfo is not None:
        raise ValueError(text)
    return found.replace(microsecond=0)


def _way_back(path: str) -> str:
    """A page of the calendar or of a post; anything else leads to the calendar."""
    known = path.startswith(("/calendar", "/posts/")) and "//" not in path and "\\" not in path
    return path if known else "/calendar"
