"""`proof`: the whole story of one post on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, workspace
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, actor
from campaign.errors import CampaignError
from campaign.file_modes import files_for
from campaign.model import Post, Registers
from campaign.usecases.trust.evidence.archive import write_file
from campaign.usecases.trust.evidence.contents import file_name
from campaign.usecases.trust.proof import inlined, plain, setting, write_page
from campaign.usecases.trust.read_story import tell
from campaign.usecases.trust.story import Story


def proof(
    context: typer.Context,
    post: Annotated[str, typer.Argument(help="The post's id.", show_default=False)],
    channel: Annotated[
        list[str] | None, typer.Option(help="Only what went out there; may be given again.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The page's file; var/proof/POST.html otherwise.")
    ] = None,
    who: As = "",
    as_json: Json = False,
) -> None:
    """Write one post's whole story: who wrote, approved and sent it, what readers see."""
    with workspace(context) as opened:
        now, by = clock(), actor(opened, who)
        registers, _ = readable(opened)
        story = tell(
            *(opened.database, opened.config, post, channel or ()),
            actor=by,
            now=now,
            register=registers.consents,
        )
        if as_json and out is None:
            emit(plain(story))
            return
        file = out or opened.config.var / "proof" / f"{file_name(post)}.html"
        page = write_page(
            story,
            setting(opened.config, registers, story.activity),
            inlined(opened.media),
        )
        with files_for(file.parent, opened.config.var):
            write_file(file, page.encode(), replace=True)
        if as_json:
            emit({**plain(story), "file": str(file)})
            return
    _say(story, file)


def readable(opened: Workspace) -> tuple[Registers, tuple[Post, ...]]:
    """The registers and posts that can be read: no proof waits until the others are mended."""
    try:
        content, _ = opened.read_content()
    except CampaignError:
        return Registers(), ()
    return content.registers, content.posts


def _say(story: Story, file: Path) -> None:
    out = sum(account.went_out for account in story.accounts)
    say(
        f"{story.post}: {out} of {counted(len(story.accounts), 'account')} went out; "
        f"{counted(len(story.deeds), 'act')} in its story.",
        f"  {file}",
    )
