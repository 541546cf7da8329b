"""`sheet`: the calendar as a spreadsheet, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.calendar.sheet import Edit
from campaign.calendar.touched import language_of
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, Who, actor
from campaign.errors import ContentError
from campaign.printable import shell_word
from campaign.usecases.planning.sheet import compare, export, regions_of, write
from campaign.usecases.planning.sheet_dry_run import Import
from campaign.usecases.trust.authorship import note_edits


def export_sheet(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="A file ending in .xlsx, .ods or .csv.")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Even if changes in it were not imported.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the calendar to a spreadsheet: a row a post, a column a language and field."""
    with workspace(context) as opened:
        content, mistakes = opened.read_content()
        if mistakes:
            raise ContentError(mistakes)
        number = export(content, opened.config, target, overwrite=overwrite)
    if as_json:
        emit({"posts": number, "file": target})
    else:
        say(
            f"{counted(number, 'post')} in {target}. Bring changes back with "
            f"`campaign sheet import {shell_word(str(target))}`."
        )


def import_sheet(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="The spreadsheet.")],
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Show what the spreadsheet says differently, and write just that into the files."""
    with workspace(context) as opened:
        content, mistakes = opened.read_content()
        wanted = compare(source, content, opened.config, mistakes)
        diff = wanted.diff
        if not as_json:
            _show(wanted)
        written: tuple[Path, ...] = ()
        if wanted.texts:
            acts = actor(opened, as_who, who)
            many = counted(len(wanted.texts), "file")
            if yes or (not as_json and typer.confirm(f"Write this into {many}?")):
                regions = regions_of(wanted, content, opened.config)
                edited = {(edit.post, language_of(edit.key)) for edit in diff.edits}
                edited |= {(new.id, "") for new in diff.new_rows}
                note_edits(opened.database, edited, regions=regions, actor=acts, now=clock())
                written = write(wanted, opened.database, actor=acts, regions=regions)
    if as_json:
        emit(
            {
                "edits": diff.edits,
                "conflicts": diff.conflicts,
                "new": diff.new_rows,
                "missing": diff.missing_rows,
                "problems": diff.problems,
                "written": written,
            }
        )
    elif written:
        say(f"{counted(len(written), 'file')} written. `campaign plan` shows what that changes.")
    elif wanted.texts:
        say("Nothing was written.")
    raise typer.Exit(FINDINGS if diff.conflicts or diff.problems else DONE)


def _show(wanted: Import) -> None:
    diff = wanted.diff
    for edit in diff.edits:
        _show_edit("~", edit)
    for new in diff.new_rows:
        say(f"+ {new.id}  (a new post, row {new.row})")
    for conflict in diff.conflicts:
        say(f"✗ conflict in {conflict.post}, row {conflict.row}: {conflict.why}; not written")
        for edit in conflict.edits:
            _show_edit("   ", edit)
    for problem in diff.problems:
        say(f"✗ {problem}")
    if diff.missing_rows:
        say(f"Not in the sheet, and left as they are: {', '.join(diff.missing_rows)}")
    if diff.says_nothing_new:
        say("The sheet says nothing new.")


def _show_edit(mark: str, edit: Edit) -> None:
    say(f"{mark} {edit.file}: {edit.key} ({edit.cell})", f"    - {edit.old}", f"    + {edit.new}")
