"""Put a backup back, so that nothing that went out since goes out again.

::

    look at FILE → copy it → migrate and mark the copy → keep what is there → put in place

The live file never holds an older copy that is not marked: an end in the middle leaves what was
there, also where that is damaged. A database that was put back by other means is `noticed` and
marked before anything is sent.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from campaign.engine.restore_watch import noticed, readable
from campaign.engine.restored import Marked, mark
from campaign.errors import StorageError
from campaign.storage import copies
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Journal

log = logging.getLogger(__name__)

#: A worker that was heard of within this span lives.
ALIVE: Final = timedelta(minutes=1)

_COPY = "restoring.db"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was marked, and where what was there before is kept (None: there was nothing).

    `damaged` says why what was there could not be read as a database, "" when it could.
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

    What is there is kept at `before`. Raises StorageError when `file` is no backup of this
    program, when a worker lives on the database (unless `force`), and when disk or rights do not
    allow it; nothing is changed then.
    """
    copies.examine(file)
    if live.exists() and live.samefile(file):
        raise StorageError(f"{file}: is the database itself: name the backup")
    if not force:
        _check_alone(live, now)
    copies.make_folder(before.parent)
    copies.check_room(before.parent, file, times=2)
    copy = before.with_name(_COPY)
    try:
        copies.remove(copy)  # of an earlier one that was ended in the middle
        copies.back_up(file, copy, force=True)
        marked = _prepared(copy, journal, who, now)
        there = live.exists()
        damaged = copies.keep_aside(live, before) if there else ""
        kept = before if before.exists() else None
        if there and not damaged:
            copies.put_in_place(copy, live)
        else:
            copies.replace(copy, live)
        _mark_what_came_between(live, journal, who, now)
    finally:
        with suppress(OSError):
            copies.remove(copy)
    return Restored(marked, kept, damaged)


def mark_only(
    database: Database,
    journal: Journal | None,
    *,
    who: str,
    now: datetime,
    known_until: datetime | None = None,
) -> Marked:
    """Mark a database that was put back by other means (`restored.mark`); raises StorageError."""
    with readable(journal), database.write() as connection:
        return mark(connection, journal, who=who, now=now, known_until=known_until)


def _check_alone(live: Path, now: datetime) -> None:
    """Raises StorageError when somebody publishes from the database that is to be replaced."""
    alive = copies.alive(live, now - ALIVE) if live.exists() else []
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
    """Mark what another process has sent while the copy was prepared, as the journal tells."""
    database = open_database(_url(live))
    try:
        noticed(database, journal, who=who, now=now)
    finally:
        database.close()


def _url(path: Path) -> str:
    return URL.create("sqlite", database=str(path)).render_as_string()
