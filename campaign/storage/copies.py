"""Copies of an SQLite database: made while others write, looked at, and put back.

::

    back up    database ─(online backup)→ file.part ─check─→ file
    put back   prepared copy ─(online backup, one transaction)→ the live file
    replace    prepared copy ─(copied beside it, renamed)→ a live file that is damaged, or gone

SQLite's own backup interface (https://www.sqlite.org/backup.html) copies what one reader sees. Put
back, it writes into the live file in one transaction: whoever has it open sees the one or the
other, and an end in the middle leaves what was there. A damaged file takes no transaction, so
another one takes its name when it is whole: there is never no file, which would be made anew.
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

from campaign.errors import StorageError
from campaign.storage.database import KNOWN
from campaign.storage.sqlite_errors import primary_code

#: Called with the pages that are copied and those there are.
Progress = Callable[[int, int], None]

_BUSY = 30.0  # seconds that a lock of others is waited for
_PAGES = 2048  # copied between two looks at the progress
_ROOM = 16 * 1024 * 1024  # bytes that stay free beside a copy
_HEADER = b"SQLite format 3\x00"
_SIDES = ("-wal", "-shm", "-journal")  # the ends of the names of a database's side files


def back_up(source: Path, target: Path, *, force: bool, progress: Progress | None = None) -> int:
    """Copy the database at `source` to a new file, whoever writes meanwhile; gives its bytes.

    The copy comes under its name when it is whole and checked. Raises StorageError when there is
    no such database, when `target` is there and not to be replaced (`force`), and when the disk
    or the rights do not allow it.
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
        with _told(target):
            remove(part)
            with closing(_open(source)) as from_, closing(_open(part)) as to:
                _copy(from_, to, _PAGES, progress)
                # One file and no side files, wherever it is carried.
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

    Other processes' connections stay, and see it from their next transaction on.
    """
    make_folder(live.parent)
    with _told(live), closing(_open(copy)) as from_:
        with closing(_open(live)) as to:
            _same_pages(from_, to)
            _copy(from_, to, -1, None)
        check_whole(live)


def replace(copy: Path, live: Path) -> None:
    """Put `copy` in the place of what is no database, or of nothing; raises StorageError.

    What was there stays until the copy is whole beside it, and has its rights.
    """
    part = live.with_name(f"{live.name}.restoring")
    try:
        back_up(copy, part, force=True)
        with _told(live):
            if live.exists():
                shutil.copymode(live, part)
            # They would be taken for the copy's own.
            for end in _SIDES:
                live.with_name(live.name + end).unlink(missing_ok=True)
            part.replace(live)
    finally:
        with suppress(OSError):
            remove(part)


def examine(path: Path) -> None:
    """Look whether a file is a whole database of this program, of a version known here.

    Changes nothing. Raises StorageError in words when it is not.
    """
    if not path.is_file():
        raise StorageError(f"{path}: there is no such file")
    _check_header(path)
    check_whole(path)
    with _told(path), closing(_reading(path)) as connection:
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
    """The workers on a database that were heard of at or after an instant (UTC) and did not end.

    Of what cannot be read as a database of this program, nobody.
    """
    with suppress(sqlite3.Error), closing(_reading(path)) as connection:
        found = connection.execute(
            "SELECT name FROM workers WHERE beat >= ? AND stopped IS NULL ORDER BY name",
            (since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),),
        )
        return [name for (name,) in found]
    return []


def check_whole(path: Path) -> None:
    """Read all of a database and compare it with itself; raises StorageError when it is damaged."""
    with _told(path), closing(_reading(path)) as connection:
        said = connection.execute("PRAGMA quick_check(3)").fetchall()
    if said != [("ok",)]:
        words = "; ".join(str(line) for (line,) in said)
        raise StorageError(f"{path}: the database is damaged: {words}")


def keep_aside(live: Path, aside: Path) -> str:
    """Keep what `live` holds in another file; "" when that went well, else why it cannot be read.

    What cannot be read as a database is copied there with its side files, byte by byte. Raises
    StorageError when there is no room. What is there stays.
    """
    try:
        _check_header(live)
        back_up(live, aside, force=False)
        return ""
    except StorageError as error:
        trouble = str(error)
    if _is_whole(live):
        # Whole, and it cannot be copied: the disk or the rights do not allow it.
        raise StorageError(f"what is there now cannot be kept: {trouble}")
    try:
        with _told(aside):
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

    A side file that stays would be taken for one of the next database of that name.
    """
    for end in (*_SIDES, ""):
        path.with_name(path.name + end).unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder for copies; raises StorageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: the folder cannot be made ({error.strerror})") from error


def check_room(folder: Path, source: Path, times: int = 1) -> None:
    """Look whether a folder has room for so many copies; raises StorageError."""
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
    """Raises StorageError for what is no SQLite database, before SQLite tidies up beside it."""
    with _told(path), path.open("rb") as file:
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
    """A connection that only reads, also where no side file can be made."""
    name = path.resolve().as_uri()
    connection = sqlite3.connect(f"{name}?mode=ro", uri=True, timeout=_BUSY, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        if primary_code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        # A medium that cannot be written: nobody else can write to it either.
        return sqlite3.connect(f"{name}?immutable=1", uri=True, isolation_level=None)
    return connection


def _copy(
    from_: sqlite3.Connection, to: sqlite3.Connection, pages: int, progress: Progress | None
) -> None:
    # In one snapshot: or each commit of another process would begin it anew.
    from_.execute("BEGIN")
    from_.execute("SELECT count(*) FROM sqlite_master").fetchall()
    began = time.monotonic()

    def told(status: int, remaining: int, total: int) -> None:
        nonlocal began
        if status not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            began = time.monotonic()
        elif time.monotonic() - began > _BUSY:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        if progress is not None:
            progress(total - remaining, total)

    from_.backup(to, pages=pages, progress=told)
    from_.execute("ROLLBACK")


def _same_pages(from_: sqlite3.Connection, to: sqlite3.Connection) -> None:
    """Give a copy the live file's size of pages, which a file in WAL mode cannot change."""
    (theirs,) = to.execute("PRAGMA page_size").fetchone()
    (ours,) = from_.execute("PRAGMA page_size").fetchone()
    (pages,) = to.execute("PRAGMA page_count").fetchone()
    if pages and ours != theirs:
        from_.execute("PRAGMA journal_mode=DELETE")
        from_.execute(f"PRAGMA page_size={int(theirs)}")
        from_.execute("VACUUM")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in a person's words what SQLite and the disk say in theirs."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        meaning = _MEANINGS.get(primary_code(error), "")
        raise StorageError(f"{path}: {meaning} ({said})" if meaning else f"{path}: {said}") from (
            error
        )
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
