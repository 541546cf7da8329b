"""`new`: a new post's file."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from campaign.calendar.when import WhenError, parse_when
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE
from campaign.cli.findings import findings_table
from campaign.cli.spans import NoSpan, day_of
from campaign.cli.terminal import emit, say
from campaign.content import Content
from campaign.errors import CampaignError
from campaign.file_modes import usual_files
from campaign.model import OnDate
from campaign.usecases.starting.new_post import AT, new_post, write
from campaign.usecases.writing.new_for_day import observances


def new(
    context: typer.Context,
    title: Annotated[
        str,
        typer.Argument(
            help="The headline, in the source language; else the day's name.", show_default=False
        ),
    ] = "",
    day: Annotated[
        str,
        typer.Option(
            help='Its day: 2027-03-02, tomorrow, "week 2 Tuesday"; else the next free one.'
        ),
    ] = "",
    at: Annotated[str, typer.Option(help="Its time on the clock of each channel.")] = AT,
    channels: Annotated[
        str, typer.Option(help="all, regions, channels, */platform or lang:xx, with commas.")
    ] = "",
    activity: Annotated[str, typer.Option(help="The activity it belongs to.")] = "",
    as_json: Json = False,
) -> None:
    """Make a post's file with an id of its own, ready for its words; nothing is overwritten."""
    headline = " ".join(title.split())
    if not headline and not day.strip():
        raise CampaignError("the title is empty: write the headline, in quotes, or name a --day")
    chosen = [word for part in channels.split(",") if (word := part.strip())]
    with workspace(context) as opened:
        content, _ = opened.read_content()
        today = clock().astimezone(opened.config.zone).date()
        when = _when(day, at, today)
        made = new_post(
            headline or _of_day(when, content),
            content,
            opened.config,
            today,
            when=when,
            channels=chosen,
            activity=activity,
        )
        with usual_files():
            write(made)
        found, _ = compiled(opened, quiet=True)
    findings = [finding for finding in found.findings if finding.post == made.post.id]
    if as_json:
        emit({"id": made.post.id, "file": made.path, "findings": findings})
    else:
        here = Path.cwd()
        say(str(made.path.relative_to(here) if made.path.is_relative_to(here) else made.path))
        findings_table(findings)
    raise typer.Exit(DONE)


def _of_day(when: str, content: Content) -> str:
    """What days.toml calls the day of a `when`; raises CampaignError where it says nothing."""
    slot = parse_when(when)
    found = observances(content, slot.wall.date()) if isinstance(slot, OnDate) else ()
    if not found:
        raise CampaignError(
            f"content/days.toml has nothing on {when}: write the headline, in quotes"
        )
    return found[0].name


def _when(day: str, at: str, today: date) -> str:
    """A post's `when` of what was typed, "" for none; raises CampaignError for what is no time.

    A day may be named as in other commands, and may bring its time with it.
    """
    if not day.strip():
        return ""
    with suppress(NoSpan):
        day = day_of(day, today).isoformat()
    written = " ".join((day if ":" in day else f"{day} {at}").split())
    try:
        parse_when(written)
    except WhenError as error:
        raise CampaignError(f"{error} — {error.remedy}") from None
    return written
