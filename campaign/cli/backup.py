"""`backup`, `restore`: a copy of the database, and what it takes to put one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from itertools import count
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.logs import logs_withheld
from campaign.cli.restored import tell_marked
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, Who, actor, among
from campaign.engine.after_restore.marks import Marked
from campaign.errors import StorageError
from campaign.model import Publication
from campaign.storage import backups
from campaign.usecases.operations import restore as usecase
from campaign.usecases.operations.restore import Restored

_STAMP = "%Y%m%d-%H%M%S"


def backup(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Where to; a new file under var/backups otherwise.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Copy the database to one file, while others work on it, and check the copy."""
    with workspace(context) as opened:
        source = _file(
            opened,
            "a PostgreSQL database is backed up by its own tools: pg_dump, or a base backup with "
            "WAL archiving; docs/backup.md says how, and what to do after it was put back",
        )
        target = file or _new(opened, "campaign", clock())
        with progress("Copying the database", quiet=as_json) as told:
            size = backups.back_up(source, target, force=force, progress=told)
    if as_json:
        emit({"file": target.resolve(), "bytes": size})
    else:
        say(f"The database is in {target} ({_megabytes(size)}), whole and checked.")
    raise typer.Exit(DONE)


def restore(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="The backup.", show_default=False)] = None,
    mark_only: Annotated[
        bool,
        typer.Option(
            "--mark-only", help="Only mark what is in doubt: it was put back by other means."
        ),
    ] = False,
    known_until: Annotated[
        str,
        typer.Option(help='With --mark-only: until when it is complete, "2026-12-02 10:00".'),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Although a worker was heard of within a minute.")
    ] = False,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Put a backup back, and have asked about whatever may have gone out since it was made."""
    if (file is None) is not mark_only:
        raise typer.BadParameter("name the backup, or say --mark-only, and only one of them")
    if known_until and not mark_only:
        raise typer.BadParameter("--known-until goes with --mark-only")
    with workspace(context) as opened, logs_withheld():
        if mark_only:
            opened.set_clock()
        zone, now = opened.config.zone, opened.now()
        told: dict[str, object] = {}
        if file is None:
            until = _instant(known_until, zone, now) if known_until else None
            acts = actor(opened, as_who, who)
            marked = usecase.mark_only(
                opened.database, opened.journal, actor=acts, now=now, known_until=until
            )
        else:
            live = _file(
                opened,
                "a PostgreSQL database is put back by its own tools (docs/backup.md): then run "
                "`campaign restore --mark-only` before anything is published",
            )
            before = _new(opened, "before-restore", now)
            acts = among(usecase.registered(live, file), as_who, who)
            done = usecase.restore(
                file,
                live,
                before=before,
                journal=opened.journal,
                actor=acts,
                now=now,
                force=force,
            )
            marked = done.marked
            told = {"before": done.before, "damaged": done.damaged}
            if not as_json:
                _tell_kept(done)
    if as_json:
        emit({**told, **_plain(marked)})
    else:
        tell_marked(marked, zone)
        if acts.person is not None:
            say(
                "People, their roles and invitations are as they were then: who was disabled, lost "
                "a role, or had an invitation ended since has it back. `campaign user list` and "
                "`campaign review list` show them."
            )
    raise typer.Exit(FINDINGS if marked.person or marked.unlooked else DONE)


def _tell_kept(done: Restored) -> None:
    if done.damaged:
        say(f"What was there could not be read: {done.damaged}")
    say(
        "The backup is in place." + (f" What was there is in {done.before}." if done.before else "")
    )


def _plain(marked: Marked) -> dict[str, object]:
    def told(some: Sequence[Publication]) -> list[dict[str, object]]:
        return [{"id": p.id, "post": p.post, "channel": p.channel} for p in some]

    return {
        "known_until": marked.known_until,
        "booked": told(marked.booked),
        "asked": told(marked.asked),
        "person": told(marked.person),
        "later": marked.later,
        "unlooked": marked.unlooked,
        "unplaced": [
            {"post": entry.post, "channel": entry.channel, "url": entry.url}
            for entry in marked.unplaced
        ],
    }


def _new(opened: Workspace, name: str, now: datetime) -> Path:
    """A file under var/backups that is not there yet, by the instant."""
    folder = opened.config.var / "backups"
    numbers = (f"-{number}" if number > 1 else "" for number in count(1))
    files = (folder / f"{name}-{now:{_STAMP}}{number}.db" for number in numbers)
    return next(file for file in files if not file.exists())


def _file(opened: Workspace, otherwise: str) -> Path:
    """The database's file; raises StorageError with these words where it is on a server."""
    found = sqlite_file(opened)
    if found is None:
        raise StorageError(otherwise)
    return found


def sqlite_file(opened: Workspace) -> Path | None:
    """The file of an SQLite database, None where it is on a server; raises StorageError."""
    try:
        url = make_url(opened.config.database)
    except ArgumentError as error:
        raise StorageError(f"this is no database that can be used: {error}") from error
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database)


def _instant(text: str, zone: tzinfo, now: datetime) -> datetime:
    """An instant as a person writes it, on the wall of the campaign's zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f'--known-until: "{text}" is no instant: write "2026-12-02 10:00"'
        ) from None
    found = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    if found > now:
        raise typer.BadParameter(f'--known-until: "{text}" is in the future')
    return found


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
