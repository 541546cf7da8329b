"""The check of the record: silent about what happened, loud about what was changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from campaign.engine.after_restore.notice import notice_restore
from campaign.model import State
from campaign.model.people import Actor, Role
from campaign.storage import beginning, recalls, record
from campaign.storage.backups import back_up
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Journal
from campaign.storage.record import RecordAct
from campaign.storage.tables import publications
from campaign.storage.tables import record as entries
from campaign.usecases.operations.restore import mark_only
from campaign.usecases.trust.approve import approve, waiting
from campaign.usecases.trust.redact import redact
from tests.engine.on_sandbox import on_sandbox
from tests.plan.made import HOUR, NOW
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url
from tests.storage.made import schedule
from tests.usecases.trust.small_campaign import Recorded, publish
from tests.usecases.trust.team import ALONE, register

__all__ = ["database", "kind", "migrated", "postgres", "url"]


@on_both
def test_a_published_campaign_is_as_it_was_written(database: Database, tmp_path: Path) -> None:
    """Nothing is wrong, and nothing is left unchained."""
    box = publish(database, tmp_path)
    found = Recorded(tmp_path).verified(database)
    assert box.stage.states().count(State.PUBLISHED) == 3
    assert [each.words for each in found.wrong] == []
    assert (found.holds, found.loose, found.notes) == (True, 0, ())
    assert found.entries > 20


@on_both
def test_what_falls_with_the_first_person_is_no_manipulation(
    database: Database, tmp_path: Path
) -> None:
    """The approvals of before are taken back by the program itself, and the record says so."""
    schedule(database, ["one", "two"])
    approve(database, waiting(database), actor=ALONE, now=NOW)
    register(database, "aina", Role.ADMIN)
    assert [each.words for each in Recorded(tmp_path).verified(database).wrong] == []


@on_both
def test_what_an_older_copy_must_not_let_go_is_no_manipulation(
    database: Database, tmp_path: Path
) -> None:
    """The release falls by a line in the file beside the database, and the record says so."""
    schedule(database, ["one"])
    asked = waiting(database)
    approve(database, asked, actor=ALONE, now=NOW)
    journal = Journal(tmp_path / "receipts.jsonl")
    recalls.append(journal, {p.variant_hash for p in asked}, NOW + HOUR)
    notice_restore(database, journal, who="worker", now=NOW + HOUR)
    assert waiting(database) == asked
    assert [each.words for each in Recorded(tmp_path).verified(database).wrong] == []


def test_an_older_copy_that_was_put_back_is_told_from_a_cut(tmp_path: Path) -> None:
    """The record says that it was put back; a file that was exchanged says nothing."""
    made = Recorded(tmp_path)
    database = open_database(f"sqlite:///{made.file}")
    schedule(database, ["one"])
    backup = tmp_path / "backup.db"
    back_up(made.file, backup, force=False)
    schedule(database, ["two"])
    with database.read() as connection:
        number, last = record.head(connection)
    made.heads.keep(number, last, NOW)
    database.close()
    for side in ("", "-wal", "-shm"):
        made.file.with_name(made.file.name + side).unlink(missing_ok=True)
    shutil.copyfile(backup, made.file)
    database = open_database(f"sqlite:///{made.file}")
    (cut,) = made.verified(database).wrong
    assert "was cut off" in cut.what
    assert cut.number == number
    mark_only(database, None, actor=Actor("aina"), now=NOW + HOUR)
    found = made.verified(database)
    assert [each.words for each in found.wrong] == []
    assert "a backup that ended with entry 2" in found.notes[0]
    # What is cut off after that is found as well.
    with database.read() as connection:
        number, last = record.head(connection)
    made.heads.keep(number, last, NOW + 2 * HOUR)
    with database.write() as connection:
        connection.execute(entries.delete().where(entries.c.number == number))
    assert not made.verified(database).holds
    database.close()


def test_a_campaign_of_before_the_record_is_held_as_it_stood(tmp_path: Path) -> None:
    """The record says where it begins, and a later change of an older row is found."""
    made = Recorded(tmp_path)
    database = open_database(f"sqlite:///{made.file}")
    box = publish(database, tmp_path)
    with database.write() as connection:  # as a migration finds it
        connection.execute(entries.delete())
        assert beginning.begin(connection)
        assert not beginning.begin(connection)
    shutil.rmtree(tmp_path / "evidence")
    found = made.verified(database)
    assert [each.words for each in found.wrong] == []
    assert found.before["publications"] == 4
    with on_sandbox(box.stage, "mastodon") as again:  # life goes on
        again.stage.ready(again.post("more"), again.post("quote", at=HOUR, headline="Nova"))
        again.ticks(2)
    assert [each.words for each in made.verified(database).wrong] == []
    for table, column in (
        ("history", "reason"),
        ("attempts", "answer"),
        ("parts", "url"),
        ("approvals", "who"),
        ("publications", "url"),
        ("variants", "created"),
    ):
        with database.write() as connection:
            one = f"(SELECT rowid FROM {table} ORDER BY rowid LIMIT 1)"
            (before,) = connection.exec_driver_sql(
                f"SELECT {column} FROM {table} WHERE rowid = {one}"
            ).one()
            connection.exec_driver_sql(
                f"UPDATE {table} SET {column} = ? WHERE rowid = {one}", ("2025-01-01 00:00:00",)
            )
        assert {each.where for each in made.verified(database).wrong} == {table}
        with database.write() as connection:
            connection.exec_driver_sql(
                f"UPDATE {table} SET {column} = ? WHERE rowid = {one}", (before,)
            )
    redact(database, made.outside, "aina", actor=Actor("joan"), now=NOW + HOUR)
    assert [each.words for each in made.verified(database).wrong] == []
    database.close()


def test_a_clock_that_went_back_is_a_note(database: Database, tmp_path: Path) -> None:
    """The order of the entries is that of their numbers."""
    schedule(database, ["one"])
    with database.write() as connection:
        record.append(connection, RecordAct.PAUSED, who="aina", now=NOW - HOUR)
    found = Recorded(tmp_path).verified(database)
    assert found.holds
    assert "runs behind" in found.notes[0]


def test_entries_that_wait_to_be_chained_are_said(database: Database, tmp_path: Path) -> None:
    """They are compared with the tables all the same."""
    schedule(database, ["one"])
    with database.write() as connection:
        connection.execute(entries.update().values(number=None, hash=""))
    found = Recorded(tmp_path).verified(database)
    assert (found.holds, found.loose, found.entries) == (True, 2, 0)
    with database.write() as connection:
        connection.execute(publications.update().values(url="https://other.example"))
    assert not Recorded(tmp_path).verified(database).holds


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    """A byte of the file, not of a value."""
    made = Recorded(tmp_path)
    database = open_database(f"sqlite:///{made.file}")
    schedule(database, [f"post-{n}" for n in range(50)])
    with database.write() as connection:
        (root,) = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_record_publication'"
        ).one()
        (size,) = connection.exec_driver_sql("PRAGMA page_size").one()
    database.close()
    data = bytearray(made.file.read_bytes())
    data[root * size - 3] ^= 0xFF
    made.file.write_bytes(data)
    database = open_database(f"sqlite:///{made.file}")
    assert made.verified(database).wrong[0].where == "database"
    database.close()
