"""`channels connect` and `disconnect`: a person brings an account's credential, once."""

from __future__ import annotations

import os
import sys
import webbrowser
from dataclasses import asdict
from datetime import tzinfo
from getpass import getpass
from threading import Thread
from typing import Annotated
from urllib.parse import urlsplit

import typer

from campaign.bootstrap import Workspace
from campaign.calendar.known import did_you_mean
from campaign.cli.callback import HOST, PATH, Callback
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.limits import ask
from campaign.cli.limits import tell as tell_limits
from campaign.cli.logs import logs_withheld
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.errors import CampaignError, ConfigError, Mistake, Place
from campaign.model import Channel
from campaign.platforms.connect.flow import Application, Flow, Granted, Question, answers, code_in
from campaign.platforms.connect.ways import way
from campaign.platforms.facts import Ask
from campaign.platforms.oauth import Grant
from campaign.printable import shell_word
from campaign.storage.secrets.credentials import brought
from campaign.usecases.operations import connect as usecase
from campaign.usecases.operations.connect import Connected
from campaign.usecases.operations.pause import paused

# Where a network must know the address of return beforehand, and takes no other port:
# https://docs.x.com/fundamentals/developer-apps (callback URLs).
PORT = 8779
PATIENCE = 300  # seconds to log in and say yes

Name = Annotated[str, typer.Argument(help="The channel, as the configuration names it.")]


def connect(
    context: typer.Context,
    name: Name,
    browser: Annotated[
        bool,
        typer.Option(
            "--browser/--no-browser", help="Or print the address, and read the answer's address."
        ),
    ] = True,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="The port of this machine to come back to; 0: a free one."
        ),
    ] = None,
    redirect: Annotated[
        str, typer.Option(help="Come back to this https:// address of yours instead.")
    ] = "",
    timeout: Annotated[
        int, typer.Option(min=1, max=3600, help="How many seconds to wait for the browser.")
    ] = PATIENCE,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Connect an account: log in, say yes, and its credential is kept, encrypted."""
    with workspace(context) as opened, logs_withheld():
        channel = _channel(opened, name)
        known = way(channel.platform, channel.server)
        if known is None:
            raise _wrong(channel, f"{channel.platform} needs no credential", "just use it")
        if channel.secret:
            raise _wrong(
                channel,
                f"its credential is in the environment, in {channel.secret}",
                f'to connect it here, take secret = "{channel.secret}" out of the configuration',
            )
        opened.keyring.seal("")
        # What cannot be kept, or may not be, is told before anybody is asked for it.
        acts = actor(opened, as_who, who)
        usecase.allowed(opened.database, channel, acts)
        channel = opened.located(channel)
        tell = _Teller(error=as_json)
        if isinstance(known, Ask):
            brings = _asked(channel, known, tell)
        else:
            brings = _in_browser(channel, known, tell, browser, port, redirect, timeout)
        done = usecase.connect(
            _channel(opened, name),
            brings,
            opened.connect_with,
            opened.safe(brought(name)),
            opened.safe(name),
            database=opened.database,
            actor=acts,
            now=clock(),
        )
        asked = ask(opened, [_channel(opened, name)]) if done.kept else []
        resting = _resting(opened, name)
    if as_json:
        emit(
            {
                "channel": name,
                "connected": done.kept,
                "standing": done.access.standing,
                "account": done.access.account,
                "says": done.access.says,
                "rights": done.rights,
                "lacking": done.lacking,
                "ends": done.ends,
                "renews": done.renews,
                "resting": resting,
                "servers": [asdict(each) for each in asked],
            }
        )
    else:
        _tell(name, done, channel.zone)
        tell_limits(asked)
        if done.kept and resting:
            again = shell_word(f"channel:{name}")
            say(f"  The channel rests ({resting}): campaign resume {again} lets it go on.")
    raise typer.Exit(DONE if done.kept else FINDINGS)


def disconnect(
    context: typer.Context, name: Name, who: Who = "", as_who: As = "", as_json: Json = False
) -> None:
    """Forget the credential that was kept for an account."""
    with workspace(context) as opened, logs_withheld():
        channel = _channel(opened, name)
        acts = actor(opened, as_who, who)
        stored = opened.safe(brought(name))
        known = usecase.disconnect(
            channel, stored, opened.safe(name), database=opened.database, actor=acts, now=clock()
        )
    if as_json:
        emit({"channel": name, "forgotten": known})
    elif known:
        say(
            f"The credential of {name} is forgotten here; a service that runs has it until it is "
            f"started anew. At the network ({channel.platform}) it lives on until you revoke it."
        )
    else:
        say(f"Nothing was kept for {name}.")


class _Teller:
    """Says a line at once, where people read it: another program may wait for it."""

    def __init__(self, *, error: bool) -> None:
        self._error = error

    def __call__(self, *lines: str) -> None:
        say(*lines, error=self._error)
        (sys.stderr if self._error else sys.stdout).flush()


def _channel(opened: Workspace, name: str) -> Channel:
    try:
        return opened.config.channels[name]
    except KeyError:
        remedy = did_you_mean(name, opened.config.channels)
        place = Place(str(opened.config.file))
        raise ConfigError(Mistake(place, f'there is no channel "{name}"', remedy)) from None


def _asked(channel: Channel, ask: Ask, tell: _Teller) -> Granted:
    """What the owner pastes, without showing it; from a file or a pipe its first line."""
    who = f" of {channel.account}" if channel.account else ""
    tell(f"{ask.title} wants {ask.what}{who}: {ask.where}.")
    if sys.stdin.isatty():
        text = getpass(f"Paste {ask.what} (it is not shown): ")
    else:
        text = sys.stdin.readline()
    text = text.strip()
    if not text:
        raise CampaignError(f"{channel.name}: nothing was pasted, and nothing has changed")
    return Granted(Grant(text))


def _in_browser(
    channel: Channel,
    flow: Flow,
    tell: _Teller,
    browser: bool,
    port: int | None,
    redirect: str,
    timeout: int,
) -> Granted:
    if redirect and urlsplit(redirect).scheme != "https":
        raise typer.BadParameter("it must begin with https://", param_hint="--redirect")
    where = (0 if not flow.oauth.registered else PORT) if port is None else port
    back = redirect or f"http://{HOST}:{where or PORT}{PATH}"
    calls = flow.calls(channel, clock)
    if flow.oauth.secure and not redirect and not calls.elsewhere:
        raise _wrong(
            channel,
            f"{flow.title} sends people back to https:// addresses only",
            "enter one of yours in the application (no page has to be there), and give it here "
            "with --redirect",
        )
    asked: list[Question] = []

    def question(back: str) -> Question:
        application = _application(channel, flow, back)
        if flow.register is not None:
            application = flow.register(calls, back, flow.oauth.separator.join(flow.oauth.scopes))
        asked.append(flow.ask(calls, application, back))
        return asked[0]

    if redirect or not browser:
        made = question(back)
        tell(
            f"Open this address, log in{_as(channel)} and say yes:",
            f"  {made.address}",
            "The page you come to afterwards may say that it cannot be reached: that is right so.",
            "Copy its whole address out of the browser's address bar, and paste it here, within "
            "half a minute (some networks wait no longer):",
        )
        line = sys.stdin.readline().strip()
        if not line:
            raise CampaignError(f"{channel.name}: nothing was pasted, and nothing has changed")
        query = urlsplit(line).query or line.lstrip("?")
        return flow.redeem(calls, made, code_in(made, channel.name, query))
    with Callback(where, lambda query: answers(asked[0], query)) as callback:
        made = question(callback.address)
        tell(
            f"Your browser opens: log in{_as(channel)} and say yes. If it does not open, open",
            f"  {made.address}",
        )
        _open(made.address)
        found = callback.wait(timeout)
    if found is None:
        raise CampaignError(
            f"{channel.name}: nobody came back within {timeout} seconds, and nothing has changed; "
            "on a machine without a screen use --no-browser"
        )
    return flow.redeem(calls, made, code_in(made, channel.name, found))


def _application(channel: Channel, flow: Flow, back: str) -> Application:
    """The application the configuration names; raises ConfigError when one is missing."""
    options = channel.options
    if flow.register is not None:
        return Application("")
    wanted = ["client_id", "client_secret"] if flow.oauth.private else ["client_id"]
    missing = [key for key in wanted if not options.get(key)]
    if missing:
        raise _wrong(
            channel,
            f"{flow.title} wants to know the application: {' and '.join(missing)} missing",
            f"make one at {flow.oauth.home} with {back} as its address of return (redirect URI), "
            'and write client_id = "…" and client_secret = "NAME" for the channel or its platform',
        )
    return Application(options["client_id"], options.get("client_secret", ""))


def _open(address: str) -> None:
    """Open the browser, where there is a screen; a browser in the terminal would be in the way."""
    screen = "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if screen or "BROWSER" in os.environ or sys.platform in ("darwin", "win32"):
        Thread(target=webbrowser.open, args=(address,), name="browser", daemon=True).start()


def _resting(opened: Workspace, name: str) -> str:
    """Why the channel has been stopped, as it is when its credential was refused; else ""."""
    some = paused(opened.database, clock()).on
    return "; ".join(each.reason for each in some if each.scope == f"channel:{name}")


def _as(channel: Channel) -> str:
    return f" as {channel.account}" if channel.account else ""


def _tell(name: str, done: Connected, zone: tzinfo) -> None:
    if not done.kept:
        say(f"✗ {name}: {done.access.standing}: {done.access.says}")
        say("Nothing was kept; what was there before still counts.")
        return
    say(f"✓ {name} is connected: {done.access.says}")
    if done.rights:
        say(f"  It may: {', '.join(done.rights)}")
    if done.lacking:
        say(f"  It was not allowed: {', '.join(done.lacking)}")
    if done.renews:
        until = f" until {wall(done.ends, zone)}" if done.ends else ", until somebody revokes it"
        say(f"  It renews itself{until}.")
    elif done.ends:
        say(f"  It ends on {wall(done.ends, zone)}: connect it again before.")
    else:
        say("  It does not end by itself.")
    say("  It is kept encrypted in the database, and was not shown. Nothing was posted.")


def _wrong(channel: Channel, message: str, remedy: str) -> ConfigError:
    return ConfigError(Mistake(channel.place, f'channel "{channel.name}": {message}', remedy))
