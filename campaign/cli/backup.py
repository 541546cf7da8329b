"""`backup`, `restore`: a copy of the database, and what it takes to put one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli.door import DONE, FINDINGS, Json, clock, emit, progress, say, wall, workspace
from campaign.cli.findings import counted
from campaign.cli.logs import logs_withheld
from campaign.errors import StorageError

if TYPE_CHECKING:
    from campaign.bootstrap import Workspace
    from campaign.engine.restored import Marked
    from campaign.model import Publication
    from campaign.usecases.operations.restore import Restored

# How many publications of a kind are listed before the rest is counted.
_SHOWN = 20
_STAMP = "%Y%m%d-%H%M%S"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(backup)
    app.command()(restore)


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
    from campaign.storage import backups  # noqa: PLC0415 - imports SQLAlchemy

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
    who: Annotated[str, typer.Option(help="Who does it; your login name otherwise.")] = "",
    as_json: Json = False,
) -> None:
    """Put a backup back, and have asked about whatever may have gone out since it was made."""
    from campaign.cli.plan import login_name  # noqa: PLC0415 - only where a name is written down
    from campaign.usecases.operations import (  # noqa: PLC0415 - imports SQLAlchemy
        restore as usecase,
    )

    if (file is None) is not mark_only:
        raise typer.BadParameter("name the backup, or say --mark-only, and only one of them")
    if known_until and not mark_only:
        raise typer.BadParameter("--known-until goes with --mark-only")
    name = who or login_name()
    with workspace(context) as opened, logs_withheld():
        if mark_only:
            opened.set_clock()
        zone, now = opened.config.zone, opened.now()
        told: dict[str, object] = {}
        if file is None:
            until = _instant(known_until, zone, now) if known_until else None
            marked = usecase.mark_only(
                opened.database, opened.journal, who=name, now=now, known_until=until
            )
        else:
            live = _file(
                opened,
                "a PostgreSQL database is put back by its own tools (docs/backup.md): then run "
                "`campaign restore --mark-only` before anything is published",
            )
            before = _new(opened, "before-restore", now)
            done = usecase.restore(
                file,
                live,
                before=before,
                journal=opened.journal,
                who=name,
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
    raise typer.Exit(FINDINGS if marked.person or marked.unlooked else DONE)


def tell_marked(marked: Marked, zone: tzinfo | None, *, error: bool = False) -> None:
    """Say what was marked, by what comes of it."""
    say(f"The database knows what happened until {wall(marked.known_until, zone)}.", error=error)
    for some, said in (
        (marked.booked, "out since then, as the journal of receipts tells"),
        (marked.asked, "may be out: their networks are asked before anything is sent"),
        (marked.person, "may be out, and nobody can ask there: `campaign resolve` shows each"),
    ):
        if some:
            say(f"{counted(len(some), 'publication')}: {said}.", *_named(some), error=error)
    if marked.later:
        say(
            f"{counted(marked.later, 'publication')} to be sent later: asked about before that.",
            error=error,
        )
    tell_unlooked(marked.unlooked, error=error)
    if marked.unplaced:
        posts = {entry.identity for entry in marked.unplaced}
        say(
            f"{counted(len(posts), 'post')} of the journal {'is' if len(posts) == 1 else 'are'} "
            "not in this copy: `campaign apply` adds what the calendar still has, as published.",
            error=error,
        )
    if not (marked.booked or marked.asked or marked.person):
        say("Nothing can have gone out since then.", error=error)


def tell_unlooked(waiting: Mapping[str, int], *, error: bool = False) -> None:
    """Say by channel what waits until somebody has looked at an account that cannot be asked."""
    for channel, number in waiting.items():
        say(
            f"{counted(number, 'publication')} to be sent later on {channel}: a backup was put "
            "back, and nobody can ask there. Run `campaign apply`, then look at the account; if "
            "nothing that is not published by our count is out, say "
            f"`campaign resolve --none-out {channel}`.",
            error=error,
        )


def _tell_kept(done: Restored) -> None:
    if done.damaged:
        say(f"What was there could not be read: {done.damaged}")
    say(
        "The backup is in place." + (f" What was there is in {done.before}." if done.before else "")
    )


def _named(some: Sequence[Publication]) -> list[str]:
    lines = [f"  {p.id} {p.post} on {p.channel}" for p in some[:_SHOWN]]
    if len(some) > _SHOWN:
        lines.append(f"  … and {len(some) - _SHOWN} more: --json tells them")
    return lines


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
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - see above
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

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
