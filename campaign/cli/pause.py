"""`pause`, `resume`: stop all, a region, a platform or a channel, and let it go on."""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, wait, workspace, zone_of_scope
from campaign.cli.exit_codes import DONE
from campaign.cli.findings import counted
from campaign.cli.screen import table
from campaign.cli.stopped import plain, tell
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.printable import shell_word
from campaign.storage.pauses import Pause
from campaign.usecases.operations import pause as operations_pause
from campaign.usecases.operations.instants import NoTime, instant
from campaign.usecases.operations.pause import UnknownScope, checked

Scope = Annotated[
    str, typer.Argument(help="all, region:NAME, platform:NAME or channel:NAME.", show_default=False)
]


def pause(
    context: typer.Context,
    scope: Scope = "",
    reason: Annotated[str, typer.Option(help="Why; everybody will see it.")] = "",
    until: Annotated[
        str, typer.Option(help='When it ends by itself: "2026-12-24 18:00" on the wall there.')
    ] = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Stop publishing, for all or a part of it; without a scope, list what is stopped."""
    with workspace(context) as opened:
        if not scope:
            if reason or until:
                raise typer.BadParameter("say what to pause: all, region:…, platform:…, channel:…")
            _list(opened, as_json=as_json)
            raise typer.Exit(DONE)
        _checked(opened, scope)
        if not reason.strip():
            raise typer.BadParameter("say why with --reason: others will ask")
        now, zone = clock(), zone_of_scope(scope, opened.config)
        try:
            end = instant(until, zone, opened.config.campaign.start) if until else None
        except NoTime as error:
            raise typer.BadParameter(f"--until: {error}") from error
        acts = actor(opened, as_who, who)
        done = operations_pause.pause(
            opened.database,
            scope,
            actor=acts,
            reason=reason,
            now=now,
            channels=opened.config.channels,
            until=end,
            wait=wait,
        )
        if as_json:
            told = {"pause": done.number, "scope": scope, "who": acts.name, "reason": reason}
            emit({**told, "until": end, "in_flight": plain(done.had_left)})
        else:
            again = f"`campaign resume {shell_word(scope)}`"
            told_end = f"until {wall(end, zone) if end else again}"
            say(f"{scope} is paused {told_end}. Nothing more begins.")
            if done.had_left:
                say("What was already on its way:")
                tell(done.had_left, opened)
    raise typer.Exit(DONE)


def resume(
    context: typer.Context,
    scope: Scope,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Let what was paused go on; what is late within its grace goes out at the channel's pace."""
    with workspace(context) as opened:
        try:
            ended = operations_pause.resume(
                opened.database,
                scope,
                actor=actor(opened, as_who, who),
                now=clock(),
                channels=opened.config.channels,
            )
        except operations_pause.NotPaused:
            # A name that no one has any more may still be paused; a slip has to be told as one.
            _checked(opened, scope)
            raise
        still = [p for p in operations_pause.paused(opened.database, clock()).on if p not in ended]
    if as_json:
        emit({"resumed": [_plain(each) for each in ended], "paused": [_plain(p) for p in still]})
    else:
        say(f"{scope} goes on; {counted(len(ended), 'pause')} ended.")
        for each in still:
            say(f"  still paused: {each.scope} by {each.who}: {each.reason}")
    raise typer.Exit(DONE)


def _list(opened: Workspace, *, as_json: bool) -> None:
    now, config = clock(), opened.config
    found = operations_pause.paused(opened.database, now).on
    configured = [channel.name for channel in config.channels.values() if channel.paused]
    if as_json:
        emit({"pauses": [_plain(each) for each in found], "configured": configured})
        return
    if found:
        rows = [
            (p.scope, p.who, wall(p.at, zone), wall(p.until, zone), p.reason)
            for p, zone in ((p, zone_of_scope(p.scope, config)) for p in found)
        ]
        table("", ("paused", "by", "since", "until", "why"), rows)
        say("`campaign resume SCOPE` lets it go on.")
    elif not configured:
        say("Nothing is paused.")
    if configured:
        say(f"Paused in the configuration: {', '.join(configured)}.")


def _checked(opened: Workspace, scope: str) -> None:
    try:
        checked(scope, opened.config.channels, opened.config.regions)
    except UnknownScope as error:
        raise typer.BadParameter(str(error)) from error


def _plain(pause: Pause) -> dict[str, object]:
    return {
        "id": pause.id,
        "scope": pause.scope,
        "who": pause.who,
        "since": pause.at,
        "until": pause.until,
        "reason": pause.reason,
    }
