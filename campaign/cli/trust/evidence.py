"""`evidence`: the record of everything that was done, checked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC

import typer

from campaign.cli.context import Json, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, actor
from campaign.cli.trust.sealing import seal_now
from campaign.timestamp_authority import read_roots
from campaign.usecases.trust.verification.findings import Verified
from campaign.usecases.trust.verify_record import Outside, verify

# How many things that are wrong are told; --json tells them all.
_TOLD = 40


def verify_record(context: typer.Context, as_json: Json = False) -> None:
    """Check the record, and everything it tells of, for changes; ends with 1 at any."""
    with workspace(context) as opened:
        roots = opened.config.evidence.roots
        known = read_roots(roots) if roots else ()
        outside = Outside(opened.media, opened.heads, opened.stamps, known)
        found = verify(opened.database, outside)
        if as_json:
            emit({**asdict(found), "holds": found.holds})
        else:
            begins = wall(found.begins, opened.config.zone) if found.begins else ""
            _tell(found, begins)
    raise typer.Exit(DONE if found.holds else FINDINGS)


def seal(context: typer.Context, who: As = "", as_json: Json = False) -> None:
    """Seal the record's head now, and have it stamped where an authority is configured."""
    with workspace(context) as opened:
        done = seal_now(opened, actor(opened, who).name, by_hand=True)
    if as_json:
        emit(done)
    elif not done.number:
        say("Nothing has happened since the last seal.")
    else:
        how = "is sealed" if done.sealed else "was sealed before"
        say(f"Entry {done.number} {how}: {done.hash}")
        if done.stamped is not None:
            say(f"Its timestamp says {wall(done.stamped, UTC)}.")
    if done.failed:
        say(f"✗ {done.failed}", error=True)
    raise typer.Exit(FINDINGS if done.failed else DONE)


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
        f"{counted(found.seals, 'sealed head')}, {counted(found.stamps, 'timestamp')}, "
        f"{counted(found.pictures, 'picture')}."
    )
    say(f"{said} {'Nothing was changed' if found.holds else 'This is not as it was written'}.")
    if found.head:
        say(f"Head: {found.entries} {found.head}")
