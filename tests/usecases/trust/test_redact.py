"""A person is forgotten, everywhere, and the record still holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics import by_hand
from analytics.by_hand import About, Entered
from campaign.errors import Forbidden
from campaign.media import MediaStore
from campaign.model.people import Actor, Person, Role
from campaign.storage import pauses, record
from campaign.storage.database import Database, open_database
from campaign.storage.record import RecordAct
from campaign.storage.tables import attempts, edits, history, metadata
from campaign.storage.tables import record as entries
from campaign.storage.trust import people, personal
from campaign.storage.trust.tables import change_tries, changes
from campaign.storage.trust.tables import people as people_table
from campaign.usecases.trust.approve import approve, waiting
from campaign.usecases.trust.redact import CannotForget, prune, redact
from campaign.usecases.trust.verify_record import Outside
from campaign.usecases.trust.withdraw import withdraw
from tests.engine.on_sandbox import on_sandbox
from tests.engine.scripted import Ledger, Scripted
from tests.engine.stage import Stage
from tests.plan.made import NOW
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url
from tests.storage.made import schedule
from tests.usecases.trust.small_campaign import Recorded, judge, publish

__all__ = ["database", "kind", "migrated", "postgres", "url"]

NAME, MAIL = "Aina Puigdevall", "aina@example.org"
LATER = timedelta(days=30)


def outside(folder: Path) -> Outside:
    """What lies beside the database."""
    made = Recorded(folder)
    return Outside(made.media, made.heads, made.stamps)


def registered(database: Database) -> Actor:
    """Two people, of whom one is an admin; gives that one."""
    admin = Person("root", "Ruth", "root@example.org", {"*": frozenset({Role.ADMIN})})
    aina = Person("aina", NAME, MAIL, {"*": frozenset({Role.APPROVER})})
    with database.write() as connection:
        for person in (admin, aina):
            people.add(connection, person, NOW)
            private = {"person": person.id, "name": person.name, "email": person.email}
            record.append(connection, RecordAct.PERSON_ADDED, who="root", now=NOW, private=private)
        # Words of somebody else that name her, and words that only hold the same letters.
        for reason in (f"asked by {NAME.upper()}", "the ainas are not named"):
            pauses.begin(connection, "all", who="root", reason=reason, now=NOW)
    return Actor("root", admin)


@on_both
def test_a_redacted_person_is_nowhere_and_the_record_holds(
    database: Database, tmp_path: Path
) -> None:
    """Neither by id, nor by name, nor by address, nor by words; what they did stays."""
    publish(database, tmp_path)
    actor = registered(database)
    done = redact(database, outside(tmp_path), "aina", actor=actor, now=NOW + LATER)
    assert done.entries > 5
    with database.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                text = str(tuple(row))
                assert NAME.lower() not in text.lower(), table.name
                assert MAIL not in text, table.name
                assert "'aina'" not in text, table.name
        who = set(connection.scalars(sa.select(history.c.who)))
        reasons = set(connection.scalars(sa.select(metadata.tables["pauses"].c.reason)))
    assert done.placeholder in who
    assert "the ainas are not named" in reasons
    found = Recorded(tmp_path).verified(database)
    assert [each.words for each in found.wrong] == []


@on_both
def test_figures_that_somebody_entered_name_nobody_after_it(
    database: Database, tmp_path: Path
) -> None:
    """The number stays; its source, which named the person, is empty."""
    publish(database, tmp_path)
    actor = registered(database)
    about = About(week="2026-W49")
    with database.write() as connection:
        some = Entered(about, "site_visits", 5, f"read by {NAME}", "aina", NOW)
        assert by_hand.add(connection, some)
    done = redact(database, outside(tmp_path), "aina", actor=actor, now=NOW + LATER)
    with database.read() as connection:
        (left,) = by_hand.of(connection, about, "site_visits")
    assert (left.number, left.who, left.source) == (5, done.placeholder, "")


def test_no_page_of_the_file_keeps_what_was_redacted(tmp_path: Path) -> None:
    """SQLite leaves deleted bytes where they are, unless it is told otherwise."""
    made = Recorded(tmp_path)
    database = open_database(f"sqlite:///{made.file}")
    publish(database, tmp_path)
    redact(database, outside(tmp_path), "aina", actor=registered(database), now=NOW + LATER)
    database.close()
    for file in tmp_path.glob("campaign.db*"):
        data = file.read_bytes().lower()
        for words in (NAME.lower(), MAIL):
            assert words.encode() not in data, file.name


@on_both
def test_a_value_that_is_gone_without_an_entry_is_found(database: Database, tmp_path: Path) -> None:
    """Also where another value of the same person was redacted."""
    publish(database, tmp_path)
    redact(database, outside(tmp_path), "aina", actor=registered(database), now=NOW + LATER)
    with database.write() as connection:
        query = sa.select(entries).where(entries.c.act == RecordAct.ATTEMPT_BEGAN.value)
        row = connection.execute(query.limit(1)).one()
        kept = {key: value for key, value in row.private.items() if key != "payload"}
        same = entries.c.id == row.id
        connection.execute(entries.update().where(same).values(private=kept))
    first, second = Recorded(tmp_path).verified(database).wrong
    assert "payload was deleted by nobody" in first.what
    assert first.number == row.number
    assert second.where == "attempts"  # nothing tells any more that its payload is the one


def test_a_redaction_that_is_undone_is_found(database: Database, tmp_path: Path) -> None:
    """Who puts the name back has to change the record."""
    publish(database, tmp_path)
    with database.read() as connection:
        before = {row.id: row.private for row in connection.execute(sa.select(entries)).all()}
    redact(database, outside(tmp_path), "aina", actor=registered(database), now=NOW + LATER)
    with database.write() as connection:
        for id, private in before.items():
            connection.execute(entries.update().where(entries.c.id == id).values(private=private))
    assert "is there, and was redacted" in Recorded(tmp_path).verified(database).wrong[0].what


def test_nobody_is_redacted_while_the_record_does_not_hold(
    database: Database, tmp_path: Path
) -> None:
    """What is gone could not be compared any more; `anyway` does it, and the entry says so."""
    publish(database, tmp_path)
    actor = registered(database)
    with database.write() as connection:
        connection.execute(history.update().where(history.c.id == 1).values(reason="other"))
    with pytest.raises(CannotForget, match="does not hold"):
        redact(database, outside(tmp_path), "aina", actor=actor, now=NOW)
    redact(database, outside(tmp_path), "aina", actor=actor, now=NOW, anyway=True)
    with database.read() as connection:
        query = sa.select(entries.c.public).where(entries.c.act == RecordAct.PERSON_REDACTED.value)
        assert connection.scalars(query).one()["verified"] is False


def test_who_has_no_right_redacts_nobody(database: Database, tmp_path: Path) -> None:
    """And nothing is half done."""
    publish(database, tmp_path)
    registered(database)
    with database.read() as connection:
        aina = people.one(connection, "aina")
        before = connection.execute(sa.select(entries)).all()
    with pytest.raises(Forbidden):
        redact(database, outside(tmp_path), "root", actor=Actor("aina", aina), now=NOW)
    with database.read() as connection:
        assert connection.execute(sa.select(entries)).all() == before


def test_a_campaign_of_one_who_works_alone_can_forget_a_name(
    database: Database, tmp_path: Path
) -> None:
    """Nobody is registered: the name that was typed is forgotten."""
    publish(database, tmp_path)
    done = redact(database, outside(tmp_path), "joan", actor=Actor("aina"), now=NOW)
    assert done.entries
    assert Recorded(tmp_path).verified(database).holds
    with pytest.raises(CannotForget, match="nothing was ever done"):
        redact(database, outside(tmp_path), "joan", actor=Actor("aina"), now=NOW)


@on_both
def test_what_is_older_than_the_years_kept_is_pruned(database: Database, tmp_path: Path) -> None:
    """Who, words, payloads and answers; a publication that may still change stays whole."""
    box = publish(database, tmp_path)
    much_later = NOW + timedelta(days=3000)
    box.stage.now = much_later
    box.stage.ready(box.post("new", at=timedelta(hours=1)))
    done = prune(
        database,
        outside(tmp_path),
        much_later - timedelta(days=2000),
        actor=Actor("aina"),
        now=much_later,
    )
    assert done.entries > 10
    with database.read() as connection:
        rows = connection.execute(sa.select(attempts)).all()
        moves = connection.execute(sa.select(history).where(history.c.at < much_later)).all()
    assert {(str(row.payload), row.answer, row.worker) for row in rows} == {("{}", "", "pruned")}
    assert {row.who for row in moves} == {"pruned"}
    assert [each.words for each in Recorded(tmp_path).verified(database).wrong] == []
    again = prune(
        database,
        outside(tmp_path),
        much_later - timedelta(days=2000),
        actor=Actor("aina"),
        now=much_later,
    )
    assert again.entries == 0


def test_what_was_asked_and_answered_at_a_withdrawal_is_pruned_too(tmp_path: Path) -> None:
    """The reason, the request and the network's raw answer; the record of it holds."""
    made = Recorded(tmp_path)
    database = open_database(f"sqlite:///{made.file}")
    network = Scripted(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))
    stage = Stage(database, tmp_path, network)
    with on_sandbox(stage, "mastodon") as box:
        stage.ready(box.post("labs"))
        box.ticks(2)
        withdraw(database, [1], actor=Actor("aina"), reason="a wrong name", now=stage.now)
        box.ticks(3)
    with database.read() as connection:
        tries = connection.execute(sa.select(change_tries)).all()
    assert tries and all(row.answer and row.ended for row in tries)
    later = NOW + timedelta(days=3000)
    prune(database, made.outside, later - timedelta(days=1), actor=Actor("aina"), now=later)
    with database.read() as connection:
        tries = connection.execute(sa.select(change_tries)).all()
        rows = connection.execute(sa.select(changes)).all()
    assert {(row.request, row.answer, row.worker) for row in tries} == {("", "", "pruned")}
    assert {(row.reason, row.who) for row in rows} == {("", "pruned")}
    assert [each.words for each in made.verified(database).wrong] == []
    database.close()


def test_what_several_people_did_is_pruned_after_one_was_redacted(tmp_path: Path) -> None:
    """Rows that differ by the person alone become one, and a placeholder of before stays."""
    made = Recorded(tmp_path)
    database = open_database(f"sqlite:///{made.file}")
    stage = publish(database, tmp_path).stage
    judge(database, stage)
    with database.read() as connection:
        aina = Actor("aina", people.one(connection, "aina"))
    redact(database, made.outside, "joan", actor=aina, now=stage.now)
    assert [each.words for each in made.verified(database).wrong] == []
    later = NOW + timedelta(days=3000)
    prune(database, made.outside, later - timedelta(days=1), actor=aina, now=later)
    assert [each.words for each in made.verified(database).wrong] == []
    with database.read() as connection:
        whose = connection.execute(sa.select(edits.c.who)).scalars().all()
    assert whose == ["pruned"]
    database.close()


def test_a_name_behind_a_line_break_is_redacted(tmp_path: Path) -> None:
    """In JSON the break is written as a letter, which would hide where the name begins."""
    made = Recorded(tmp_path)
    database = open_database(f"sqlite:///{made.file}")
    schedule(database, ["one"])
    note = "Gràcies,\njoan ho ha dit"
    approve(database, waiting(database), actor=Actor("aina"), now=NOW, note=note)
    redact(database, made.outside, "joan", actor=Actor("aina"), now=NOW)
    with database.read() as connection:
        kept = connection.execute(sa.select(entries.c.private)).scalars().all()
    assert "joan" not in str(kept)
    database.close()


def test_every_column_of_a_name_is_one_that_is_redacted() -> None:
    """A table with another way to say who it was would be left out silently."""
    assert people_table.name in metadata.tables
    covered = {
        f"{table.name}.{name}"
        for table in metadata.sorted_tables
        for name in (*personal.who_columns(table), *personal.word_columns(table))
    }
    named = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if any(part in column.name for part in ("who", "person", "_by", "reason", "note"))
    }
    assert named - covered == set()


def test_a_crash_before_the_commit_leaves_everything(tmp_path: Path) -> None:
    """One transaction: what is deleted is deleted with the entry that says so."""
    made = Recorded(tmp_path)
    database = open_database(f"sqlite:///{made.file}")
    publish(database, tmp_path)
    with closing(sqlite3.connect(made.file)) as other:
        before = other.execute("SELECT private FROM record ORDER BY id").fetchall()

    class Killed(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Killed

    sa.event.listen(database.engine, "commit", dies)
    with pytest.raises(Killed):
        redact(database, outside(tmp_path), "aina", actor=Actor("root"), now=NOW)
    sa.event.remove(database.engine, "commit", dies)
    database.close()
    with closing(sqlite3.connect(made.file)) as other:
        assert other.execute("SELECT private FROM record ORDER BY id").fetchall() == before
