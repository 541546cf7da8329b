"""`media`: the pictures that networks fetch, where they fetch them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say
from campaign.file_modes import is_private, private_files, usual_files
from campaign.media import PublicFolder
from campaign.platforms.public_media import s3
from campaign.usecases.sharing import upload_media
from campaign.usecases.sharing.upload_media import LaidOut, Showcase

_WHERE = (
    "say where to: --to FOLDER, or a bucket by CAMPAIGN_S3_ENDPOINT, CAMPAIGN_S3_BUCKET, "
    "CAMPAIGN_S3_KEY and CAMPAIGN_S3_SECRET or CAMPAIGN_S3_SECRET_FILE"
)


def publish(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option(help="A folder that a web server shows.", show_default=False)
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Fetch each picture afterwards as a network does.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Lay out the pictures of what is scheduled where `public_media_url` shows them.

    Into a folder (--to), or into an S3-compatible bucket that the environment names:
    CAMPAIGN_S3_ENDPOINT (https://s3.example.org), CAMPAIGN_S3_BUCKET, CAMPAIGN_S3_KEY,
    CAMPAIGN_S3_SECRET or CAMPAIGN_S3_SECRET_FILE, and CAMPAIGN_S3_REGION (us-east-1). What lies
    there already stays as it is.
    """
    place = _place(to)
    with workspace(context) as opened:
        channels = upload_media.shown(opened.config.channels)
        pictures = upload_media.coming(opened.database, channels)
        var = opened.config.var
        public = to is not None and not is_private(to, var)
        with (
            progress("Laying out pictures", quiet=as_json) as report,
            usual_files() if public else private_files(),
        ):
            done = upload_media.lay_out(pictures, opened.media, place, report)
        wrong = upload_media.troubles(pictures, channels) if check else {}
    if as_json:
        emit({"laid": done.laid, "there": done.there, "lost": done.lost, "unreachable": wrong})
    else:
        _tell(done, wrong, shown=bool(channels), checked=check)
        if to is not None and not public:
            say(f"No web server can read them there: {var} is for nobody else.")
    raise typer.Exit(FINDINGS if done.lost or wrong else DONE)


def _place(to: Path | None) -> Showcase:
    """The folder or the bucket; raises BadParameter for none, ConfigError for one unfit."""
    if to is not None:
        return PublicFolder(to)
    if not s3.named(os.environ):
        raise typer.BadParameter(_WHERE)
    return s3.open_bucket(os.environ, clock)


def _tell(done: LaidOut, wrong: dict[str, str], *, shown: bool, checked: bool) -> None:
    if not shown:
        say("No channel has `public_media_url`: no network fetches pictures.")
        return
    said = counted(len(done.laid), "picture")
    say(f"{said} laid out, {done.there} lay there already.")
    for path, why in done.lost.items():
        say(f"✗ {path}: {why}")
    for address, why in wrong.items():
        say(f"✗ {address}: {why}")
    if checked and not wrong:
        say("Every picture can be fetched.")
