"""Approvals: whose turn it is, each request with its exact texts, and what is done about it."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from campaign.errors import CampaignError
from campaign.model import Media, Publication
from campaign.plan.rights import Act
from campaign.usecases.planning.picture_shelf import HIGHEST
from campaign.usecases.trust.approval_board import as_shown, board, for_actor, one_post
from campaign.usecases.trust.ask import remind
from campaign.usecases.trust.comparison import Address, grouped
from campaign.web.approval_acts import TextsChanged, asked_in_words, carry_out
from campaign.web.desk import Desk, TheDesk
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.signin.mailing import can_mail
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("approvals")

_WIDTH: Final = 520
_AHEAD: Final = timedelta(weeks=4)


@pages.get("/approvals", needs=Act.READ)
def every(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    region: str = "",
    turn: str = "",
    ahead: str = "",
) -> HTMLResponse:
    """What waits for a yes, the soonest first."""
    now, config = desk.now(), desk.config
    source = config.campaign.source_language
    regions = [region] if region in visitor.home else list(visitor.home)
    until = None if ahead == "all" else now + _AHEAD
    found = desk.moment(
        ("approvals", id(config), until is None),
        lambda: board(
            desk.database,
            now,
            rules=config.approval,
            until=until,
            source_language=source,
            name=desk.workspace.picture_name,
        ),
    )
    rows = for_actor(found, visitor.actor, regions, source)
    shown = [row for row in rows if turn != "yours" or row.yours]
    return render(
        request,
        visitor,
        "approvals.html.j2",
        title=visitor.words(N_("Approvals")),
        rows=shown,
        mine=sum(bool(row.yours) for row in rows),
        late=[row for row in rows if row.late],
        region=region if region in visitor.home else "",
        turn=turn,
        ahead=ahead,
        asks=config.approval.asks,
        may_ask=any(visitor.may(Act.PLAN.name, each) for each in regions),
        region_names=_region_names(desk, visitor),
        clock_of=lambda row: _zone(desk, row.first.publication),
    )


@pages.get("/approvals/{post}", needs=Act.READ)
def one(
    request: Request, desk: TheDesk, visitor: TheVisitor, post: str, region: str = ""
) -> HTMLResponse:
    """One post in one region: exact texts, what changed, who is asked, and what was said."""
    return show_post(request, desk, visitor, post, region)


@pages.post("/approvals/remind", needs=Act.PLAN)
def remind_late(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Ask everybody once more whose yes is late."""
    rules, now = desk.config.approval, desk.now()
    regions = [each for each in visitor.home if visitor.may(Act.PLAN.name, each)]
    only = field(form, "region")
    asked = [only] if only in regions else regions
    rows = board(desk.database, now, rules=rules)
    late = [
        each.publication
        for row in rows
        if row.late and row.region in asked
        for each in row.requests
    ]
    done = remind(desk.database, late, actor=visitor.actor, now=now, rules=rules)
    return back_to(request, "/approvals", notice=asked_in_words(desk, visitor, done))


@pages.post("/approvals/{post}/answer", needs=Act.COMMENT)
def answer(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, post: str
) -> Response:
    """Approve, ask for a change, let it go on, comment, take back, ask or remind."""
    region, said = field(form, "region"), field(form, "act")
    chosen = [
        p for p in as_shown(desk.database, _shown(form)) if (p.post, p.region) == (post, region)
    ]
    wish = field(form, "wish")
    if not chosen:
        raise CampaignError("these texts are not there any more: look at them again")
    if said in ("change", "comment") and not wish:
        sentence = visitor.words(N_("Write what is to be changed."))
        if said == "comment":
            sentence = visitor.words(N_("Write your comment."))
        return show_post(
            request, desk, visitor, post, region, status=422, errors={"wish": sentence}
        )
    if said == "approve" and wish:
        sentence = visitor.words(
            N_("You wrote a wish: ask for a change, or empty this field and approve.")
        )
        return show_post(
            request, desk, visitor, post, region, status=422, errors={"wish": sentence}, wish=wish
        )
    try:
        notice = carry_out(desk, visitor, said, chosen, wish)
    except TextsChanged:
        sentence = visitor.words(
            N_("The text changed after you opened this page. Please look at it again.")
        )
        errors = {"texts": sentence}
        return show_post(request, desk, visitor, post, region, status=409, errors=errors, wish=wish)
    return back_to(request, f"/approvals/{post}?{urlencode({'region': region})}", notice=notice)


def show_post(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    post: str,
    region: str,
    *,
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    """The page of one post in one region; `errors` and what was typed may be among `more`."""
    config, words = desk.config, visitor.words
    if region not in visitor.home:
        raise CampaignError("choose a region of yours")
    found = one_post(
        desk.database,
        desk.now(),
        post,
        region,
        rules=config.approval,
        actor=visitor.actor,
        name=desk.workspace.picture_name,
    )
    asked = tuple(grouped(found.requests, config, _address, words.language))
    headline = desk.calendar().posts.get(post)
    source = headline.source if headline else None
    values: dict[str, Any] = {"errors": {}, "wish": "", "to": "", **more}
    return render(
        request,
        visitor,
        "approvals_post.html.j2",
        status=status,
        title=source.headline if source else post,
        title_language=source.language if source else "",
        post=post,
        region=region,
        region_title=_region_names(desk, visitor)[region],
        zone=config.regions[region].zone,
        found=found,
        entries=asked[0].entries if asked else (),
        may={act.name: visitor.may(act.name, region) for act in Act},
        can_mail=can_mail(desk),
        key=token_urlsafe(16),
        languages_there=sorted({each.variant.language for each in found.requests}),
        **values,
    )


def _shown(form: FormData) -> dict[int, str]:
    """The publications and hashes that a page showed."""
    found = {}
    for each in form.getlist("shown"):
        number, _, words = str(each).partition(":")
        if number.isdecimal() and len(number) < 12:
            found[int(number)] = words
    return found


def _region_names(desk: Desk, visitor: Visitor) -> dict[str, str]:
    regions = desk.config.regions
    return {id: regions[id].name(visitor.words.language) for id in visitor.home}


def _zone(desk: Desk, publication: Publication) -> Any:
    channel = desk.config.channels.get(publication.channel)
    return channel.zone if channel else desk.config.zone


def _address(media: Media) -> Address:
    if media.is_film:
        return Address(f"/pictures/{media.sha256}.mp4", media.width, media.height, "film")
    scale = min(1.0, _WIDTH / max(media.width, 1), _WIDTH * HIGHEST / max(media.height, 1))
    address = f"/pictures/{media.sha256}-{_WIDTH}.webp"
    return Address(address, round(media.width * scale), round(media.height * scale))
