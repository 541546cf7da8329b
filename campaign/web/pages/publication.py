"""One publication: how it stands and why, and skipping it with a reason."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from campaign.model import State
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage.record import RecordAct
from campaign.usecases.operations.one_publication import OnePublication, one_publication
from campaign.usecases.planning.skip import CannotSkip, NotSkipped, skip, take_back
from campaign.usecases.trust.done_before import by, last_done
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import was_done, with_name
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("publication")

_MAY_BE_SKIPPED: Final = (
    State.SCHEDULED,
    State.MISSED,
    State.FAILED,
    State.PUBLISHING,
    State.PENDING,
)
_LONGEST: Final = 500  # characters of a reason


@pages.get("/publications/{number}", needs=Act.READ)
def publication(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> HTMLResponse:
    """How it stands, and what can be done."""
    return _page(request, desk, visitor, number)


@pages.get("/publications/{number}/skip", needs=Act.SKIP)
def before_skipping(
    request: Request, desk: TheDesk, visitor: TheVisitor, number: int
) -> HTMLResponse:
    """The same with the reason asked for."""
    return _page(request, desk, visitor, number, asking=True)


@pages.post("/publications/{number}/skip", needs=Act.SKIP)
def carry_out(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, number: int
) -> Response:
    """Skip it: it does not go out, whatever the calendar says, until that is taken back."""
    words, reason = visitor.words, field(form, "reason")
    if not reason or len(reason) > _LONGEST:
        errors = {"reason": words(N_("Say why: others will ask. At most 500 characters."))}
        return _page(
            request, desk, visitor, number, asking=True, errors=errors, reason=reason, status=422
        )
    try:
        done = skip(
            desk.database,
            number,
            actor=visitor.actor,
            reason=reason,
            now=desk.now(),
            wait=desk.workspace.wait,
            journal=desk.workspace.journal,
        )
    except CannotSkip as error:
        return _page(request, desk, visitor, number, refused=str(error), status=409)
    if not done.new:
        notice = words(
            N_("%(who)s skipped it already at %(at)s: %(reason)s"),
            who=by(desk.database, done.skip.who, done.skip.at).name,
            at=words.moment(done.skip.at, desk.config.zone),
            reason=done.skip.reason,
        )
    elif done.publication.state is State.CANCELLED:
        notice = words(
            N_("Skipped: %(post)s does not go out on %(channel)s."),
            post=done.publication.post,
            channel=done.publication.channel,
        )
    else:
        notice = words(N_("It was on its way already: look what became of it."))
    return back_to(request, f"/publications/{number}", notice=notice)


@pages.post("/publications/{number}/skip/back", needs=Act.SKIP)
def carry_back(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, number: int
) -> Response:
    """Take the skip back: it goes out after all, with the words it had."""
    found = _read(desk, number)
    if found.skip is None:  # the same form, sent twice
        first = last_done(desk.database, [RecordAct.SKIP_ENDED], publication=number)
        notice = with_name(desk, visitor, visitor.words(N_("It is not skipped.")), first)
        return back_to(request, f"/publications/{number}", notice=notice)
    try:
        take_back(
            desk.database,
            number,
            actor=visitor.actor,
            now=desk.now(),
            channels=desk.config.channels,
            journal=desk.workspace.journal,
        )
    except NotSkipped:  # another was first, a moment ago
        first = last_done(desk.database, [RecordAct.SKIP_ENDED], publication=number)
        notice = was_done(desk, visitor, first)
        return back_to(request, f"/publications/{number}", notice=notice)
    except CannotSkip as error:
        return _page(request, desk, visitor, number, refused=str(error), status=409)
    notice = visitor.words(N_("The skip is taken back."))
    return back_to(request, f"/publications/{number}", notice=notice)


def _read(desk: Desk, number: int) -> OnePublication:
    config = desk.config
    found = one_publication(
        desk.database,
        number,
        desk.now(),
        channels=config.channels,
        regions=config.regions,
        zone=config.zone,
        rules=config.approval,
    )
    if found is None:
        raise HTTPException(404)
    return found


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    number: int,
    *,
    asking: bool = False,
    errors: dict[str, str] | None = None,
    reason: str = "",
    refused: str = "",
    status: int = 200,
) -> HTMLResponse:
    found = _read(desk, number)
    network = registry.TITLES.get(found.publication.platform, found.publication.platform)
    return render(
        request,
        visitor,
        "publication.html.j2",
        status=status,
        title=visitor.words(
            N_("%(network)s, %(language)s"),
            network=network,
            language=visitor.words.language_name(found.publication.language),
        ),
        found=found,
        asking=asking,
        errors=errors or {},
        reason=reason,
        refused=refused,
        can_skip=visitor.may(Act.SKIP.name, found.publication.region)
        and found.publication.state in _MAY_BE_SKIPPED
        and found.skip is None,
        can_take_back=visitor.may(Act.SKIP.name, found.publication.region)
        and found.skip is not None,
        longest=_LONGEST,
    )
