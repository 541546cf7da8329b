"""`check`, `preview`, `schema`: look at the calendar without changing anything."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.calendar.known import did_you_mean
from campaign.cli.door import (
    DONE,
    FINDINGS,
    Json,
    Verbose,
    emit,
    progress,
    say,
    workspace,
)
from campaign.cli.findings import counted, findings_table, mistakes_list
from campaign.cli.streams import is_wide
from campaign.errors import CampaignError, ContentError, StorageError

if TYPE_CHECKING:
    from campaign.bootstrap import Workspace
    from campaign.errors import Mistake
    from campaign.usecases.planning.compile import Compiled


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(check)
    app.command()(preview)
    app.command()(schema)


def compiled(opened: Workspace, *, quiet: bool = True) -> tuple[Compiled, tuple[Mistake, ...]]:
    """The calendar as every channel will read it, and the mistakes in its files.

    Shows how far it is unless `quiet`.
    """
    from campaign.usecases.planning.compile import (  # noqa: PLC0415 - imports Pillow
        compile_calendar,
    )

    with progress("Reading the calendar", quiet=quiet) as moved:
        content, mistakes = opened.read_content()
        made = compile_calendar(
            content,
            opened.config,
            opened.limits,
            opened.hides,
            opened.brand,
            opened.picture,
            report=moved,
        )
    return made, mistakes


def check(context: typer.Context, verbose: Verbose = False, as_json: Json = False) -> None:
    """Read the whole calendar and say everything there is to say about it."""
    with workspace(context) as opened:
        made, mistakes = compiled(opened, quiet=as_json)
    blocking = [finding for finding in made.findings if finding.blocks]
    if as_json:
        emit({"mistakes": mistakes, "findings": made.findings, "variants": len(made.planned)})
    else:
        mistakes_list(mistakes)
        findings_table(made.findings, verbose=verbose)
        of = Counter(str(finding.severity) for finding in made.findings)
        say(
            f"{counted(len(made.planned), 'variant')}: "
            f"{counted(len(mistakes), 'mistake')} in files, "
            f"{counted(of['block'], 'blocking finding')}, {counted(of['warn'], 'warning')}, "
            f"{counted(of['info'], 'remark')}. A clean check is not proof of a good narrative."
        )
    raise typer.Exit(FINDINGS if blocking or mistakes else DONE)


def preview(
    context: typer.Context,
    post: Annotated[str, typer.Option(help="Only this post.")] = "",
    channel: Annotated[str, typer.Option(help="Only this channel.")] = "",
    out: Annotated[Path | None, typer.Option(help="The folder to write to.")] = None,
    as_json: Json = False,
) -> None:
    """Draw the cards and write a page that shows every post as each channel will read it."""
    from campaign.usecases.planning.preview import (  # noqa: PLC0415 - imports Pillow
        preview as write,
    )

    with workspace(context) as opened:
        made, mistakes = compiled(opened, quiet=as_json)
        chosen = [
            planned
            for planned in made.planned
            if post in ("", planned.variant.post) and channel in ("", planned.variant.channel)
        ]
        if not chosen:
            raise _nothing_chosen(made, mistakes, opened, post, channel)
        with progress("Drawing cards", quiet=as_json) as moved:
            page = write(
                chosen,
                made.findings,
                opened.brand,
                opened.config,
                opened.picture_bytes,
                out or opened.config.var / "preview",
                opened.limits,
                opened.visible,
                report=moved,
            )
    mistakes_list(mistakes, error=True)
    if as_json:
        emit({"page": page, "variants": len(chosen)})
    else:
        say(f"{counted(len(chosen), 'variant')}: open {page}")
    raise typer.Exit(FINDINGS if mistakes else DONE)


def schema(
    out: Annotated[Path | None, typer.Option(help="Write it there instead of printing.")] = None,
) -> None:
    """Print the JSON Schema of a post file, for editors to complete and check."""
    from campaign.calendar.schema import post_schema  # noqa: PLC0415 - imports pydantic

    text = json.dumps(post_schema(), indent=2, ensure_ascii=not is_wide(sys.stdout)) + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{out}: cannot be written ({error.strerror})") from error


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


def unknown(kind: str, name: str, names: Iterable[str]) -> CampaignError:
    """That nothing of a kind has that name, with the nearest one."""
    return CampaignError(f'there is no {kind} "{name}": {did_you_mean(name, names)}')
