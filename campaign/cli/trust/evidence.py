"""`evidence`: the record of everything that was done, checked."""

from __future__ import annotations

from dataclasses import asdict

import typer

from campaign.cli.context import Json, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say, wall
from campaign.usecases.trust.verification.findings import Verified
from campaign.usecases.trust.verify_record import verify

# How many things that are wrong are told; --json tells them all.
_TOLD = 40


def verify_record(context: typer.Context, as_json: Json = False) -> None:
    """Check the record, and everything that it tells of, for changes; ends with 1 at any."""
    with workspace(context) as opened:
        found = verify(opened.database, opened.media, opened.heads)
        if as_json:
            emit({**asdict(found), "holds": found.holds})
        else:
            begins = wall(found.begins, opened.config.zone) if found.begins else ""
            _tell(found, begins)
    raise typer.Exit(DONE if found.holds else FINDINGS)


def _tell(found: Verified, begins: str) -> None:
    for wrong in found.wrong[:_TOLD]:
        say(f"✗ {wrong.words}")
    if len(found.wrong) > _TOLD:
        say(f"  … and {len(found.wrong) - _TOLD} more: --json tells them")
    for note in found.notes:
        say(f"  {note}")
    if begins:
        say(f"The record begins on {begins}, with entry 1.")
    if found.before:
        there = ", ".join(f"{number} {name}" for name, number in sorted(found.before.items()))
        say(f"What was there before is held as it stood then: {there}.")
    loose = f"; {counted(found.loose, 'entry', 'entries')} still to be chained"
    said = (
        f"{counted(found.entries, 'entry', 'entries')} chained{loose if found.loose else ''}, "
        f"{counted(found.seals, 'sealed head')}, {counted(found.pictures, 'picture')}."
    )
    say(f"{said} {'Nothing was changed' if found.holds else 'This is not as it was written'}.")
    if found.head:
        say(f"Head: {found.entries} {found.head}")
