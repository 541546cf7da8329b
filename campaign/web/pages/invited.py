"""The page behind an invitation's link: one post of one region, for people without an account.

GET and HEAD use nothing up, because mail programs open links before people do. An answer is bound
to the words and pictures that were shown. The token stands in the address alone: in no page, and in
no log.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from fastapi import Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from campaign.errors import CampaignError, RenderError, StorageError
from campaign.film import MP4
from campaign.model import Media
from campaign.model.invitations import Answer, Invitation
from campaign.usecases.planning.picture_shelf import HIGHEST
from campaign.usecases.trust import invited
from campaign.usecases.trust.comparison import Address
from campaign.usecases.trust.invited import Changed, NotInvited, Shown, Why
from campaign.usecases.trust.names import UnfitName
from campaign.usecases.trust.readings import original, texts, times
from campaign.usecases.trust.review_token import PURPOSE
from campaign.usecases.trust.take_back import LONGEST
from campaign.web.desk import Desk, TheDesk
from campaign.web.guard import limits
from campaign.web.pages.pictures import studio_of
from campaign.web.rendering import render
from campaign.web.routing import PUBLIC, Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import LANGUAGES, N_, best_of, words_of

pages = Pages("invited")

_WIDTH: Final = 640
_PICTURE: Final = re.compile(r"(?P<key>[0-9a-f]{64})(?:-640\.webp|\.mp4)")
_STATUS: Final = {Why.UNKNOWN: 404, Why.NOT_NOW: 409}
_GONE: Final = 410


@pages.get("/a/{token}", needs=PUBLIC)
def show(
    request: Request, desk: TheDesk, visitor: TheVisitor, token: str, language: str = ""
) -> Response:
    """The texts that wait for a yes, the reader's own language first."""
    limits.count(request, "review")
    try:
        shown = _open(request, desk, token)
    except NotInvited as error:
        return _closed(request, desk, visitor, error, language)
    return _page(
        request, desk, _speaking(request, desk, visitor, language, shown.invitation), shown
    )


@pages.post("/a/{token}", needs=PUBLIC)
def answer(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    form: TheForm,
    token: str,
    language: str = "",
) -> Response:
    """The one answer: a yes to what was shown, or what is to be changed."""
    limits.count(request, "review")
    said = Answer.YES if field(form, "answer") == "yes" else Answer.CHANGE
    typed = {"name": field(form, "name"), "wish": field(form, "wish")}
    hashes = [each for each in form.getlist("hash") if isinstance(each, str)]
    workspace = desk.workspace
    try:
        shown = _open(request, desk, token)
        visitor = _speaking(request, desk, visitor, language, shown.invitation)
        if errors := _mistakes(visitor, said, typed):
            return _page(request, desk, visitor, shown, status=422, errors=errors, **typed)
        invited.answer(
            desk.database,
            workspace.keyring.signing_keys(PURPOSE),
            token,
            said,
            typed["name"],
            hashes,
            desk.now(),
            words=typed["wish"],
            rules=desk.config.approval,
            picture=workspace.picture_name,
            wait=workspace.wait,
            journal=workspace.journal,
        )
    except NotInvited as error:
        return _closed(request, desk, visitor, error, language)
    except Changed as error:
        now = _open(request, desk, token)
        return _page(request, desk, visitor, now, status=409, changed=error.differences, **typed)
    except UnfitName as error:
        errors = {"name": str(error)}
        return _page(request, desk, visitor, shown, status=422, errors=errors, **typed)
    except CampaignError as error:
        errors = {"wish": str(error)}
        return _page(request, desk, visitor, shown, status=422, errors=errors, **typed)
    return RedirectResponse(f"?language={visitor.words.language}", 303)


@pages.get("/a/p/{signature}/{name}", needs=PUBLIC)
async def picture(request: Request, desk: TheDesk, signature: str, name: str) -> Response:
    """A picture of a page that somebody was shown; its address is signed, and holds no token."""
    found = _PICTURE.fullmatch(name)
    if found is None or not hmac.compare_digest(signature, _signature(desk, found["key"])):
        return Response(status_code=404)
    studio = studio_of(request, desk)
    try:
        if name.endswith(".mp4"):
            path, kind = await run_in_threadpool(studio.film, found["key"]), MP4
        else:
            path = await run_in_threadpool(studio.small, found["key"], _WIDTH, "")
            kind = "image/webp"
    except (RenderError, StorageError):
        path = None
    if path is None:
        return Response(status_code=404)
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return FileResponse(path, media_type=kind, headers=headers)


def _open(request: Request, desk: Desk, token: str) -> Shown:
    keys = desk.workspace.keyring.signing_keys(PURPOSE)
    looks = request.method == "GET"
    return invited.open(desk.database, keys, token, desk.now(), looks=looks)


def _mistakes(visitor: Visitor, said: Answer, typed: dict[str, str]) -> dict[str, str]:
    words, errors = visitor.words, {}
    if not typed["name"]:
        errors["name"] = words(N_("Write your name: it is kept with your answer."))
    if said is Answer.CHANGE and not typed["wish"]:
        errors["wish"] = words(N_("Write what is to be changed."))
    if said is Answer.YES and typed["wish"]:
        errors["wish"] = words(
            N_("You wrote a wish: ask for a change, or empty this field and approve.")
        )
    if len(typed["wish"]) > LONGEST:
        errors["wish"] = words(N_("Write at most %(n)s characters."), n=words.number(LONGEST))
    return errors


def _page(
    request: Request, desk: Desk, visitor: Visitor, shown: Shown, *, status: int = 200, **more: Any
) -> HTMLResponse:
    config, words = desk.config, visitor.words
    invitation = shown.invitation
    region = config.regions.get(invitation.region)
    found = texts(shown, config, lambda media: _address(desk, media), words.language)
    post = desk.calendar().posts.get(invitation.post)
    source = config.campaign.source_language
    registers = desk.calendar().content.registers
    name = region.name(source) if region else invitation.region
    has_source = any(each.language == source for each in found)
    given = invitation.to if "@" not in invitation.to else ""
    values = {"errors": {}, "changed": (), "name": given, "wish": "", **more}
    return _private(
        render(
            request,
            visitor,
            "invited.html.j2",
            status=status,
            title=words(N_("One post to approve")),
            narrow=True,
            shown=shown,
            region=region.name(words.language) if region else invitation.region,
            zone=region.zone if region else config.zone,
            texts=found,
            times=times(shown, config),
            original=original(post, registers, name) if post and not has_source else (),
            source=source,
            by_channel={c.name: c for each in found for c in each.channels},
            **values,
        )
    )


def _closed(
    request: Request, desk: Desk, visitor: Visitor, error: NotInvited, language: str
) -> HTMLResponse:
    """Why a link takes no answer, and whom to ask."""
    visitor = _speaking(request, desk, visitor, language, error.invitation)
    was_sent = request.method == "POST"
    status = _STATUS.get(error.why, _GONE)
    if error.why is Why.ANSWERED:
        status = 409 if was_sent else 200
    found = error.invitation
    region = desk.config.regions.get(found.region) if found else None
    return _private(
        render(
            request,
            visitor,
            "invited_closed.html.j2",
            status=status,
            title=visitor.words(_TITLES[error.why]),
            narrow=True,
            error=error,
            why=error.why.value,
            invitation=found,
            zone=region.zone if region else desk.config.zone,
            region=region.name(visitor.words.language) if region else "",
            again=was_sent,
        )
    )


_TITLES: Final = {
    Why.UNKNOWN: N_("This link does not work"),
    Why.EXPIRED: N_("This link has ended"),
    Why.REVOKED: N_("This link has ended"),
    Why.ANSWERED: N_("This link was answered"),
    Why.WITHDRAWN: N_("This link has ended"),
    Why.NOTHING: N_("Nothing is left to approve"),
    Why.NOT_NOW: N_("Your answer was not taken"),
}


def _speaking(
    request: Request, desk: Desk, visitor: Visitor, chosen: str, found: Invitation | None
) -> Visitor:
    """The visitor in the chosen language, else the region's that the browser likes best."""
    if chosen in LANGUAGES:
        return replace(visitor, words=words_of(chosen))
    region = desk.config.regions.get(found.region) if found else None
    spoken = tuple(each for each in (region.languages if region else ()) if each in LANGUAGES)
    accepted = request.headers.get("accept-language", "")
    best = best_of(accepted, spoken, spoken[0]) if spoken else best_of(accepted)
    return replace(visitor, words=words_of(best))


def _private(page: HTMLResponse) -> HTMLResponse:
    page.headers["Referrer-Policy"] = "no-referrer"
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return page


def _address(desk: Desk, media: Media) -> Address:
    base = f"/a/p/{_signature(desk, media.sha256)}/{media.sha256}"
    if media.is_film:
        return Address(f"{base}.mp4", media.width, media.height, problem="film")
    scale = min(1.0, _WIDTH / max(media.width, 1), _WIDTH * HIGHEST / max(media.height, 1))
    return Address(f"{base}-{_WIDTH}.webp", round(media.width * scale), round(media.height * scale))


def _signature(desk: Desk, key: str) -> str:
    return hmac.new(desk.key, f"invited-picture:{key}".encode(), sha256).hexdigest()[:32]
