"""Connecting an account: to its network and back, or what a person pastes."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from campaign.errors import CampaignError, ConfigError, Forbidden, StorageError
from campaign.model import Channel
from campaign.plan.rights import Act
from campaign.platforms.connect.flow import Flow
from campaign.platforms.facts import Ask
from campaign.storage.record import RecordAct
from campaign.storage.secrets.credentials import brought
from campaign.usecases.operations import connect as usecase
from campaign.usecases.operations import connect_on_web
from campaign.usecases.operations.connect import ConnectedMeanwhile
from campaign.usecases.operations.connect_on_web import CannotConnect, NotYourSignIn
from campaign.usecases.trust.done_before import by, last_done
from campaign.web import hand_form
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import with_name
from campaign.web.pages.accounts import STANDINGS, named
from campaign.web.rendering import back_to, error_page, render
from campaign.web.routing import Pages
from campaign.web.signin.browsers import public_origin
from campaign.web.visitor import TheForm, TheVisitor, Visitor, browser_of, field
from campaign.web.words import N_

pages = Pages("connecting")


@pages.get("/accounts/connected/{network}", needs=Act.CONNECT)
def back(request: Request, desk: TheDesk, visitor: TheVisitor, network: str) -> Response:
    """A network sends somebody back. Its answer counts once, for whoever began.

    What comes of it is shown on the channel's page, so that no address with a code stays open.
    """
    query = request.url.query
    try:
        begun = connect_on_web.under_way(
            desk.database, query, browser=browser_of(request), person=visitor.actor.name
        )
        channel = named(desk, begun.channel)
        if channel.platform != network:
            raise NotYourSignIn("This answer is of another network. Nothing was changed.")
        with desk.network() as opened:
            done = connect_on_web.finish(
                channel,
                opened.located(channel),
                begun,
                query,
                opened.keyring,
                opened.connect_with,
                opened.safe(brought(channel.name)),
                opened.safe(channel.name),
                database=desk.database,
                actor=visitor.actor,
                now=desk.now(),
            )
    except NotYourSignIn as error:
        page = error_page(request, 403, N_("Nothing was connected"), str(error))
        page.headers["Referrer-Policy"] = "no-referrer"
        return page
    notice = ""
    if done.outcome == connect_on_web.CONNECTED:
        again = begun.used is not None
        words = N_("It was connected already.") if again else N_("The account is connected.")
        notice = visitor.words(words)
    answer = back_to(request, f"/accounts/{channel.name}?signin={done.id}", notice=notice)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@pages.get("/accounts/{name}/connect", needs=Act.CONNECT)
def ask(request: Request, desk: TheDesk, visitor: TheVisitor, name: str) -> HTMLResponse:
    """How this channel's account is connected, with the button that begins it."""
    return _page(request, desk, visitor, named(desk, name))


@pages.post("/accounts/{name}/connect", needs=Act.CONNECT)
def begin(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, name: str
) -> Response:
    """Begin at the network, or keep what was pasted."""
    channel = named(desk, name)
    try:
        known = connect_on_web.way_of(channel)
        if isinstance(known, Ask):
            return _keep(request, desk, visitor, form, channel)
        return _go(request, desk, visitor, channel, known)
    except (Forbidden, StorageError):
        raise
    except ConnectedMeanwhile as error:
        return _page(request, desk, visitor, channel, _meanwhile(desk, visitor, error))
    except CampaignError as error:
        return _page(request, desk, visitor, channel, _plain(error))


@pages.post("/accounts/{name}/disconnect", needs=Act.CONNECT)
def disconnect(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, name: str
) -> RedirectResponse:
    """Forget the credential that is kept for a channel."""
    channel = named(desk, name)
    opened = desk.workspace
    try:
        known = usecase.disconnect(
            channel,
            opened.safe(brought(name)),
            opened.safe(name),
            database=desk.database,
            actor=visitor.actor,
            now=desk.now(),
            base=_version(form),
        )
    except ConnectedMeanwhile as error:
        notice = _meanwhile(desk, visitor, error)
        return back_to(request, f"/accounts/{name}", notice=notice)
    notice = visitor.words(
        N_("The credential is forgotten here. At the network it lives on until you revoke it.")
    )
    if not known:
        about = {"channel": name}
        first = last_done(desk.database, [RecordAct.DISCONNECTED], details=about)
        sentence = visitor.words(N_("Nothing was kept. Nothing has changed."))
        notice = with_name(desk, visitor, sentence, first)
    return back_to(request, f"/accounts/{name}", notice=notice)


def _version(form: FormData) -> int | None:
    """The version of the credential that the page has shown; None where it says none."""
    seen = field(form, "seen")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else None


def _meanwhile(desk: Desk, visitor: Visitor, error: ConnectedMeanwhile) -> str:
    """That somebody else has connected it, who and when; nothing was changed."""
    first = by(desk.database, error.who, error.at) if error.at else None
    return with_name(desk, visitor, visitor.words(N_("Somebody else was first.")), first)


def redirect_of(request: Request, desk: Desk, channel: Channel) -> str:
    """The desk's own address to which a network sends people back."""
    return f"{public_origin(request, desk)}/accounts/connected/{quote(channel.platform)}"


def _go(
    request: Request, desk: Desk, visitor: Visitor, channel: Channel, flow: Flow
) -> HTMLResponse:
    """Begin, and lead on: a policy lets no form go elsewhere, so a link does."""
    with desk.network() as opened:
        begun = connect_on_web.begin(
            opened.located(channel),
            opened.keyring,
            opened.safe(brought(channel.name)),
            redirect=redirect_of(request, desk, channel),
            browser=browser_of(request),
            database=desk.database,
            actor=visitor.actor,
            now=desk.now(),
        )
    return _page(request, desk, visitor, channel, address=begun.address, until=begun.until)


def _keep(
    request: Request, desk: Desk, visitor: Visitor, form: TheForm, channel: Channel
) -> Response:
    """Try what was pasted, and keep it; it is never shown again, also not where it was wrong."""
    with desk.network() as opened:
        done = connect_on_web.bring(
            channel,
            field(form, "secret"),
            _version(form),
            opened.connect_with,
            opened.safe(brought(channel.name)),
            opened.safe(channel.name),
            database=desk.database,
            actor=visitor.actor,
            now=desk.now(),
        )
    if not done.kept:
        word, _ = STANDINGS[done.access.standing]
        return _page(request, desk, visitor, channel, done.access.says, refused=visitor.words(word))
    about = {"channel": channel.name}
    last = last_done(desk.database, [RecordAct.CONNECTED], details=about)
    notice = with_name(desk, visitor, visitor.words(N_("The account is connected.")), last)
    return back_to(request, f"/accounts/{channel.name}", notice=notice)


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    channel: Channel,
    reason: str = "",
    *,
    refused: str = "",
    address: str = "",
    until: datetime | None = None,
) -> HTMLResponse:
    trouble, known = "", None
    try:
        known = connect_on_web.way_of(channel)
    except CannotConnect as error:
        trouble = str(error)
    kept = desk.workspace.safe(brought(channel.name)).get()
    name = hand_form.channel_name(visitor.words, desk.config, channel.name)
    return render(
        request,
        visitor,
        "connect.html.j2",
        status=422 if reason else 200,
        title=visitor.words(N_("Connect %(channel)s"), channel=name),
        channel=channel,
        flow=known if isinstance(known, Flow) else None,
        ask=known if isinstance(known, Ask) else None,
        trouble=trouble,
        reason=reason,
        refused=refused,
        seen=kept.version,
        has_kept=bool(kept.text or kept.unreadable),
        redirect=redirect_of(request, desk, channel),
        address=address,
        until=until,
        errors={"secret": reason} if reason and isinstance(known, Ask) else {},
    )


def _plain(error: CampaignError) -> str:
    """An error for a page: of a configuration's mistake, what is wrong and what to do."""
    if isinstance(error, ConfigError):
        return "; ".join(
            f"{each.message} ({each.remedy})" if each.remedy else each.message
            for each in error.mistakes
        )
    return str(error)
