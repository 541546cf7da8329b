"""`report add`, `report import`: posts on the campaign's channels that it did not publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.context import Json, workspace, zone_of
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.usecases.reporting import elsewhere
from campaign.usecases.reporting.elsewhere import Named


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The address of the post.")],
    channel: Annotated[str, typer.Option(help="On which channel it went out.")],
    published: Annotated[
        str,
        typer.Option(
            help='When, on the wall of the channel\'s zone: "2026-12-03 10:00"; or a day alone.'
        ),
    ],
    headline: Annotated[str, typer.Option(help="What it says, in a few words.")] = "",
    language: Annotated[
        str, typer.Option(help="The language it is in; otherwise the channel's.")
    ] = "",
    remote_id: Annotated[
        str, typer.Option("--id", help="Its id at the network, to be asked for its figures by.")
    ] = "",
    source: Annotated[str, typer.Option(help="Who published it, or how you know of it.")] = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Name a post that the program did not publish, so that reports can tell of it."""
    named = Named(url, channel, published, headline, language, remote_id, source)
    with workspace(context) as opened:
        acts = actor(opened, as_who, who)
        done = elsewhere.add(opened.database, opened.config, named, actor=acts, now=opened.clock())
        zone = zone_of(done.channel, opened)
    if as_json:
        emit(done)
        return
    say(
        f"Post {done.number}, {done.channel}, {wall(done.published_at, zone)}: {done.url}",
        "Reports tell of it, apart from what the campaign published. To enter its figures:",
        f"  campaign figures enter views NUMBER --elsewhere {done.number} --source ...",
    )


def import_posts(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(help=f"A CSV file with the columns {', '.join(elsewhere.COLUMNS)}."),
    ],
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Name every post of a CSV file that the program did not publish: all of them, or none."""
    with workspace(context) as opened:
        done = elsewhere.import_table(
            opened.database,
            opened.config,
            file,
            actor=actor(opened, as_who, who),
            now=opened.clock(),
        )
    if as_json:
        emit({"posts": done})
        return
    say(f"{counted(len(done), 'post')} named; reports tell of them apart.")
