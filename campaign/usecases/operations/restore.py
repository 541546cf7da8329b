"""Put a backup back, so that nothing that went out since goes out again.

::

    look at FILE → copy it → migrate and mark the copy → keep what is there → put in place

The live file never holds an older copy that is not marked. If the command ends in the middle, what
was there stays, even a damaged file. If a database is put back by other means, the engine notices
and marks it before anything is sent (`after_restore.notice`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from campaign.engine.after_restore.marks import Marked, mark
from campaign.engine.after_restore.notice import notice_restore, readable
from campaign.errors import Forbidden, StorageError
from campaign.model.people import EVERYWHERE, Actor, Person
from campaign.plan import rights
from campaign.plan.rights import Act
from campaign.storage import backups, record
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Journal
from campaign.storage.trust import people

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
    actor: Actor,
    now: datetime,
    force: bool = False,
) -> Restored:
    """Put the backup in `file` in place of the SQLite database at `live`; both are paths.

    The former content is kept at `before`. Raises StorageError when `file` is no backup of this
    program, when a worker is alive on the database (unless `force`), and when disk or rights do not
    allow it, and Forbidden; then nothing is changed. The actor's role is that of the database that
    is there, or, where that cannot be read, that of the backup.
    """
    backups.examine(file)
    _check_right(registered(live, file), actor)
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
        marked = _prepared(copy, journal, actor.name, now)
        there = live.exists()
        damaged = backups.keep_aside(live, before) if there else ""
        kept = before if before.exists() else None
        if there and not damaged:
            backups.put_in_place(copy, live)
        else:
            backups.replace(copy, live)
        _mark_what_came_between(live, journal, actor.name, now)
    finally:
        with suppress(OSError):
            backups.remove(copy)
    return Restored(marked, kept, damaged)


def registered(live: Path, file: Path) -> list[Person]:
    """Who may put the backup in `file` in place of what is at `live`, with their roles.

    They are those of the database that is there; where there is none, or none that can be read,
    those of the backup.
    """
    found = backups.registered(live) if live.exists() else None
    return found if found is not None else backups.registered(file) or []


def mark_only(
    database: Database,
    journal: Journal | None,
    *,
    actor: Actor,
    now: datetime,
    known_until: datetime | None = None,
) -> Marked:
    """Mark a database that was put back by other means (`marks.mark`).

    Raises StorageError and Forbidden.
    """
    with readable(journal), database.write() as connection:
        actor = people.demand(connection, actor, Act.RESTORE, [EVERYWHERE])
        marked = mark(connection, journal, who=actor.name, now=now, known_until=known_until)
        record.chain(connection)
    return marked


def _check_right(everybody: Sequence[Person], actor: Actor) -> None:
    """Raises Forbidden for an actor who is not among these, or may not put a backup back."""
    if not everybody and actor.person is None:
        return
    name = actor.person.id if actor.person else ""
    found = next((person for person in everybody if person.id == name), None)
    if found is None:
        raise Forbidden(f"people are registered, and {actor.name} is none of them: say who acts")
    rights.demand(Actor(found.id, found), Act.RESTORE, [EVERYWHERE])


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
        with readable(journal), database.write() as connection:
            marked = mark(connection, journal, who=who, now=now)
            record.chain(connection)
        return marked
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
