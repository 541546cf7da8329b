"""Copies of an SQLite database: whole while others write, whole or not there after an end."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from campaign.errors import StorageError
from campaign.storage import copies, publications
from campaign.storage.database import Database, open_database
from tests.storage.made import one, schedule


@pytest.fixture
def live(url: str) -> Path:
    """The database's file."""
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where a copy shall be; its folder is not there yet."""
    return tmp_path / "copies" / "campaign.db"


def posts(file: Path) -> list[str]:
    """The posts that a database holds."""
    with closing(sqlite3.connect(file)) as connection:
        return [post for (post,) in connection.execute("SELECT post FROM publications ORDER BY id")]


def test_a_copy_is_one_file_with_everything(database: Database, live: Path, target: Path) -> None:
    """Also what still stands in the write-ahead log."""
    schedule(database, ["a", "b"])
    assert copies.back_up(live, target, force=False) == target.stat().st_size
    assert posts(target) == ["a", "b"]
    assert [path.name for path in target.parent.iterdir()] == ["campaign.db"]
    with closing(sqlite3.connect(target)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    assert mode == "delete", "whoever opens it makes no side files"
    copies.examine(target)


def test_a_copy_is_one_instant_while_others_write(
    database: Database, live: Path, target: Path
) -> None:
    """A writer that never rests neither tears it nor makes it begin again for ever."""
    stop, started = Event(), Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with database.write() as connection:  # two rows, one commit
                one(connection, f"a{number}")
                one(connection, f"b{number}")
            number += 1
            started.set()

    writer = Thread(target=write)
    writer.start()
    try:
        started.wait(10)
        seen: list[tuple[int, int]] = []
        copies.back_up(live, target, force=False, progress=lambda *told: seen.append(told))
    finally:
        stop.set()
        writer.join()
    found = posts(target)
    assert len(found) % 2 == 0
    assert found
    assert seen[-1][0] == seen[-1][1]


def test_nothing_is_replaced_unless_it_is_said(
    database: Database, live: Path, target: Path
) -> None:
    """A backup is the last thing to be overwritten by mistake."""
    copies.back_up(live, target, force=False)
    before = target.read_bytes()
    schedule(database, ["a"])
    with pytest.raises(StorageError, match="is there already: name another file, or say --force"):
        copies.back_up(live, target, force=False)
    assert target.read_bytes() == before
    copies.back_up(live, target, force=True)
    assert posts(target) == ["a"]
    with pytest.raises(StorageError, match="is the database itself"):
        copies.back_up(live, live, force=True)
    with pytest.raises(StorageError, match="is a folder"):
        copies.back_up(live, target.parent, force=True)
    with pytest.raises(StorageError, match="no database to back up yet"):
        copies.back_up(live.with_name("other.db"), target, force=True)


def test_no_rights_and_no_room_are_told_in_words(
    database: Database, live: Path, target: Path, tmp_path: Path
) -> None:
    """A folder that is a file, a disk without room."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="the folder cannot be made"):
        copies.back_up(live, tmp_path / "file" / "x.db", force=False)
    with pytest.raises(StorageError, match=r"MB are needed and .* are free: make room"):
        copies.check_room(tmp_path, live, times=10**12)


LIMITED = """
import resource, sys
from pathlib import Path
from campaign.errors import StorageError
from campaign.storage import copies
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    copies.{call}
except StorageError as error:
    print(error)
"""


def ended(call: str, code: str = LIMITED) -> str:
    """What a process says whose files may not grow past 40 kB."""
    ran = subprocess.run(
        [sys.executable, "-c", code.replace("{call}", call)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    return ran.stdout


def test_a_disk_that_fills_up_leaves_neither_half_a_copy_nor_half_a_database(
    database: Database, live: Path, target: Path
) -> None:
    """What was there is whole, and says so."""
    schedule(database, ["a"])
    said = ended(f"back_up(Path({str(live)!r}), Path({str(target)!r}), force=False)")
    assert "the disk is full" in said
    assert list(target.parent.iterdir()) == []
    copies.back_up(live, target, force=False)
    schedule(database, ["b"])
    said = ended(f"put_in_place(Path({str(target)!r}), Path({str(live)!r}))")
    assert "the disk is full" in said
    with database.read() as connection:
        assert [p.post for p in publications.all_of(connection)] == ["a", "b"]
    copies.check_whole(live)


KILLED = """
import os, sys
from pathlib import Path
from campaign.storage import copies
copies._PAGES = 1
def progress(done, total):
    if done > 3:
        os.kill(os.getpid(), 9)
copies.back_up(Path(sys.argv[1]), Path(sys.argv[2]), force=True, progress=progress)
"""


def test_kill_9_in_the_middle_of_a_backup_leaves_the_earlier_one(
    database: Database, live: Path, target: Path
) -> None:
    """Nothing stands under the name of a backup that is not whole; the next one goes through."""
    copies.back_up(live, target, force=False)
    schedule(database, ["a"])
    ran = subprocess.run([sys.executable, "-c", KILLED, live, target], check=False)
    assert ran.returncode == -9
    assert posts(target) == []
    copies.examine(target)
    copies.back_up(live, target, force=True)
    assert posts(target) == ["a"]
    assert [path.name for path in target.parent.iterdir()] == ["campaign.db"]


TORN = """
import os, sqlite3, sys
to = sqlite3.connect(sys.argv[2], isolation_level=None)
to.execute("PRAGMA cache_size=2")
def progress(status, remaining, total):
    if total - remaining > 20:
        os.kill(os.getpid(), 9)
sqlite3.connect(sys.argv[1]).backup(to, pages=1, progress=progress)
"""


def test_kill_9_while_a_backup_is_put_in_place_leaves_what_was_there(
    database: Database, live: Path, target: Path
) -> None:
    """It is one transaction of the live file: the other processes never see a half."""
    copies.back_up(live, target, force=False)
    schedule(database, ["a"])
    ran = subprocess.run([sys.executable, "-c", TORN, target, live], check=False)
    assert ran.returncode == -9
    with database.read() as connection:
        assert [p.post for p in publications.all_of(connection)] == ["a"]
    copies.check_whole(live)


def test_a_backup_is_put_into_the_same_file_under_open_connections(
    database: Database, live: Path, target: Path
) -> None:
    """Who has it open sees it from the next transaction on, and what it reads now stays."""
    schedule(database, ["a"])
    copies.back_up(live, target, force=False)
    schedule(database, ["b"])
    inode = live.stat().st_ino
    with database.read() as reading:
        assert len(publications.all_of(reading)) == 2
        copies.put_in_place(target, live)
        assert len(publications.all_of(reading)) == 2
    with database.write() as connection:
        assert [p.post for p in publications.all_of(connection)] == ["a"]
        one(connection, "c")
    assert live.stat().st_ino == inode
    assert posts(live) == ["a", "c"]


@pytest.fixture
def locked(live: Path, database: Database) -> Iterator[None]:
    """Somebody else writes, and does not end."""
    with closing(sqlite3.connect(live, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def test_a_writer_that_does_not_end_is_told(
    locked: None, live: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy does not need the lock, putting in place does."""
    monkeypatch.setattr(copies, "_BUSY", 0.3)
    copies.back_up(live, target, force=False)
    with pytest.raises(StorageError, match="another process holds it"):
        copies.put_in_place(target, live)


def test_a_copy_with_other_pages_can_be_put_back(
    database: Database, live: Path, target: Path
) -> None:
    """As another tool may have made it."""
    schedule(database, ["a"])
    copies.back_up(live, target, force=False)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size=1024")
        connection.execute("VACUUM")
    schedule(database, ["b"])
    copies.put_in_place(target, live)
    assert posts(live) == ["a"]


def make_garbage(path: Path) -> None:
    """Somebody's notes."""
    path.write_text("Minutes of the meeting\n" * 300)


def make_empty(path: Path) -> None:
    """A file with nothing in it."""
    path.write_bytes(b"")


def make_foreign(path: Path) -> None:
    """The database of another program."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title)")


def make_newer(path: Path) -> None:
    """One of a later version."""
    open_database(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO alembic_version VALUES ('0999')")


def make_damaged(path: Path) -> None:
    """One of ours that a disk has damaged."""
    open_database(f"sqlite:///{path}").close()
    data = bytearray(path.read_bytes())
    data[3 * 4096 : 9 * 4096] = os.urandom(6 * 4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_garbage, "this is no SQLite database"),
        (make_empty, "this is no SQLite database"),
        (make_foreign, "this is another program's database"),
        (make_newer, r"newer version .*0999.* update the program"),
        (make_damaged, "damaged"),
        (lambda _: None, "there is no such file"),
    ],
    ids=["garbage", "empty", "foreign", "newer", "damaged", "none"],
)
def test_what_is_no_backup_of_ours_is_told_and_left_as_it_is(
    make: object, said: str, tmp_path: Path
) -> None:
    """Every byte of it."""
    file = tmp_path / "found.db"
    assert callable(make)
    make(file)
    before = file.read_bytes() if file.exists() else None
    with pytest.raises(StorageError, match=said):
        copies.examine(file)
    assert (file.read_bytes() if file.exists() else None) == before


def test_a_backup_on_a_medium_that_cannot_be_written_is_read(
    database: Database, live: Path, target: Path
) -> None:
    """Also one in WAL mode, which would need side files."""
    copies.back_up(live, target, force=False)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    target.chmod(0o400)
    target.parent.chmod(0o500)
    try:
        copies.examine(target)
    finally:
        target.parent.chmod(0o700)


def test_what_cannot_be_read_is_kept_byte_by_byte(tmp_path: Path) -> None:
    """With its side files, so that somebody who knows may still get at it."""
    live, aside = tmp_path / "live.db", tmp_path / "aside.db"
    make_garbage(live)
    live.with_name("live.db-wal").write_bytes(b"wal")
    before = live.read_bytes()
    assert "no SQLite database" in copies.keep_aside(live, aside)
    assert (aside.read_bytes(), live.read_bytes()) == (before, before)
    assert aside.with_name("aside.db-wal").read_bytes() == b"wal"


def test_what_cannot_be_read_is_replaced_in_one_step(database: Database, tmp_path: Path) -> None:
    """By a file that is whole, with the old one's rights; its side files are another database's."""
    copy, live = tmp_path / "copy.db", tmp_path / "there" / "live.db"
    schedule(database, ["a"])
    file = database.engine.url.database
    assert file is not None
    copies.back_up(Path(file), copy, force=False)
    live.parent.mkdir()
    make_garbage(live)
    live.chmod(0o640)
    live.with_name("live.db-wal").write_bytes(b"wal")
    copies.replace(copy, live)
    assert posts(live) == ["a"]
    assert live.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in live.parent.iterdir()] == ["live.db"]


def test_what_is_kept_of_a_damaged_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """A disk that fills up in the middle leaves no half of it."""
    live, aside = tmp_path / "live.db", tmp_path / "aside.db"
    live.write_bytes(b"nothing of a database" * 10_000)
    said = ended(f"keep_aside(Path({str(live)!r}), Path({str(aside)!r}))")
    assert "File too large" in said
    assert [path.name for path in tmp_path.iterdir()] == ["live.db"]
