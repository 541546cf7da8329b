"""Opening the database: made, migrated, and refused in words when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text

import analytics.store
from campaign.errors import StorageError
from campaign.storage import tables
from campaign.storage.database import HEADS, KNOWN, Database, migration_folders, open_database


def file_of(url: str) -> Path:
    """The database's file."""
    return Path(url.removeprefix("sqlite:///"))


def test_the_migrations_make_exactly_the_tables_the_code_works_with(database: Database) -> None:
    """Ours and those of analytics, in one database, column by column."""
    both = MetaData()
    for metadata in (tables.metadata, analytics.store.metadata):
        for table in metadata.sorted_tables:
            table.to_metadata(both)
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, both) == []
        names = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type='table'")))
    assert names == {*both.tables, "alembic_version"}


def test_known_revisions_are_those_of_the_files() -> None:
    """A migration file that nobody told the program about is found here."""
    config = Config()
    config.set_main_option("script_location", str(Path(tables.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(migration_folders()))
    script = ScriptDirectory.from_config(config)
    assert {each.revision for each in script.walk_revisions()} == set(KNOWN)
    assert set(script.get_heads()) == HEADS


def test_opening_again_changes_nothing(url: str) -> None:
    """And finds what was stored."""
    for _ in range(2):
        opened = open_database(url)
        with opened.read() as connection:
            found = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
        opened.close()
        assert found == HEADS


def test_a_database_of_a_newer_version_is_refused_and_not_touched(url: str) -> None:
    """The message says what to do; the file keeps every byte."""
    open_database(url).close()
    with sqlite3.connect(file_of(url)) as connection:
        connection.execute("INSERT INTO alembic_version VALUES ('0999')")
    connection.close()
    before = file_of(url).read_bytes()
    with pytest.raises(StorageError, match=r"newer version .*0999.* update the program"):
        open_database(url)
    assert file_of(url).read_bytes() == before


def test_a_file_that_is_no_database_is_told_and_kept(url: str) -> None:
    """Somebody's notes under the database's name stay somebody's notes."""
    file_of(url).parent.mkdir()
    file_of(url).write_bytes(b"Minutes of the meeting\n" * 100)
    with pytest.raises(StorageError, match="no database: put a backup back"):
        open_database(url)
    assert file_of(url).read_bytes() == b"Minutes of the meeting\n" * 100


def test_a_folder_that_cannot_be_made_is_told_with_the_way_out(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "var").write_text("a file")
    with pytest.raises(StorageError, match="set another `var`"):
        open_database(f"sqlite:///{tmp_path / 'var' / 'campaign.db'}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The folder is there, and closed."""
    closed = tmp_path / "var"
    closed.mkdir(mode=0o500)
    with pytest.raises(StorageError, match="check the rights"):
        open_database(f"sqlite:///{closed / 'campaign.db'}")


def test_a_folder_in_place_of_the_database_is_told(tmp_path: Path) -> None:
    """It cannot be opened, whoever asks."""
    (tmp_path / "campaign.db").mkdir()
    with pytest.raises(StorageError, match="it is a folder and not a file"):
        open_database(f"sqlite:///{tmp_path / 'campaign.db'}")


@pytest.mark.parametrize("url", ["nonsense", "nosuch://place/db", "sqlite+nosuch:///x.db"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    """Not as a stack of calls."""
    with pytest.raises(StorageError, match="no database that can be used"):
        open_database(url)


def test_a_damaged_database_is_told_when_it_is_read(url: str) -> None:
    """Bytes were lost in the middle of the file."""
    open_database(url).close()
    whole = file_of(url).read_bytes()
    file_of(url).write_bytes(whole[:200] + b"\xff" * (len(whole) - 200))
    with pytest.raises(StorageError, match="restore it from a backup"):
        open_database(url)


def test_statements_of_others_fail_in_words_too(database: Database) -> None:
    """What analytics runs on the writer is told like what we run ourselves."""
    with (
        pytest.raises(StorageError, match="no such table"),
        database.raising_storage_errors(),
        database.writer.begin() as connection,
    ):
        connection.execute(text("SELECT * FROM nowhere"))


def test_a_failed_write_leaves_nothing_behind(database: Database) -> None:
    """Rolled back on any exception, and the next write finds the lock free."""
    with pytest.raises(RuntimeError), database.write() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        raise RuntimeError
    with database.write() as connection:
        assert set(connection.scalars(text("SELECT version_num FROM alembic_version"))) == HEADS


OPENER = """
import sys
from campaign.storage.database import open_database
open_database(sys.argv[1]).close()
"""


@pytest.mark.slow
def test_processes_that_open_a_new_database_at_once_all_succeed(url: str) -> None:
    """One migrates, the others wait for it; none is told that the database is locked."""
    running = [
        subprocess.Popen([sys.executable, "-c", OPENER, url], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], told
    with sqlite3.connect(file_of(url)) as connection:
        rows = connection.execute("SELECT count(*) FROM alembic_version").fetchone()
    connection.close()
    assert rows == (len(HEADS),)
