"""`feed`: what is out and what is planned, as files that a region's web site can embed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.context import Json, workspace
from campaign.cli.findings import counted
from campaign.cli.names import unknown
from campaign.cli.terminal import emit, say
from campaign.file_modes import files_for, is_private
from campaign.usecases.sharing.feeds import write_feeds

# What readers and web sites show.
_LATEST = 100


def feed(
    context: typer.Context,
    region: Annotated[str, typer.Option(help="Only what this region says.")] = "",
    language: Annotated[str, typer.Option(help="Only what is said in this language.")] = "",
    to: Annotated[Path | None, typer.Option(help="The folder to write to.")] = None,
    latest: Annotated[
        int, typer.Option(min=0, help="How many posts a feed holds, the newest first; 0 for all.")
    ] = _LATEST,
    as_json: Json = False,
) -> None:
    """Write Atom and RSS feeds of what is out, and calendars of that and what is planned."""
    with workspace(context) as opened:
        config = opened.config
        if region and region not in config.regions:
            raise unknown("region", region, config.regions)
        if language and language not in config.campaign.languages:
            raise unknown("language", language, config.campaign.languages)
        database = opened.database
        folder = to or config.var / "feeds"
        with files_for(folder, config.var):
            done = write_feeds(
                database,
                config,
                folder,
                opened.limits,
                region=region,
                language=language,
                latest=latest,
            )
    if as_json:
        emit(done)
        return
    say(
        f"{counted(len(done.files), 'file')} in {folder}, {len(done.changed)} of them changed: "
        f"{counted(done.published, 'post')} out, {done.planned} planned."
    )
    if is_private(folder, config.var):
        say("Nobody else can read them there: `--to FOLDER` writes them where a web server does.")
    if done.unapproved:
        say(f"{done.unapproved} planned, but in no calendar before they are approved.")
