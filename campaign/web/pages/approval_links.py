"""Links for people without an account: made and shown once, and ended."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import Response

from campaign.model.invitations import Invitation
from campaign.plan.rights import Act
from campaign.usecases.trust import invite
from campaign.usecases.trust.done_before import by
from campaign.usecases.trust.invite import CannotInvite, EndedBefore, InvitedBefore, MadeBefore
from campaign.usecases.trust.names import UnfitName
from campaign.usecases.trust.review_token import PURPOSE
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import with_name
from campaign.web.pages.approvals import show_post
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.signin.browsers import public_origin
from campaign.web.signin.mailing import mail_text
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("approval links")

#: For whoever sends the form once more: the link is stored nowhere.
MADE_BEFORE: Final = N_(
    "Was done already, as link %(number)s. It was shown once; end it to make another."
)
_ENDED: Final = N_("The link opens nothing any more.")


@pages.post("/approvals/{post}/invite", needs=Act.INVITE)
def make_link(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, post: str
) -> Response:
    """Make a link for somebody without an account; it is shown once, and mailed where wanted."""
    region, to, words = field(form, "region"), field(form, "to"), visitor.words
    now = desk.now()
    try:
        made = invite.invite(
            desk.database,
            desk.workspace.keyring.signing_keys(PURPOSE),
            post,
            to,
            now + invite.LONGEST,
            region=region,
            language=field(form, "language"),
            actor=visitor.actor,
            now=now,
            once=field(form, "once"),
        )
    except MadeBefore as error:
        where = f"/approvals/{post}?{urlencode({'region': region})}"
        sentence = words(MADE_BEFORE, number=error.number)
        return back_to(request, where, notice=sentence)
    except InvitedBefore as error:
        errors = {"to": invited_before(desk, visitor, error.invitation)}
        return show_post(request, desk, visitor, post, region, status=409, errors=errors, to=to)
    except (UnfitName, CannotInvite) as error:
        errors = {"to": str(error)}
        return show_post(request, desk, visitor, post, region, status=422, errors=errors, to=to)
    link = f"{public_origin(request, desk)}{made.path}"
    failed = None
    if field(form, "mail") and "@" in to:
        failed = _mail_link(desk, visitor, to, link, made.invitation.until)
    return render(
        request,
        visitor,
        "approvals_link.html.j2",
        title=words(N_("A link to approve")),
        link=link,
        invitation=made.invitation,
        mailed=field(form, "mail") and "@" in to and failed == "",
        failed=failed or "",
        zone=_zone(desk, region),
    )


@pages.post("/approvals/links/{number}/end", needs=Act.INVITE)
def end_link(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, number: int
) -> Response:
    """End an invitation: its link opens nothing any more."""
    where = field(form, "back", "/approvals")
    where = where if where.startswith("/approvals") else "/approvals"
    try:
        invite.revoke(desk.database, number, actor=visitor.actor, now=desk.now())
    except EndedBefore as error:
        return back_to(request, where, notice=ended_before(desk, visitor, error.invitation))
    except CannotInvite as error:
        return back_to(request, where, notice=str(error))
    return back_to(request, where, notice=visitor.words(_ENDED))


def invited_before(desk: Desk, visitor: Visitor, found: Invitation) -> str:
    """That somebody else has invited the same person, who and when."""
    words = visitor.words
    sentence = words(N_("There is a link for %(name)s already."), name=found.to)
    first = by(desk.database, found.who, found.at)
    return with_name(desk, visitor, sentence, first, _zone(desk, found.region))


def ended_before(desk: Desk, visitor: Visitor, found: Invitation) -> str:
    """That a link was answered or ended before, by whom and when."""
    words, zone = visitor.words, _zone(desk, found.region)
    if found.answered is not None:
        sentence, at = f"{words(N_('This link was answered'))}.", found.answered
        who = found.name or words(N_("redacted"))
    else:
        assert found.revoked is not None
        sentence, at = words(_ENDED), found.revoked
        who = by(desk.database, found.revoked_by, at).name
    return f"{sentence} {who}: {words.moment(at, zone)}."


def _zone(desk: Desk, region: str) -> ZoneInfo:
    known = desk.config.regions.get(region)
    return known.zone if known else desk.config.zone


def _mail_link(desk: Desk, visitor: Visitor, to: str, link: str, until: datetime) -> str:
    words = visitor.words
    title = words(N_("Please approve: %(campaign)s"), campaign=desk.config.campaign.title)
    text = words(
        N_(
            "%(address)s\n\nThis link opens the texts of one post, to be approved or sent back. It "
            "holds until: %(day)s. It needs no account."
        ),
        address=link,
        day=words.long_day(until.astimezone(desk.config.zone).date()),
    )
    return mail_text(desk, to, title, text)
