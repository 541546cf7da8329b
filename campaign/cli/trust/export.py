"""`evidence export`, `evidence portal`: what auditors and the funder's portal are given."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, workspace
from campaign.cli.findings import counted
from campaign.cli.screen import progress
from campaign.cli.spans import NoSpan, day_of
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, actor
from campaign.cli.trust.proof import readable
from campaign.file_modes import files_for
from campaign.usecases.trust.evidence.chosen import Span
from campaign.usecases.trust.evidence.contents import Source
from campaign.usecases.trust.evidence.export import export
from campaign.usecases.trust.evidence.portal_file import write_portal

From = Annotated[
    str, typer.Option("--from", help="The first day, such as 2026-12-01.", show_default=False)
]
To = Annotated[str, typer.Option("--to", help="The last day, included.", show_default=False)]
Replace = Annotated[bool, typer.Option("--replace", help="Replace the file if it is there.")]


def export_evidence(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The ZIP to write.", show_default=False)],
    first: From,
    last: To,
    replace: Replace = False,
    who: As = "",
    as_json: Json = False,
) -> None:
    """Write one ZIP that proves what went out, for an auditor to check on their own."""
    with workspace(context) as opened:
        span, by = _span(opened, first, last), actor(opened, who)
        source = Source(
            opened.config, *readable(opened), opened.media, opened.heads, opened.stamps, clock()
        )
        with (
            files_for(file.parent, opened.config.var),
            progress("Writing posts", quiet=as_json) as bar,
        ):
            done = export(
                opened.database, source, file, span, actor=by, replace=replace, report=bar
            )
    if as_json:
        emit({**asdict(done), "file": str(done.file)})
        return
    entries = f", entries {done.first} to {done.last} of the record" if done.first else ""
    say(
        f"{file}: {counted(done.posts, 'post')} on {counted(done.publications, 'account')}, "
        f"{done.files} files{entries}.",
        f"Fingerprint: {done.fingerprint}",
        "Give the fingerprint to whoever gets the file, in another way than the file itself.",
        f"They check it with: python verify.py {file.name}",
    )


def portal(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The .xlsx or .csv to write.", show_default=False)],
    first: From,
    last: To,
    replace: Replace = False,
    who: As = "",
    as_json: Json = False,
) -> None:
    """Write the table of communication activities for the European Commission's portal."""
    with workspace(context) as opened:
        span, by = _span(opened, first, last), actor(opened, who)
        with files_for(file.parent, opened.config.var):
            done = write_portal(
                *(opened.database, opened.config, *readable(opened), file, span),
                actor=by,
                replace=replace,
            )
    if as_json:
        emit({"file": str(file), "items": done.items, "notes": done.notes})
        return
    say(f"{file}: {counted(len(done.items), 'activity', 'activities')}.")
    for note in done.notes:
        say(f"  {note}")


def _span(opened: Workspace, first: str, last: str) -> Span:
    today = clock().astimezone(opened.config.zone).date()
    days: list[date] = []
    for option, text in (("--from", first), ("--to", last)):
        try:
            days.append(day_of(text, today))
        except NoSpan as error:
            raise typer.BadParameter(f"{option}: {error}") from error
    if days[1] < days[0]:
        raise typer.BadParameter(f"--to {days[1]} is before --from {days[0]}")
    return Span(days[0], days[1], opened.config.zone)
