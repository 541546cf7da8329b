"""Put a backup back, so that nothing that went out since goes out again.

::

    look at FILE → copy it → migrate and mark the copy → keep what is there → put in place

The live file never holds an older copy that is not marked: an end in the middle leaves what was
there, also where that is damaged. A database that was put back by other means is `noticed` and
marked before anything is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection

from campaign.errors import StorageError
from campaign.storage import copies, restores
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Entry, Journal
from campaign.usecases.doubt import Marked, knows, mark

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
    """Mark a database that was put back by other means; see `doubt.mark`. Raises StorageError."""
    with _readable(journal), database.write() as connection:
        return mark(connection, journal, who=who, now=now, known_until=known_until)


def noticed(
    database: Database, journal: Journal | None, *, who: str, now: datetime
) -> Marked | None:
    """Notice that an older copy was put back, and mark it; None when the database is the newest.

    Cheap: the journal's last line against the database. To be called before anything is sent.
    Raises StorageError when the database cannot be used; a journal that cannot be read is logged.
    """
    last = _last(journal)
    if last is None:
        return None
    with database.read() as connection:
        if not _is_older(connection, last):
            return None
    with _readable(journal), database.write() as connection:
        if not _is_older(connection, last):
            return None  # another process was faster
        marked = mark(connection, journal, who=who, now=now)
    log.error(
        "A backup was put back that ends at %s: %s were booked from the journal, %s are asked "
        "about, %s wait for a person, and %s to be sent later wait until one has looked",
        marked.known_until.isoformat(timespec="seconds"),
        *map(len, (marked.booked, marked.asked, marked.person)),
        sum(marked.unlooked.values()),
        extra={"action": "backup_noticed"},
    )
    return marked


def _is_older(connection: Connection, last: Entry) -> bool:
    """True when the database lacks the journal's last receipt, and nobody has marked that yet."""
    if knows(connection, last):
        return False
    return not any(last.at <= each.at for each in restores.every(connection)[:1])


def _last(journal: Journal | None) -> Entry | None:
    if journal is None:
        return None
    try:
        return journal.last()
    except OSError as error:
        log.error("The journal cannot be read: %s", error, extra={"action": "journal_failed"})
        return None


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


@contextmanager
def _readable(journal: Journal | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = journal.file if journal is not None else ""
        raise StorageError(
            f"{where}: the journal of receipts cannot be read ({error.strerror or error}): "
            "nothing was changed"
        ) from error
