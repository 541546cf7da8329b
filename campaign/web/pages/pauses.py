"""Stop sending, and let it go on: everything, a network, a region or one account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.errors import CampaignError
from campaign.plan.rights import Act
from campaign.usecases.operations import pause as usecase
from campaign.usecases.operations.instants import NoTime, instant
from campaign.usecases.operations.pause import NotPaused, PausesChanged, UnknownScope
from campaign.usecases.operations.resuming import resuming
from campaign.usecases.trust.done_before import by
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import is_by_another, paused_anew, was_done
from campaign.web.form_values import numbers_of
from campaign.web.places import Places
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, NN_

pages = Pages("pauses")


@pages.get("/settle/pause", needs=Act.PAUSE)
def ask(request: Request, desk: TheDesk, visitor: TheVisitor, scope: str = "all") -> HTMLResponse:
    """What to stop, why, and until when."""
    return _form(request, desk, visitor, {"scope": scope, "once": str(uuid4())})


@pages.post("/settle/pause", needs=Act.PAUSE)
def pause(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Stop it; when the page comes back, nothing of it begins to leave any more."""
    names = ("scope", "reason", "day", "time", "once")
    typed = {name: field(form, name) for name in names}
    config = desk.config
    errors: dict[str, str] = {}
    until: datetime | None = None
    try:
        usecase.checked(typed["scope"], config.channels, config.regions)
    except UnknownScope as error:
        errors["scope"] = str(error)
    if not typed["reason"]:
        errors["reason"] = visitor.words(N_("Say why: others will ask, and later so will you."))
    if typed["day"] or typed["time"]:
        try:
            until = instant(f"{typed['day']} {typed['time']}", config.zone, config.campaign.start)
        except NoTime as error:
            errors["day"] = str(error)
    if until is not None and until <= desk.now():
        errors["day"] = visitor.words(N_("This time has passed."))
    if errors:
        return _form(request, desk, visitor, typed, errors, status=422)
    on = usecase.paused(desk.database, desk.now()).on
    done = usecase.pause(
        desk.database,
        typed["scope"],
        actor=visitor.actor,
        reason=typed["reason"],
        now=desk.now(),
        channels=config.channels,
        until=until,
        wait=desk.workspace.wait,
        once=typed["once"],
    )
    what = Places(config, visitor.words).scope(typed["scope"])
    said = visitor.words(N_("Stopped: %(what)s."), what=what)
    if done.before:
        said = visitor.words(N_("That was done already. %(what)s"), what=said)
    elif theirs := [each for each in on if each.scope == typed["scope"]]:
        first = by(desk.database, theirs[0].who, theirs[0].at)
        if is_by_another(first, visitor):
            said += f" {was_done(desk, visitor, first)}"
    if done.had_left:
        one, several = NN_("%(n)s had left before.", "%(n)s had left before.")
        said += f" {visitor.words.many(one, several, len(done.had_left))}"
    return back_to(request, "/settle", notice=said)


@pages.get("/settle/resume", needs=Act.READ)
def before_resuming(
    request: Request, desk: TheDesk, visitor: TheVisitor, scope: str = "all"
) -> HTMLResponse:
    """What would go on, at which pace."""
    return _resume(request, desk, visitor, scope)


@pages.post("/settle/resume", needs=Act.RESUME)
def resume(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Let it go on: the pauses that the page has shown, and no other."""
    scope = field(form, "scope")
    shown = numbers_of(form, "pause")
    config, words = desk.config, visitor.words
    try:
        usecase.resume(
            desk.database,
            scope,
            actor=visitor.actor,
            now=desk.now(),
            channels=config.channels,
            shown=shown,
        )
    except PausesChanged as error:
        told = paused_anew(desk, visitor, error.pause)
        return _resume(request, desk, visitor, scope, told=told, status=409)
    except NotPaused:
        ended = usecase.ended(desk.database, scope, shown)
        if ended is None:
            raise
        said = words(N_("That was done already."))
        if is_by_another(ended, visitor):
            said = words(
                N_("%(name)s was first, at %(moment)s: it goes on."),
                name=ended.name,
                moment=words.moment(ended.at, config.zone),
            )
        return back_to(request, "/settle", notice=said)
    what = Places(config, words).scope(scope)
    return back_to(request, "/settle", notice=words(N_("It goes on: %(what)s."), what=what))


def _form(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    scopes = usecase.scopes(desk.config.channels, desk.config.regions)
    mine = [each for each in scopes if _may_stop(desk, visitor, each)]
    return render(
        request,
        visitor,
        "pause.html.j2",
        status=status,
        title=visitor.words(N_("Stop sending")),
        scopes=mine,
        typed={"reason": "", "day": "", "time": "", **typed},
        errors=errors or {},
        places=Places(desk.config, visitor.words),
    )


def _may_stop(desk: Desk, visitor: Visitor, scope: str) -> bool:
    """Whether somebody may stop all of it; the use case asks once more."""
    reach = usecase.reach(scope, desk.config.channels)
    return all(visitor.may("PAUSE", region) for region in reach)


def _resume(
    request: Request, desk: Desk, visitor: Visitor, scope: str, *, told: str = "", status: int = 200
) -> HTMLResponse:
    config = desk.config
    found = resuming(
        desk.database, scope, desk.now(), channels=config.channels, regions=config.regions
    )
    if not found.pauses:
        raise CampaignError(f"{scope} is not paused")
    return render(
        request,
        visitor,
        "resume.html.j2",
        status=status,
        title=visitor.words(N_("Let it go on")),
        goes_on=found,
        told=told,
        may_resume=all(
            visitor.may("RESUME", region) for region in usecase.reach(scope, config.channels)
        ),
        places=Places(config, visitor.words),
    )
