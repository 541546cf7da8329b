"""`preview`: show every post as each channel will read it, without changing anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted, mistakes_list
from campaign.cli.names import unknown
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say
from campaign.errors import CampaignError, ContentError, Mistake, StorageError
from campaign.file_modes import files_for
from campaign.model import Planned
from campaign.plan.diff import Identity
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.preview import preview as write
from campaign.usecases.planning.standing import is_there, standing


def preview(
    context: typer.Context,
    post: Annotated[str, typer.Option(help="Only this post, on a page of its own.")] = "",
    channel: Annotated[str, typer.Option(help="Only this channel, on a page of its own.")] = "",
    out: Annotated[Path | None, typer.Option(help="The folder to write to.")] = None,
    as_json: Json = False,
) -> None:
    """Draw the cards and write a page that shows every post as each channel will read it."""
    with workspace(context) as opened:
        made, mistakes = compiled(opened, quiet=as_json)
        chosen = [
            planned
            for planned in made.planned
            if post in ("", planned.variant.post) and channel in ("", planned.variant.channel)
        ]
        if not chosen:
            raise _nothing_chosen(made, mistakes, opened, post, channel)
        states, unknown_because = _standing(opened, chosen)
        name = _page_name(post, channel)
        page = _write(opened, made, chosen, states, out, name=name, quiet=as_json)
    mistakes_list(mistakes, error=True)
    if as_json:
        emit({"page": page, "variants": len(chosen)})
    else:
        say(f"{counted(len(chosen), 'variant')}: open {page}")
        if unknown_because:
            say(f"How they stand is not shown: {unknown_because}")
    raise typer.Exit(FINDINGS if mistakes else DONE)


def write_preview(
    opened: Workspace, made: Compiled, chosen: Sequence[Planned], *, quiet: bool
) -> Path:
    """Write the page of these publications, with how they stand, and give its path."""
    return _write(opened, made, chosen, _standing(opened, chosen)[0], None, quiet=quiet)


def _write(
    opened: Workspace,
    made: Compiled,
    chosen: Sequence[Planned],
    states: Mapping[Identity, str],
    out: Path | None,
    *,
    name: str = "index",
    quiet: bool,
) -> Path:
    folder = out or opened.config.var / "preview"
    with (
        progress("Drawing cards", quiet=quiet) as moved,
        files_for(folder, opened.config.var),
    ):
        return write(
            chosen,
            made.findings,
            opened.brand,
            opened.config,
            opened.picture_bytes,
            folder,
            opened.limits_of,
            opened.visible,
            states=states,
            posts=made.posts,
            dismissed=made.dismissed,
            name=name,
            report=moved,
        )


def _page_name(post: str, channel: str) -> str:
    """The page's name; a choice has its own, so that the page of all posts stays as it is."""
    chosen = [f"post-{post}" if post else "", f"channel-{channel}" if channel else ""]
    return "-".join(filter(None, chosen)) or "index"


def _standing(opened: Workspace, chosen: Sequence[Planned]) -> tuple[Mapping[Identity, str], str]:
    """How the chosen stand by the database, and why that is not known, "" where it is.

    A preview needs no database: none is made, and one that cannot be used is no reason to stop.
    """
    if not is_there(opened.config):
        return {}, ""
    try:
        return standing(opened.database, opened.config, chosen, opened.now()), ""
    except StorageError as error:
        return {}, str(error)


def _nothing_chosen(
    made: Compiled,
    mistakes: Sequence[Mistake],
    opened: Workspace,
    post: str,
    channel: str,
) -> CampaignError:
    """Why a choice of post and channel leaves nothing, in words."""
    if mistakes and not made.planned:
        return ContentError(mistakes)
    posts = {planned.variant.post for planned in made.planned}
    if channel and channel not in opened.config.channels:
        return unknown("channel", channel, opened.config.channels)
    if post and post not in posts and not any(post == name for name, _, _ in made.failed):
        return unknown("post", post, posts)
    what = f"the post {post}" if post else "the calendar"
    where = f" for {channel}" if channel else ""
    return CampaignError(f"{what} makes nothing to show{where}: `campaign check` tells why")
