"""Put a backup back, so that nothing that went out since goes out again.

::

    look at FILE → copy it → migrate and mark the copy → keep what is there → put in place

The live file never holds an older copy that is not marked. If the command ends in the middle, what
was there stays, even a damaged file. If a database is put back by other means, the engine notices
and marks it before anything is sent (`after_restore.notice`).
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from campaign.engine.after_restore.marks import Marked, mark
from campaign.engine.after_restore.notice import notice_restore, readable
from campaign.errors import StorageError
from campaign.storage import backups
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Journal

log = logging.getLogger(__name__)

#: A worker that has reported within this time is alive.
ALIVE: Final = timedelta(minutes=1)

_COPY = "restoring.db"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was marked, and where the former content is kept (None: there was none).

    `damaged` says why the former content could not be read as a database, "" when it could.
    """

    marked: Marked
    before: Path | None
    damaged: str = ""


def restore(
    file: Path,
    live: Path,
    *,
    before: Path,
    journal: Journal | None,
    who: str,
    now: datetime,
    force: bool = False,
) -> Restored:
    """Put the backup in `file` in place of the SQLite database at `live`; both are paths.

    The former content is kept at `before`. Raises StorageError when `file` is no backup of this
    program, when a worker is alive on the database (unless `force`), and when disk or rights do not
    allow it; then nothing is changed.
    """
    backups.examine(file)
    if live.exists() and live.samefile(file):
        raise StorageError(f"{file}: is the database itself: name the backup")
    if not force:
        _check_alone(live, now)
    backups.make_folder(before.parent)
    backups.check_room(before.parent, file, times=2)
    copy = before.with_name(_COPY)
    try:
        backups.remove(copy)  # of an earlier one that was ended in the middle
        backups.back_up(file, copy, force=True)
        marked = _prepared(copy, journal, who, now)
        there = live.exists()
        damaged = backups.keep_aside(live, before) if there else ""
        kept = before if before.exists() else None
        if there and not damaged:
            backups.put_in_place(copy, live)
        else:
            backups.replace(copy, live)
        _mark_what_came_between(live, journal, who, now)
    finally:
        with suppress(OSError):
            backups.remove(copy)
    return Restored(marked, kept, damaged)


def mark_only(
    database: Database,
    journal: Journal | None,
    *,
    who: str,
    now: datetime,
    known_until: datetime | None = None,
) -> Marked:
    """Mark a database that was put back by other means (`marks.mark`); raises StorageError."""
    with readable(journal), database.write() as connection:
        return mark(connection, journal, who=who, now=now, known_until=known_until)


def _check_alone(live: Path, now: datetime) -> None:
    """Raises StorageError when a worker publishes from the database that is to be replaced."""
    alive = backups.alive(live, now - ALIVE) if live.exists() else []
    if alive:
        raise StorageError(
            f"{', '.join(alive)} works on this database: stop it (`campaign run`, cron) and try "
            "again in a minute, or say --force"
        )


def _prepared(copy: Path, journal: Journal | None, who: str, now: datetime) -> Marked:
    """Bring a copy up to this program's version, and mark it."""
    database = open_database(_url(copy))
    try:
        return mark_only(database, journal, who=who, now=now)
    finally:
        database.close()


def _mark_what_came_between(live: Path, journal: Journal | None, who: str, now: datetime) -> None:
    """Mark what another process sent while the copy was prepared, by the journal."""
    database = open_database(_url(live))
    try:
        notice_restore(database, journal, who=who, now=now)
    finally:
        database.close()


def _url(path: Path) -> str:
    return URL.create("sqlite", database=str(path)).render_as_string()
