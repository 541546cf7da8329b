"""A database whose file was taken away or replaced is no longer used by whoever has it open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from campaign.errors import StorageError
from campaign.storage import backups
from campaign.storage.database import Database
from campaign.storage.sqlite.database_file import SOON, DatabaseFile

SIDES = ("", "-wal", "-shm")


@pytest.fixture
def live(url: str) -> Path:
    """Where the database lies."""
    return Path(url.removeprefix("sqlite:///"))


def taken_away(live: Path) -> None:
    """As `mv` does, with what lies beside it."""
    for end in SIDES:
        file = live.with_name(live.name + end)
        if file.exists():
            file.rename(file.with_name(f"bad.db{end}"))


def test_a_file_that_is_the_same_is_used_on(database: Database) -> None:
    """However often it is asked, and over a new connection too."""
    with database.write() as connection:
        connection.execute(text("DELETE FROM workers"))
    database.engine.dispose()
    with database.read():
        database.file.check()
    assert database.file.trouble() == "" and not database.file.is_replaced


def test_a_file_that_is_gone_is_told_with_what_to_do(database: Database, live: Path) -> None:
    """There is nothing to open anew: a new database would know nothing."""
    taken_away(live)
    with pytest.raises(StorageError, match=r"moved away or deleted.*campaign restore"):
        database.file.check()
    assert not database.file.is_replaced


def test_another_file_in_its_place_is_another_database(
    database: Database, live: Path, migrated: Path
) -> None:
    """Whatever it holds."""
    taken_away(live)
    shutil.copyfile(migrated, live)
    with pytest.raises(StorageError, match="the database was replaced"):
        database.file.check()
    assert database.file.is_replaced


def test_a_new_connection_does_not_lead_to_another_file(
    database: Database, live: Path, migrated: Path
) -> None:
    """Else one half of a tick would work on the one and the other half on the other."""
    taken_away(live)
    shutil.copyfile(migrated, live)
    database.engine.dispose()
    with pytest.raises(StorageError, match="the database was replaced"), database.read():
        pass
    database.close()
    with database.read():
        database.file.check()


def test_a_copy_that_is_put_in_place_serves_whoever_has_it_open(
    database: Database, live: Path, tmp_path: Path
) -> None:
    """It is written into the same file."""
    backups.back_up(live, tmp_path / "copy.db", force=False)
    backups.put_in_place(tmp_path / "copy.db", live)
    with database.read():
        database.file.check()


def test_many_posts_that_leave_look_once_in_a_while(tmp_path: Path) -> None:
    """What was found a moment ago counts, and no longer; trouble is looked for again at once."""
    live, now = tmp_path / "live.db", [100.0]
    live.touch()
    file = DatabaseFile(live, lambda: now[0])
    file.connected()
    assert file.recent_trouble() == ""
    live.unlink()
    assert file.recent_trouble() == ""
    now[0] += 2 * SOON
    assert "moved away or deleted" in file.recent_trouble()
    assert "moved away or deleted" in file.recent_trouble()
