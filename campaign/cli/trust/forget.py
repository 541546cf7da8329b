"""`user redact` and `evidence prune`: what is forgotten, while the record still holds."""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, actor
from campaign.usecases.trust.redact import prune as prune_older
from campaign.usecases.trust.redact import redact as forget_person
from campaign.usecases.trust.redact import years_before
from campaign.usecases.trust.verify_record import Outside

Anyway = Annotated[
    bool, typer.Option("--anyway", help="Also if the record does not hold; it says so then.")
]


def redact(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="The person's id.", show_default=False)],
    anyway: Anyway = False,
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Forget a person: name, address, id and words. What they did stays, and the record holds.

    Backups and exports that were made before still have all of it.
    """
    with workspace(context) as opened:
        done = forget_person(
            opened.database,
            _outside(opened),
            id,
            actor=actor(opened, as_who),
            now=clock(),
            anyway=anyway,
        )
    if as_json:
        emit(done)
    else:
        say(
            f"{counted(done.entries, 'entry', 'entries')} and {counted(done.rows, 'row')} forgot "
            f"the person, who is {done.placeholder} from now on. Backups and exports of before "
            "still have the name: delete those that are not needed."
        )
    raise typer.Exit(DONE)


def prune(
    context: typer.Context, anyway: Anyway = False, as_who: As = "", as_json: Json = False
) -> None:
    """Delete names, words and raw answers that are older than the configuration keeps."""
    with workspace(context) as opened:
        years = opened.config.evidence.years
        if years is None:
            say("Everything is kept for ever: set `keep` under [evidence].", error=True)
            raise typer.Exit(FINDINGS)
        now = clock()
        before = years_before(now, years)
        done = prune_older(
            opened.database,
            _outside(opened),
            before,
            actor=actor(opened, as_who),
            now=now,
            anyway=anyway,
        )
    if as_json:
        emit(done)
    else:
        say(
            f"{counted(done.entries, 'entry', 'entries')} of before {before:%Y-%m-%d} lost what "
            "was private; the record still holds."
        )
    raise typer.Exit(DONE)


def _outside(opened: Workspace) -> Outside:
    return Outside(opened.media, opened.heads, opened.stamps)
