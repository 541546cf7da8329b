"""Accounts: how each channel stands, trying it, and letting it go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from campaign.model import Channel, Standing
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.platforms.connect.ways import way
from campaign.storage.desk.connections import UnderWay
from campaign.storage.record import RecordAct
from campaign.storage.secrets.credentials import brought
from campaign.usecases.operations import accounts, connect_on_web
from campaign.usecases.operations.accounts import Account, UnknownChannel
from campaign.usecases.operations.pause import NotPaused, PausesChanged, ended, resume
from campaign.usecases.trust.done_before import last_done
from campaign.web import hand_form
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import paused_anew, with_name
from campaign.web.form_values import numbers_of
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor
from campaign.web.words import N_

pages = Pages("accounts")

#: How a credential stands: a word, and the shape that goes with it.
STANDINGS: Final[Mapping[str, tuple[str, str]]] = {
    Standing.WORKS: (N_("Works"), "out"),
    Standing.WRONG_KIND: (N_("Wrong kind of credential"), "failed"),
    Standing.WRONG_ACCOUNT: (N_("Wrong account"), "failed"),
    Standing.EXPIRED: (N_("Has ended"), "failed"),
    Standing.REVOKED: (N_("Refused by the network"), "failed"),
    Standing.MISSING_RIGHT: (N_("Lacks a right"), "failed"),
    Standing.UNREACHABLE: (N_("The network does not answer"), "waits"),
    Standing.MISSING: (N_("Not connected"), "missing"),
    Standing.UNUSABLE: (N_("Cannot be used"), "failed"),
    Standing.PAUSED: (N_("Paused"), "paused"),
}


@pages.get("/accounts", needs=Act.READ)
def show(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """Every channel, those that need a person first."""
    found = everything(desk)
    return render(
        request,
        visitor,
        "accounts.html.j2",
        title=visitor.words(N_("Accounts")),
        needed=[each for each in found if each.needs_person],
        calm=[each for each in found if not each.needs_person],
        **_common(desk, visitor),
    )


@pages.get("/accounts/{name}", needs=Act.READ)
def one(
    request: Request, desk: TheDesk, visitor: TheVisitor, name: str, signin: str = ""
) -> HTMLResponse:
    """One channel: its account, what stops it, and what it will send next.

    `signin` is the id of a sign-in at its network that has just come to an end.
    """
    channel = named(desk, name)
    account = next(each for each in everything(desk) if each.channel.name == name)
    begun = (
        connect_on_web.of_id(desk.database, signin, person=visitor.actor.name) if signin else None
    )
    if begun is not None and begun.channel != name:
        begun = None
    return page_of(request, desk, visitor, channel, account, begun)


def page_of(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    channel: Channel,
    account: Account,
    begun: UnderWay | None = None,
) -> HTMLResponse:
    """The page of one channel; `begun` is a sign-in whose outcome is told above it."""
    allowed = desk.workspace.limits_of(channel)
    last = last_done(desk.database, [RecordAct.CONNECTED], details={"channel": channel.name})
    return render(
        request,
        visitor,
        "account.html.j2",
        title=hand_form.channel_name(visitor.words, desk.config, channel.name),
        account=account,
        coming=accounts.coming(desk.database, channel, desk.now()),
        allowed=allowed,
        begun=begun,
        seen=desk.workspace.safe(brought(channel.name)).get().version,
        somebody_first=with_name(
            desk, visitor, visitor.words(N_("Somebody else was first.")), last
        ),
        **_common(desk, visitor),
    )


@pages.post("/accounts/{name}/test", needs=Act.RESUME)
def test(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, name: str
) -> RedirectResponse:
    """Try one channel's credential; nothing is posted."""
    channel = named(desk, name)
    words = visitor.words
    with desk.network() as opened:
        found = accounts.test(
            desk.database,
            [channel],
            opened.secret,
            opened.connect_with,
            actor=visitor.actor,
            now=desk.now(),
        )
    access = found[name]
    if access.standing is Standing.WORKS:
        notice = words(N_("It works: %(account)s. Nothing was posted."), account=access.says)
    else:
        notice = words(N_("It does not work: %(reason)s"), reason=access.says)
    return back_to(request, f"/accounts/{name}", notice=notice)


@pages.post("/accounts/test", needs=Act.RESUME)
def test_all(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm
) -> RedirectResponse:
    """Try the credentials of every channel that the visitor may let go on; nothing is posted."""
    some = [
        each
        for each in desk.config.channels.values()
        if not each.paused and visitor.may("RESUME", each.region)
    ]
    with desk.network() as opened:
        found = accounts.test(
            desk.database,
            some,
            opened.secret,
            opened.connect_with,
            actor=visitor.actor,
            now=desk.now(),
        )
    works = sum(each.standing is Standing.WORKS for each in found.values())
    notice = visitor.words.many(
        "%(works)s of %(n)s account works. Nothing was posted.",
        "%(works)s of %(n)s accounts work. Nothing was posted.",
        len(found),
        works=visitor.words.number(works),
    )
    return back_to(request, "/accounts", notice=notice)


@pages.post("/accounts/{name}/resume", needs=Act.RESUME)
def go_on(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, name: str
) -> RedirectResponse:
    """Let one channel go on: the pauses that the page has shown, and no other."""
    channel = named(desk, name)
    shown = numbers_of(form, "pause")
    scope = f"channel:{channel.name}"
    try:
        resume(
            desk.database,
            scope,
            actor=visitor.actor,
            now=desk.now(),
            channels=desk.config.channels,
            shown=shown or None,
        )
        notice = visitor.words(N_("It goes on."))
    except PausesChanged as error:
        notice = paused_anew(desk, visitor, error.pause)
    except NotPaused:
        sentence = visitor.words(N_("It goes on already. Nothing has changed."))
        notice = with_name(desk, visitor, sentence, ended(desk.database, scope, shown))
    return back_to(request, f"/accounts/{name}", notice=notice)


def named(desk: Desk, name: str) -> Channel:
    """The channel that an address names; 404 for none."""
    try:
        return accounts.channel_of(desk.config, name)
    except UnknownChannel as error:
        raise HTTPException(404) from error


def everything(desk: Desk) -> tuple[Account, ...]:
    """Every account as it stands now."""
    opened = desk.workspace
    return accounts.accounts(
        desk.database,
        desk.config,
        desk.now(),
        environ=opened.environ,
        limits=opened.known_limits.told,
    )


def _common(desk: Desk, visitor: Visitor) -> dict[str, Any]:
    return {
        "standings": STANDINGS,
        "titles": registry.TITLES,
        "channel_name": lambda name: hand_form.channel_name(visitor.words, desk.config, name),
        "way": lambda channel: way(channel.platform, channel.server),
    }
