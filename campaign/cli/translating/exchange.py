"""`translations export` and `translations import`: to translators and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.calendar.translations.compare import Comparison, Edit
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say
from campaign.cli.translating.translations import (
    Drafts,
    Languages,
    Missing,
    Regions,
    Stale,
    Weeks,
    chosen,
)
from campaign.cli.trust.identity import As, actor
from campaign.errors import ContentError
from campaign.printable import shell_word
from campaign.usecases.translating import exchange


def export_translations(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="A file ending in .xlsx, .xlf or .xliff.")],
    post: Annotated[
        list[str] | None, typer.Option("--post", help="Only this post; may be given several times.")
    ] = None,
    language: Languages = None,
    region: Regions = None,
    week: Weeks = None,
    missing: Missing = False,
    stale: Stale = False,
    drafts: Drafts = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Even if changes in it were not imported.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write texts for translators, as a spreadsheet or as XLIFF 2.0, with notes and states."""
    with workspace(context) as opened:
        content, mistakes = opened.read_content()
        if mistakes:
            raise ContentError(mistakes)
        choice = chosen(
            opened, post, language, region, week, missing=missing, stale=stale, drafts=drafts
        )
        done = exchange.export(
            content, opened.config, target, choice, opened.limits_of, overwrite=overwrite
        )
    if as_json:
        emit(done)
        return
    say(
        f"{counted(done.units, 'text')} of {counted(done.posts, 'post')} in {target}, "
        f"in {', '.join(done.languages)}. Bring changes back with "
        f"`campaign translations import {shell_word(str(target))}`."
    )
    if done.left_out:
        say(f"Left out, because their source is in another language: {', '.join(done.left_out)}")


def import_translations(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="The file that came back.")],
    machine: Annotated[
        str, typer.Option(help="A machine wrote what came back: the name of its model.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Show what translators changed, and write just that into the posts' files."""
    with workspace(context) as opened:
        content, mistakes = opened.read_content()
        wanted = exchange.examine(source, content, opened.config, mistakes, machine=machine)
        compared = wanted.comparison
        if not as_json:
            _show(compared)
        written: tuple[Path, ...] = ()
        number = counted(len(wanted.files), "file")
        if compared.changed and (
            yes or (not as_json and typer.confirm(f"Write this into {number}?"))
        ):
            written = exchange.write(
                wanted,
                content,
                opened.config,
                opened.database,
                actor=actor(opened, as_),
                now=clock(),
            )
    if as_json:
        emit(
            {
                "changed": compared.changed,
                "conflicts": compared.conflicts,
                "problems": compared.mistakes,
                "written": written,
            }
        )
    elif written:
        say(f"{number} written. `campaign plan` shows what that changes.")
    elif compared.changed:
        say("Nothing was written.")
    raise typer.Exit(FINDINGS if compared.conflicts or compared.mistakes else DONE)


def _show(compared: Comparison) -> None:
    for changed in compared.changed:
        state = changed.state
        if changed.old_state != changed.state:
            state = f"{changed.old_state or 'missing'} → {changed.state}"
        say(f"~ {changed.file}: {changed.language} ({state})")
        for edit in changed.edits:
            _show_edit(edit)
    for conflict in compared.conflicts:
        say(f"✗ conflict in {conflict.post}, {conflict.language}: {conflict.why}; not written")
        for edit in conflict.edits:
            _show_edit(edit)
    for mistake in compared.mistakes:
        say(f"✗ {mistake}")
    if compared.says_nothing_new:
        say("The file says nothing new.")


def _show_edit(edit: Edit) -> None:
    say(f"    {edit.field} ({edit.place})", f"    - {edit.old}", f"    + {edit.new}")
