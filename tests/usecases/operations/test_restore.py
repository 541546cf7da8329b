"""A backup is put back whole, marked before anybody sees it, and never under a live worker."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from campaign.errors import StorageError
from campaign.model import Publication, Receipt, State
from campaign.model.people import Actor
from campaign.storage import backups, publications, restores, tables, workers
from campaign.storage.database import HEADS, Database, migration_folders, open_database
from campaign.storage.journal import Journal, booked
from campaign.usecases.operations.restore import Restored, restore
from tests.plan.made import HOUR, NOW
from tests.storage.made import schedule

MINUTE = timedelta(minutes=1)
AT = NOW + HOUR


@dataclass(frozen=True, slots=True)
class Place:
    """A database with one post, a backup of it, and what happened to it since."""

    database: Database
    live: Path
    backup: Path
    before: Path
    journal: Journal

    def restore(self, *, now: datetime = AT, force: bool = False) -> Restored:
        """Put the backup back."""
        return restore(
            self.backup,
            self.live,
            before=self.before,
            journal=self.journal,
            actor=Actor("aina"),
            now=now,
            force=force,
        )

    def states(self) -> dict[str, State]:
        """How each post stands, in the eyes of whoever had it open before."""
        with self.database.read() as connection:
            return {p.post: p.state for p in publications.all_of(connection)}

    def left_over(self) -> list[str]:
        """What lies beside the backups."""
        return sorted(path.name for path in self.before.parent.iterdir())


@pytest.fixture
def place(database: Database, url: str, tmp_path: Path) -> Iterator[Place]:
    """`out` and `due` were scheduled when the backup was made; then `out` went out."""
    live = Path(url.removeprefix("sqlite:///"))
    made = Place(
        database,
        live,
        tmp_path / "copies" / "backup.db",
        tmp_path / "kept" / "before.db",
        Journal(tmp_path / "receipts.jsonl"),
    )
    out, _ = schedule(database, ["out", "due"])
    backups.back_up(live, made.backup, force=False)
    with database.write() as connection:
        publications.publish(connection, [(out, Receipt("7", "u"))], who="w", now=NOW + MINUTE)
    booked(made.journal, [(out, Receipt("7", "u"), None)], NOW + MINUTE)
    schedule(database, ["new"])
    yield made


def test_the_backup_is_in_place_marked_and_what_was_there_is_kept(place: Place) -> None:
    """In the same file, for everybody who has it open; and nothing else is left over."""
    inode = place.live.stat().st_ino
    done = place.restore()
    assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}
    assert [p.post for p in done.marked.booked] == ["out"]
    assert (done.marked.known_until, done.before, done.damaged) == (NOW, place.before, "")
    assert place.live.stat().st_ino == inode
    assert place.left_over() == ["before.db"]
    kept = open_database(f"sqlite:///{place.before}")
    with kept.read() as connection:
        assert {p.post for p in publications.all_of(connection)} == {"out", "due", "new"}
    kept.close()
    with place.database.read() as connection:
        (told,) = restores.every(connection)
    assert (told.known_until, told.at, told.who) == (NOW, AT, "aina")


def test_a_live_worker_forbids_it_unless_it_is_said(place: Place) -> None:
    """One that was heard of within a minute; one that ended or died does not."""
    with place.database.write() as connection:
        workers.beat(connection, "host:1:ab", "1.0", AT - MINUTE / 2)
    before = place.states()
    with pytest.raises(StorageError, match="host:1:ab works on this database: stop it"):
        place.restore()
    assert place.states() == before
    assert not place.before.exists()
    place.restore(force=True)
    assert "new" not in place.states()


@pytest.mark.parametrize("ended", [True, False])
def test_a_worker_that_ended_or_fell_silent_forbids_nothing(place: Place, ended: bool) -> None:
    """It can send nothing any more."""
    with place.database.write() as connection:
        workers.beat(connection, "host:1:ab", "1.0", AT - (MINUTE / 2 if ended else 2 * MINUTE))
        if ended:
            workers.leave(connection, "host:1:ab", AT - MINUTE / 2)
    assert place.restore().marked.booked


def test_what_is_no_backup_changes_nothing(place: Place) -> None:
    """Nor is a copy of what is there made for it."""
    place.backup.write_text("Minutes of the meeting\n" * 300)
    before = place.live.read_bytes()
    with pytest.raises(StorageError, match="no SQLite database"):
        place.restore()
    assert place.live.read_bytes() == before
    assert not place.before.parent.exists()


def test_the_database_itself_is_no_backup_of_itself(place: Place) -> None:
    """A slip of the finger."""
    with pytest.raises(StorageError, match="is the database itself"):
        restore(
            place.live, place.live, before=place.before, journal=None, actor=Actor("aina"), now=AT
        )


def test_a_database_that_is_gone_is_put_back(place: Place) -> None:
    """There is nothing to keep."""
    place.database.close()
    for end in ("", "-wal", "-shm"):
        place.live.with_name(place.live.name + end).unlink(missing_ok=True)
    assert place.restore().before is None
    assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}


def test_a_database_that_is_damaged_is_kept_byte_by_byte(place: Place) -> None:
    """And said to be so."""
    place.database.close()
    place.live.write_bytes(b"nothing of a database")
    done = place.restore()
    assert "no SQLite database" in done.damaged
    assert done.before is not None
    assert done.before.read_bytes() == b"nothing of a database"
    assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}


@pytest.mark.parametrize("how", [sqlite3.OperationalError("disk is full"), KeyboardInterrupt()])
@pytest.mark.parametrize("damaged", [True, False])
def test_a_backup_that_cannot_be_put_in_place_leaves_what_was_there(
    place: Place, monkeypatch: pytest.MonkeyPatch, damaged: bool, how: BaseException
) -> None:
    """Without a file there, the next run would make a new database and publish everything again."""
    place.database.close()
    if damaged:
        place.live.write_bytes(b"nothing of a database")
        place.live.with_name(f"{place.live.name}-wal").write_bytes(b"not yet in it")
    before = _files(place)
    really = backups._copy

    def fails(from_: sqlite3.Connection, to: sqlite3.Connection, *more: Any) -> None:
        """The disk fills up when something is written beside the database, or the process ends."""
        (_, _, file), *_ = to.execute("PRAGMA database_list")
        if Path(file).parent == place.live.parent:
            raise how
        really(from_, to, *more)

    with monkeypatch.context() as patched:
        patched.setattr(backups, "_copy", fails)
        with pytest.raises((StorageError, KeyboardInterrupt)):
            place.restore()
    if damaged:
        assert _files(place) == before
    else:
        assert "new" in place.states()
    place.before.unlink()
    assert place.restore().before == place.before
    assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}


def _files(place: Place) -> dict[str, bytes]:
    """The database's files; the one that readers share and make anew tells nothing."""
    files = place.live.parent.glob(f"{place.live.name}*")
    return {path.name: path.read_bytes() for path in files if not path.name.endswith("-shm")}


def make_older(file: Path, rows_of: Path) -> None:
    """A database of the release before 0004, with the rows of another one."""
    config = Config()
    config.set_main_option("script_location", str(Path(tables.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(migration_folders()))
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        for revision in ("0003", "analytics_0001"):
            command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(file, isolation_level=None)) as older:
        older.execute("ATTACH ? AS newer", (str(rows_of),))
        for table in ("variants", "publications", "history"):
            names = [row[1] for row in older.execute(f"PRAGMA main.table_info({table})")]
            now = ", ".join({"blocked": "hold_detail"}.get(name, name) for name in names)
            older.execute(
                f"INSERT INTO main.{table} ({', '.join(names)}) SELECT {now} FROM newer.{table}"
            )


def test_an_older_version_is_migrated_before_it_is_in_place(place: Place, tmp_path: Path) -> None:
    """A backup of a release before has neither the doubt nor the table of restores."""
    older = tmp_path / "older.db"
    make_older(older, place.backup)
    before = older.read_bytes()
    replace(place, backup=older).restore()
    assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}
    assert older.read_bytes() == before, "the backup itself stays as it was"
    with place.database.read() as connection:
        found = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
    assert found == HEADS


@pytest.mark.parametrize("state", [State.SCHEDULED, State.PUBLISHING])
def test_what_an_older_version_had_put_off_stays_so(
    place: Place, tmp_path: Path, state: State
) -> None:
    """It wrote the later time down as the next try's alone; what is on its way may come back."""
    older = tmp_path / "older.db"
    make_older(older, place.backup)
    (due,) = (p for p in _held(place) if p.post == "due")
    later = due.due + 9 * HOUR
    with closing(sqlite3.connect(older, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE publications SET not_before = ?, state = ? WHERE id = ?",
            (f"{later:%Y-%m-%d %H:%M:%S.%f}", state.value, due.id),
        )
    database = open_database(f"sqlite:///{older}")
    with closing(database), database.read() as connection:
        found = {p.post: (p.not_before, p.put_off) for p in publications.all_of(connection)}
    assert found["due"] == (later, later)
    assert found["out"][1] is None


def test_what_was_sent_while_the_copy_was_prepared_is_booked(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --force a worker may go on until the last moment: its receipt is in the journal."""
    (due,) = (p for p in _held(place) if p.post == "due")
    really = backups.put_in_place

    def late(copy: Path, live: Path) -> None:
        booked(place.journal, [(due, Receipt("8"), None)], AT + MINUTE)
        really(copy, live)

    monkeypatch.setattr(backups, "put_in_place", late)
    place.restore(force=True)
    assert place.states() == {"out": State.PUBLISHED, "due": State.PUBLISHED}


def _held(place: Place) -> list[Publication]:
    with place.database.read() as connection:
        return publications.all_of(connection)


KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
from campaign.model.people import Actor
from campaign.storage import backups
from campaign.storage.journal import Journal
from campaign.usecases.operations import restore
where, *args = sys.argv[1:]
def die(*_, **__):
    os.kill(os.getpid(), 9)
really = getattr(backups, where.removeprefix("after-"))
def then(*args, **more):
    really(*args, **more)
    die()
setattr(backups, where.removeprefix("after-"), then if where.startswith("after-") else die)
backup, live, before, journal = map(Path, args[:4])
restore.restore(backup, live, before=before, journal=Journal(journal), actor=Actor("aina"),
                now=datetime.fromisoformat(args[4]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["keep_aside", "after-keep_aside", "replace", "after-replace"])
def test_kill_9_over_a_damaged_database_leaves_it_or_the_backup(place: Place, where: str) -> None:
    """There is always a file: one that cannot be read stops whoever comes next, a new one not."""
    place.database.close()
    place.live.write_bytes(b"nothing of a database")
    args = (place.backup, place.live, place.before, place.journal.file, AT.isoformat())
    ran = subprocess.run([sys.executable, "-c", KILLED, where, *map(str, args)], check=False)
    assert ran.returncode == -9
    if where == "after-replace":
        assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}
        return
    assert place.live.read_bytes() == b"nothing of a database"
    place.before.unlink(missing_ok=True)
    assert place.restore().damaged
    assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}


@pytest.mark.slow
@pytest.mark.parametrize("where", ["keep_aside", "put_in_place", "after-put_in_place"])
def test_kill_9_leaves_the_one_or_the_other_and_never_an_unmarked_copy(
    place: Place, where: str
) -> None:
    """Whoever publishes next finds what was there, or a copy that says what is in doubt."""
    args = (place.backup, place.live, place.before, place.journal.file, AT.isoformat())
    ran = subprocess.run([sys.executable, "-c", KILLED, where, *map(str, args)], check=False)
    assert ran.returncode == -9
    if where.startswith("after"):
        assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}
    else:
        assert place.states() == {
            "out": State.PUBLISHED,
            "due": State.SCHEDULED,
            "new": State.SCHEDULED,
        }
    place.before.unlink(missing_ok=True)
    place.restore()
    assert place.states() == {"out": State.PUBLISHED, "due": State.UNKNOWN}
    assert place.left_over() == ["before.db"]
