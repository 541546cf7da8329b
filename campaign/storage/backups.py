"""Backups of an SQLite database: made while others write, checked, and put back.

::

    back up    database ─(online backup)→ file.part ─check─→ file
    put back   prepared copy ─(online backup, one transaction)→ the live file
    replace    prepared copy ─(copied beside it, renamed)→ a live file that is damaged, or gone

SQLite's own backup interface (https://www.sqlite.org/backup.html) copies what one reader sees. To
put a backup back, it writes into the live file in one transaction. So every process that has the
file open sees either the old content or the new one, and if the program ends in the middle, the old
content stays. A damaged file cannot take a transaction. Then a complete copy beside it takes over
its name. There is never a moment without a file, because a publisher would make a new empty one.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from campaign.bounded_file import why_no_file
from campaign.errors import StorageError
from campaign.model.people import Person, Role
from campaign.storage.database import KNOWN
from campaign.storage.sqlite.errors import primary_code

#: Called with how many pages are copied, and how many there are.
Progress = Callable[[int, int], None]

_BUSY = 30.0  # seconds to wait for a lock of another process
_PAGES = 2048  # pages copied between two reports of the progress
_ROOM = 16 * 1024 * 1024  # bytes that must stay free beside a copy
_HEADER = b"SQLite format 3\x00"
_SIDES = ("-wal", "-shm", "-journal")  # the name endings of a database's side files


def back_up(source: Path, target: Path, *, force: bool, progress: Progress | None = None) -> int:
    """Copy the database at `source` to a new file while others write; gives its size in bytes.

    The copy gets its name when it is complete and checked. Raises StorageError when there is no
    such database, when `target` exists and `force` is not given, and when the disk or the rights do
    not allow it.
    """
    if not source.is_file():
        raise StorageError(f"{source}: there is no database to back up yet")
    if target.is_dir():
        raise StorageError(f"{target}: is a folder: name a file in it")
    if target.exists() and not force:
        raise StorageError(f"{target}: is there already: name another file, or say --force")
    if target.exists() and target.samefile(source):
        raise StorageError(f"{target}: is the database itself: name another file")
    make_folder(target.parent)
    check_room(target.parent, source)
    part = target.with_name(f"{target.name}.part")
    try:
        with _as_storage_errors(target):
            remove(part)
            with closing(_open(source)) as from_, closing(_open(part)) as to:
                _copy(from_, to, _PAGES, progress)
                # One file without side files, so that it can be carried anywhere.
                to.execute("PRAGMA journal_mode=DELETE")
            check_whole(part)
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(target)
            return target.stat().st_size
    finally:
        with suppress(OSError):
            remove(part)


def put_in_place(copy: Path, live: Path) -> None:
    """Make `live` hold what `copy` holds, in one transaction; raises StorageError.

    Other processes keep their connections, and see the new content from their next transaction on.
    """
    make_folder(live.parent)
    with _as_storage_errors(live), closing(_open(copy)) as from_:
        with closing(_open(live)) as to:
            _same_pages(from_, to)
            _copy(from_, to, -1, None)
        check_whole(live)


def replace(copy: Path, live: Path) -> None:
    """Put `copy` in the place of a file that is no database, or of none; raises StorageError.

    What was there stays until the copy beside it is complete and has the same rights.
    """
    part = live.with_name(f"{live.name}.restoring")
    try:
        back_up(copy, part, force=True)
        with _as_storage_errors(live):
            if live.exists():
                shutil.copymode(live, part)
            # SQLite would take these for the copy's own side files.
            for end in _SIDES:
                live.with_name(live.name + end).unlink(missing_ok=True)
            part.replace(live)
    finally:
        with suppress(OSError):
            remove(part)


def examine(path: Path) -> None:
    """Check that a file is a complete database of this program, of a version that it knows.

    Changes nothing. Raises StorageError in words when it is not.
    """
    if not path.is_file():
        raise StorageError(f"{path}: {why_no_file(path) or 'there is no such file'}")
    _check_header(path)
    check_whole(path)
    with _as_storage_errors(path), closing(_reading(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not {"alembic_version", "publications", "history"} <= tables:
            raise StorageError(f"{path}: this is another program's database: nothing was changed")
        found = {name for (name,) in connection.execute("SELECT version_num FROM alembic_version")}
    unknown = found - set(KNOWN)
    if unknown or not found:
        raise StorageError(
            f"{path}: was made by a newer version of this program (revision "
            f"{', '.join(sorted(unknown))} is not known here): update the program, nothing was "
            "changed"
        )


def alive(path: Path, since: datetime) -> list[str]:
    """The workers on a database that reported at or after an instant (UTC) and have not stopped.

    Gives none for a file that cannot be read as a database of this program.
    """
    with suppress(sqlite3.Error), closing(_reading(path)) as connection:
        found = connection.execute(
            "SELECT name FROM workers WHERE beat >= ? AND stopped IS NULL ORDER BY name",
            (since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),),
        )
        return [name for (name,) in found]
    return []


def registered(path: Path) -> list[Person] | None:
    """Everybody who is registered in a database, also of an earlier version of this program.

    None for a file that cannot be read as a database of this program.
    """
    with suppress(sqlite3.Error), closing(_reading(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "publications" not in tables:
            return None
        if not {"people", "roles"} <= tables:
            return []
        roles: dict[str, dict[str, frozenset[Role]]] = {}
        for person, region, role in connection.execute("SELECT person, region, role FROM roles"):
            mine = roles.setdefault(person, {})
            mine[region] = mine.get(region, frozenset()) | {Role(role)}
        return [
            Person(id, "", "", roles.get(id, {}), _instant(disabled))
            for id, disabled in connection.execute("SELECT id, disabled FROM people ORDER BY id")
        ]
    return None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def check_whole(path: Path) -> None:
    """Run SQLite's own check over all of a database; raises StorageError when it is damaged."""
    with _as_storage_errors(path), closing(_reading(path)) as connection:
        problems = connection.execute("PRAGMA quick_check(3)").fetchall()
    if problems != [("ok",)]:
        words = "; ".join(str(line) for (line,) in problems)
        raise StorageError(f"{path}: the database is damaged: {words}")


def keep_aside(live: Path, aside: Path) -> str:
    """Keep what `live` holds in another file; "" when that went well, else why it is unreadable.

    A file that cannot be read as a database is copied byte by byte, with its side files. Raises
    StorageError when there is no room. `live` is not changed.
    """
    try:
        _check_header(live)
        back_up(live, aside, force=False)
        return ""
    except StorageError as error:
        trouble = str(error)
    if _is_whole(live):
        # It is complete, so the disk or the rights do not allow the copy.
        raise StorageError(f"what is there now cannot be kept: {trouble}")
    try:
        with _as_storage_errors(aside):
            for end in (*_SIDES, ""):
                side = live.with_name(live.name + end)
                if side.exists():
                    _copy_bytes(side, aside.with_name(aside.name + end))
    except BaseException:
        with suppress(OSError):
            remove(aside)
        raise
    return trouble


def remove(path: Path) -> None:
    """Remove a database and its side files, if they are there.

    SQLite would take a side file that stays for one of the next database of that name.
    """
    for end in (*_SIDES, ""):
        path.with_name(path.name + end).unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder for backups; raises StorageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: the folder cannot be made ({error.strerror})") from error


def check_room(folder: Path, source: Path, times: int = 1) -> None:
    """Check that a folder has room for so many copies; raises StorageError."""
    needed = times * sum(
        side.stat().st_size
        for side in (source, source.with_name(f"{source.name}-wal"))
        if side.exists()
    )
    free = shutil.disk_usage(folder).free
    if free < needed + _ROOM:
        raise StorageError(
            f"{folder}: {needed // 2**20 + 1} MB are needed and {free // 2**20} MB are free: make "
            "room, or name a file on another disk"
        )


def _check_header(path: Path) -> None:
    """Raises StorageError for a file that is no SQLite database.

    This comes before SQLite opens the file, because SQLite would remove side files beside it.
    """
    with _as_storage_errors(path), path.open("rb") as file:
        header = file.read(len(_HEADER))
    if header != _HEADER:
        raise StorageError(f"{path}: this is no SQLite database: nothing was changed")


def _is_whole(path: Path) -> bool:
    try:
        check_whole(path)
    except StorageError:
        return False
    return True


def _copy_bytes(file: Path, to: Path) -> None:
    shutil.copy2(file, to)
    with to.open("rb") as written:
        os.fsync(written.fileno())


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_BUSY, isolation_level=None)


def _reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads, even where no side file can be made."""
    name = path.resolve().as_uri()
    connection = sqlite3.connect(f"{name}?mode=ro", uri=True, timeout=_BUSY, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        if primary_code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        # The medium is read-only, so nobody else can write to the file either.
        return sqlite3.connect(f"{name}?immutable=1", uri=True, isolation_level=None)
    return connection


def _copy(
    from_: sqlite3.Connection, to: sqlite3.Connection, pages: int, progress: Progress | None
) -> None:
    # One snapshot: otherwise each commit of another process would restart the copy.
    from_.execute("BEGIN")
    from_.execute("SELECT count(*) FROM sqlite_master").fetchall()
    began = time.monotonic()

    def report(status: int, remaining: int, total: int) -> None:
        nonlocal began
        if status not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            began = time.monotonic()
        elif time.monotonic() - began > _BUSY:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        if progress is not None:
            progress(total - remaining, total)

    from_.backup(to, pages=pages, progress=report)
    from_.execute("ROLLBACK")


def _same_pages(from_: sqlite3.Connection, to: sqlite3.Connection) -> None:
    """Give the copy the live file's page size: a file in WAL mode cannot change its own."""
    (theirs,) = to.execute("PRAGMA page_size").fetchone()
    (ours,) = from_.execute("PRAGMA page_size").fetchone()
    (pages,) = to.execute("PRAGMA page_count").fetchone()
    if pages and ours != theirs:
        from_.execute("PRAGMA journal_mode=DELETE")
        from_.execute(f"PRAGMA page_size={int(theirs)}")
        from_.execute("VACUUM")


@contextmanager
def _as_storage_errors(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite and of the disk into StorageError, in a person's words."""
    try:
        yield
    except sqlite3.Error as error:
        message = str(error)
        meaning = _MEANINGS.get(primary_code(error), "")
        words = f"{meaning} ({message})" if meaning else message
        raise StorageError(f"{path}: {words}") from error
    except OSError as error:
        raise StorageError(f"{error.filename or path}: {error.strerror or error}") from error


_MEANINGS = {
    sqlite3.SQLITE_FULL: "the disk is full: make room, nothing was changed",
    sqlite3.SQLITE_IOERR: "the disk is full or failing: nothing was changed",
    sqlite3.SQLITE_READONLY: "it cannot be written: check the rights of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check the rights of the file and its folder",
    sqlite3.SQLITE_BUSY: "another process holds it: try again when that has ended",
    sqlite3.SQLITE_LOCKED: "another process holds it: try again when that has ended",
    sqlite3.SQLITE_NOTADB: "this is no database",
    sqlite3.SQLITE_CORRUPT: "the database is damaged",
}
