"""`reschedule`: another time for what was missed or failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic_core import PydanticCustomError

from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.config.words import span
from campaign.model import Publication
from campaign.usecases.operations import reschedule as usecase
from campaign.usecases.operations.instants import NoTime, instant


def reschedule(
    context: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(help="Publications, by number.", show_default=False)
    ] = None,
    to: Annotated[
        str, typer.Option(help='"2026-12-02 10:00", or "week 2 Tuesday 10:00", on the wall there.')
    ] = "",
    post: Annotated[str, typer.Option(help="What was missed or failed of this post.")] = "",
    all_missed: Annotated[bool, typer.Option("--all-missed", help="All that was missed.")] = False,
    spread: Annotated[str, typer.Option(help='How far apart on one channel: "30 min".')] = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Give what was missed or failed another time; it stays the same, and stays approved."""
    if sum(map(bool, (numbers, post, all_missed))) != 1:
        raise typer.BadParameter("say what: numbers, --post or --all-missed, and only one of them")
    if not to:
        raise typer.BadParameter('say when with --to "2026-12-02 10:00"')
    apart = _span(spread)
    with workspace(context) as opened:
        config = opened.config

        def zone(publication: Publication) -> ZoneInfo:
            channel = config.channels.get(publication.channel)
            return channel.zone if channel else config.zone

        def at(publication: Publication) -> datetime:
            return instant(to, zone(publication), config.campaign.start)

        try:
            instant(to, config.zone, config.campaign.start)
        except NoTime as error:
            raise typer.BadParameter(f"--to: {error}") from error
        some = usecase.chosen(
            opened.database, numbers=numbers or (), post=post, all_missed=all_missed
        )
        acts = actor(opened, as_who, who)
        done = usecase.reschedule(
            opened.database, some, at, actor=acts, now=clock(), spread=apart, journal=opened.journal
        )
    if as_json:
        moved = [{"publication": number, "at": when} for number, when in done.moved.items()]
        emit({"rescheduled": moved, "overtaken": done.overtaken})
    else:
        rows = [
            (p.id, p.post, p.channel, wall(done.moved[p.id], zone(p)))
            for p in some
            if p.id in done.moved
        ]
        table("Goes out at", ("no.", "post", "channel", "when"), rows)
        for number in done.overtaken:
            say(f"✗ {number} changed meanwhile and stays as it is: `campaign status` shows it.")
    raise typer.Exit(FINDINGS if done.overtaken else DONE)


def _span(text: str) -> timedelta:
    if not text:
        return timedelta(0)
    try:
        return span(text)
    except PydanticCustomError as error:
        remedy = (error.context or {}).get("remedy", "")
        raise typer.BadParameter(f'--spread: "{text}" {error.message()}; {remedy}') from error
