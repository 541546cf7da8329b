"""Links to review: who is invited to look at what, whether they opened it, and what they said."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from secrets import token_urlsafe
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.errors import CampaignError, Forbidden
from campaign.plan.rights import Act
from campaign.usecases.trust import invite as usecase
from campaign.usecases.trust.invite import (
    CannotInvite,
    EndedBefore,
    Invited,
    InvitedBefore,
    MadeBefore,
)
from campaign.usecases.trust.review_token import PURPOSE
from campaign.web.desk import Desk, TheDesk
from campaign.web.form_values import day_of
from campaign.web.pages.approval_links import MADE_BEFORE, ended_before, invited_before
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.signin.browsers import public_origin
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("review links")

_SHOWN = 200  # invitations on the page, the newest


@pages.get("/review-links", needs=Act.INVITE)
def links(request: Request, desk: TheDesk, visitor: TheVisitor, post: str = "") -> HTMLResponse:
    """All invitations, or those of one post; and a form for another one."""
    return _page(request, desk, visitor, post=post)


@pages.post("/review-links", needs=Act.INVITE)
def invite(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Invite somebody; the link is shown now, and stored nowhere."""
    fields = ("post", "to", "region", "language", "until")
    typed: dict[str, Any] = {each: field(form, each) for each in fields}
    try:
        made = usecase.invite(
            desk.database,
            desk.workspace.keyring.signing_keys(PURPOSE),
            typed["post"],
            typed["to"],
            _end(desk, typed["region"], typed["until"]),
            region=typed["region"],
            language=typed["language"],
            actor=visitor.actor,
            now=desk.now(),
            once=field(form, "once"),
        )
    except Forbidden:
        raise
    except MadeBefore as error:
        notice = visitor.words(MADE_BEFORE, number=error.number)
        return back_to(request, "/review-links", notice=notice)
    except InvitedBefore as error:
        errors = {"to": invited_before(desk, visitor, error.invitation)}
        return _page(request, desk, visitor, status=409, errors=errors, **typed)
    except ValueError:
        words = N_("Write the day as year-month-day, such as 2026-12-01.")
        errors = {"until": visitor.words(words)}
    except CampaignError as error:
        errors = {"post": str(error)}
    else:
        return _page(request, desk, visitor, made=made, post=typed["post"])
    return _page(request, desk, visitor, status=422, errors=errors, **typed)


@pages.post("/review-links/{number}/revoke", needs=Act.INVITE)
def revoke(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> Response:
    """End an invitation: its link opens nothing any more."""
    try:
        ended = usecase.revoke(desk.database, number, actor=visitor.actor, now=desk.now())
    except EndedBefore as error:
        notice = ended_before(desk, visitor, error.invitation)
        return back_to(request, "/review-links", notice=notice)
    except CannotInvite as error:
        return back_to(request, "/review-links", notice=str(error))
    words = N_("The link of %(name)s opens nothing any more.")
    return back_to(request, "/review-links", notice=visitor.words(words, name=ended.to))


def _end(desk: Desk, region: str, until: str) -> datetime:
    """The end of a day on the region's wall, or of the longest time; raises ValueError."""
    now = desk.now()
    last = now + usecase.LONGEST
    if not until:
        # To the minute, so that the same form again asks for the same.
        return last.replace(second=0, microsecond=0)
    known = desk.config.regions.get(region)
    zone = known.zone if known else desk.config.zone
    day = day_of(until)
    if day is None:
        raise ValueError(until)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return min(end.astimezone(UTC), last) if end - last < timedelta(days=1) else end


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    *,
    status: int = 200,
    made: Invited | None = None,
    post: str = "",
    **values: Any,
) -> HTMLResponse:
    found = [*usecase.every(desk.database, "" if made or status != 200 else post)]
    config = desk.config
    return render(
        request,
        visitor,
        "review_links.html.j2",
        status=status,
        title=visitor.words(N_("Links to review")),
        found=found[::-1][:_SHOWN],
        link=f"{public_origin(request, desk)}{made.path}" if made else "",
        made=made.invitation if made else None,
        regions={each: one.name(visitor.words.language) for each, one in config.regions.items()},
        once=token_urlsafe(16),
        post=post,
        **{"to": "", "region": "", "language": "", "until": "", **values},
    )
