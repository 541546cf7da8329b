"""`check`, `preview`, `schema`: look at the calendar without changing anything."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli.door import (
    DONE,
    FINDINGS,
    Json,
    Verbose,
    emit,
    findings_table,
    progress,
    say,
    workspace,
)

if TYPE_CHECKING:
    from campaign.bootstrap import Workspace
    from campaign.errors import Mistake
    from campaign.usecases.compile import Compiled


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(check)
    app.command()(preview)
    app.command()(schema)


def compiled(opened: Workspace) -> tuple[Compiled, tuple[Mistake, ...]]:
    """The calendar as every channel will read it, and the mistakes in its files."""
    from campaign.usecases.compile import compile_calendar  # noqa: PLC0415 - imports Pillow

    content, mistakes = opened.read_content()
    made = compile_calendar(
        content, opened.config, opened.limits, opened.visible, opened.brand, opened.picture
    )
    return made, mistakes


def check(context: typer.Context, verbose: Verbose = False, as_json: Json = False) -> None:
    """Read the whole calendar and say everything there is to say about it."""
    with workspace(context) as opened:
        made, mistakes = compiled(opened)
    blocking = [finding for finding in made.findings if finding.blocks]
    if as_json:
        emit({"mistakes": mistakes, "findings": made.findings, "variants": len(made.planned)})
    else:
        for mistake in mistakes:
            say(f"✗ {mistake}")
        findings_table(made.findings, verbose=verbose)
        counted = Counter(str(finding.severity) for finding in made.findings)
        say(
            f"{len(made.planned)} variants: {len(mistakes)} mistakes in files, "
            f"{counted['block']} blocking findings, {counted['warn']} warnings, "
            f"{counted['info']} remarks. A clean check is not proof of a good narrative."
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
    from campaign.usecases.preview import preview as write  # noqa: PLC0415 - imports Pillow

    with workspace(context) as opened:
        made, mistakes = compiled(opened)
        chosen = [
            planned
            for planned in made.planned
            if post in ("", planned.variant.post) and channel in ("", planned.variant.channel)
        ]
        with progress("Drawing cards", quiet=as_json) as moved:
            page = write(
                chosen,
                made.findings,
                opened.brand,
                opened.config,
                opened.picture_bytes,
                out or opened.config.var / "preview",
                opened.limits,
                report=moved,
            )
    for mistake in mistakes:
        say(f"✗ {mistake}", error=True)
    if as_json:
        emit({"page": page, "variants": len(chosen)})
    else:
        say(f"{len(chosen)} variants: open {page}")
    raise typer.Exit(FINDINGS if mistakes or not chosen else DONE)


def schema(
    out: Annotated[Path | None, typer.Option(help="Write it there instead of printing.")] = None,
) -> None:
    """Print the JSON Schema of a post file, for editors to complete and check."""
    from campaign.calendar.schema import post_schema  # noqa: PLC0415 - imports pydantic

    text = json.dumps(post_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        say(text.rstrip())
    else:
        out.write_text(text, encoding="utf-8")
