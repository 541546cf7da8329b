"""`campaign backup` and `campaign restore`, as a person types them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from campaign.model import Publication, Receipt
from campaign.model.people import Actor
from campaign.storage import publications, workers
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Journal, booked
from campaign.storage.tables import publications as table
from campaign.usecases.trust.approve import approve, waiting
from tests.cli.conftest import Run
from tests.cli.test_hands import put
from tests.plan.made import DAY

CHANNEL = "eu-outbox"


@pytest.fixture
def database(workspace: Path) -> Iterator[Database]:
    """The database of a campaign whose only channel is a folder."""
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    text = text[: text.index("\n[channels]")]
    text += f'\n[channels]\n{CHANNEL} = {{ platform = "outbox", region = "eu", language = "en" }}\n'
    file.write_text(text, encoding="utf-8")
    opened = open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}")
    yield opened
    opened.close()


@pytest.fixture
def journal(workspace: Path) -> Journal:
    """The workspace's journal of receipts."""
    return Journal(workspace / "var" / "receipts.jsonl")


def due(database: Database, post: str = "labs") -> Publication:
    """One that is due and approved."""
    found = put(database, post, channel=CHANNEL)
    approve(database, waiting(database), actor=Actor("aina"), now=datetime.now(UTC))
    with database.write() as connection:  # a folder's name
        connection.execute(update(table).where(table.c.id == found.id).values(key=post))
    return replace(found, key=post)


def out(workspace: Path) -> list[str]:
    """What the channel has posted."""
    folder = workspace / "var" / "outbox" / CHANNEL
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def state(database: Database, number: int = 1) -> str:
    """How one stands."""
    with database.read() as connection:
        found = publications.one(connection, number)
    assert found is not None
    return str(found.state)


def test_a_backup_lies_under_var_unless_it_is_named(
    database: Database, workspace: Path, run: Run
) -> None:
    """It says where and how big; one that is there is not replaced by mistake."""
    due(database)
    said = run("backup")
    (made,) = (workspace / "var" / "backups").iterdir()
    assert (said.code, made.suffix) == (0, ".db")
    assert f"{made.name} (0." in said.out.replace("\n", "")
    found = run("backup", "other.db", "--json").json
    assert found == {
        "file": str(workspace / "other.db"),
        "bytes": (workspace / "other.db").stat().st_size,
    }
    said = run("backup", "other.db")
    assert (said.code, "is there already: name another file, or say --force" in said.err) == (
        2,
        True,
    )
    assert run("backup", "other.db", "--force").code == 0
    said = run("backup", "content", "--force")
    assert (said.code, "is a folder" in said.err) == (2, True)


def test_what_went_out_after_the_backup_is_not_sent_again(
    database: Database, workspace: Path, run: Run
) -> None:
    """The whole way: back up, publish, put back, publish: one post, booked again."""
    due(database)
    run("backup", "before.db")
    assert run("publish").code == 0
    assert len(out(workspace)) == 1
    said = run("restore", "before.db", "--who", "aina", "--force")
    assert said.code == 0, said.err
    assert "What was there is in" in said.out.replace("\n", " ")
    kept = next((workspace / "var" / "backups").glob("before-restore-*.db"))
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT state FROM publications").fetchall() == [("published",)]
    assert run("publish").code in (0, 1)
    assert (state(database), len(out(workspace))) == ("published", 1)


def test_what_the_journal_tells_is_booked_by_name(
    database: Database, workspace: Path, run: Run, journal: Journal
) -> None:
    """And for machines: by class, with what nobody can place."""
    first = due(database, "first")
    due(database, "second")
    run("backup", "before.db")
    now = datetime.now(UTC)
    booked(journal, [(first, Receipt("7", "https://x.example/7"), None)], now)
    found = run("restore", "before.db", "--json").json
    assert [each["post"] for each in found["booked"]] == ["first"]
    assert [each["post"] for each in found["asked"]] == ["second"]
    assert (found["person"], found["later"], found["unplaced"]) == ([], 0, [])
    assert found["before"].endswith(".db")
    assert state(database) == "published"
    said = run("restore", "before.db")
    assert "1 publication: out since then, as the journal of receipts tells" in said.out
    assert "1 publication: may be out: their networks are asked" in said.out


def test_what_nobody_can_ask_ends_with_one(database: Database, run: Run) -> None:
    """A person must look: the exit code says so."""
    put(database, "labs", channel="eu-telegram")
    run("backup", "before.db")
    said = run("restore", "before.db")
    assert (said.code, "nobody can ask there: `campaign resolve` shows each" in said.out) == (
        1,
        True,
    )
    assert "1 labs on eu-telegram" in said.out
    shown = run("resolve")
    assert "a backup was put back" in shown.out


def test_somebody_looks_once_for_all_that_a_mute_channel_is_still_to_send(
    database: Database, workspace: Path, run: Run
) -> None:
    """Every command that lists what waits for a person says so, until somebody has looked."""
    file = workspace / "config.toml"
    with file.open("a", encoding="utf-8") as config:
        config.write(
            'eu-telegram = { platform = "telegram", region = "eu", language = "en", '
            'account = "@eubelong_eu", secret = "EU_TELEGRAM_TOKEN" }\n'
        )
    for name in ("one", "two"):
        put(database, name, channel="eu-telegram", late=-DAY)
    run("backup", "before.db")
    said = run("restore", "before.db")
    asks = "2 publications to be sent later on eu-telegram: a backup was put back"
    assert (said.code, asks in " ".join(said.out.split())) == (1, True)
    said = run("resolve")
    assert (said.code, asks in " ".join(said.out.split())) == (1, True)
    assert run("resolve", "--json").json["unlooked"] == {"eu-telegram": 2}
    told = run("status", "--json").json
    assert (told["unlooked"]["count"], "unlooked" in told["attention"]) == (2, True)
    said = run("resolve", "--none-out", "eu-telegram", "--who", "aina")
    assert (said.code, "2 publications of eu-telegram may be sent" in said.out) == (
        0,
        True,
    )
    assert run("resolve", "--json").json["unlooked"] == {}
    said = run("resolve", "--none-out", "eu-telegram")
    assert (said.code, "Nothing that eu-telegram may still send" in said.out) == (0, True)
    with database.read() as connection:
        story = publications.story(connection, 1)
    assert (story[-1]["who"], story[-1]["reason"]) == ("aina", "decided by aina: it is not there")


def test_somebody_looks_also_for_a_channel_that_left_the_configuration(
    database: Database, run: Run
) -> None:
    """It may come back, and its posts with it."""
    put(database, "one", channel="gone-telegram", late=-DAY)
    run("backup", "before.db")
    assert run("restore", "before.db").code == 1
    assert run("resolve", "--json").json["unlooked"] == {"gone-telegram": 1}
    said = run("resolve", "--none-out", "gone-telegram", "--json")
    assert (said.code, said.json["released"]) == (0, 1)
    assert run("resolve", "--json").json["unlooked"] == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--none-out", "eu-telegrm"), "there is no channel"),
        (("1", "again", "--none-out", CHANNEL), "is said alone"),
    ],
)
def test_a_wrong_none_out_is_said(
    database: Database, run: Run, words: tuple[str, ...], said: str
) -> None:
    """And nothing is decided."""
    put(database, channel=CHANNEL)
    found = run("resolve", *words)
    assert (found.code, said in " ".join(found.err.split())) == (2, True)


def test_a_worker_at_work_forbids_it(database: Database, run: Run) -> None:
    """Stopped or not: a minute later it may; with --force at once."""
    run("backup", "before.db")
    with database.write() as connection:
        workers.beat(connection, "host:1:ab", "1.0", datetime.now(UTC))
    said = run("restore", "before.db")
    assert (said.code, "host:1:ab works on this database" in said.err) == (2, True)
    assert run("restore", "before.db", "--force").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name the backup, or say --mark-only"),
        (("before.db", "--mark-only"), "only one of them"),
        (("before.db", "--known-until", "2026-12-01 10:00"), "goes with --mark-only"),
        (("--mark-only", "--known-until", "noon"), "is no instant"),
        (("--mark-only", "--known-until", "2126-12-01 10:00"), "is in the future"),
    ],
)
def test_wrong_usage_is_said(workspace: Path, run: Run, words: tuple[str, ...], said: str) -> None:
    """And ends with 2."""
    found = run("restore", *words)
    assert (found.code, said in " ".join(found.err.replace("│", " ").split())) == (2, True)


@pytest.mark.parametrize(
    "content", [b"", b"Minutes of the meeting\n" * 300], ids=["empty", "notes"]
)
def test_what_is_no_backup_is_refused(
    database: Database, workspace: Path, run: Run, content: bytes
) -> None:
    """Nothing is changed."""
    due(database)
    (workspace / "found.db").write_bytes(content)
    said = run("restore", "found.db", "--json")
    assert (said.code, "no SQLite database" in said.json["error"]) == (2, True)
    assert state(database) == "scheduled"


def test_marking_alone_is_for_a_copy_that_somebody_put_back(database: Database, run: Run) -> None:
    """Until when it is complete can be told, on the wall of the campaign's zone."""
    due(database)
    found = run("restore", "--mark-only", "--known-until", "2026-11-01 10:00", "--json").json
    assert found["known_until"] == "2026-11-01T09:00:00+00:00"
    assert [each["post"] for each in found["asked"]] == ["labs"]
    assert state(database) == "unknown"
    assert "may be out" in run("restore", "--mark-only").out


def test_a_copy_that_was_put_back_by_hand_is_noticed_before_anything_is_sent(
    database: Database, workspace: Path, run: Run, journal: Journal
) -> None:
    """`campaign publish` says so and marks it; it is said once."""
    labs = due(database)
    run("backup", "before.db")
    run("publish")
    with database.read() as connection:
        done = publications.one(connection, 1)
    assert done is not None
    if journal.last() is None:
        booked(journal, [(labs, Receipt(done.remote_id, done.url), None)], datetime.now(UTC))
    database.close()
    for end in ("-wal", "-shm"):
        (workspace / "var" / f"campaign.db{end}").unlink(missing_ok=True)
    shutil.copy("before.db", workspace / "var" / "campaign.db")
    said = run("publish")
    assert "an older copy of the database was put back" in said.err
    assert "1 publication: out since then" in said.err
    assert (state(database), len(out(workspace))) == ("published", 1)
    assert run("publish").err == ""


def test_on_postgresql_it_says_how(workspace: Path, run: Run) -> None:
    """Its own tools do it better; afterwards the same marking is needed."""
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text('database = "postgresql+psycopg://127.0.0.1:9/campaign"\n' + text)
    said = run("backup")
    assert (said.code, "pg_dump" in said.err, "docs/backup.md" in said.err) == (2, True, True)
    said = run("restore", "before.db")
    assert (said.code, "campaign restore --mark-only" in said.err) == (2, True)


def test_a_torn_line_at_the_end_of_the_journal_hides_nothing(
    database: Database, workspace: Path, run: Run, journal: Journal
) -> None:
    """The machine went down while it was written."""
    labs = due(database)
    run("backup", "before.db")
    booked(journal, [(labs, Receipt("7"), None)], datetime.now(UTC))
    with journal.file.open("a") as file:
        file.write(json.dumps({"publication": 2})[:9])
    found = run("restore", "before.db", "--json").json
    assert [each["post"] for each in found["booked"]] == ["labs"]


def test_a_journal_that_cannot_be_read_stops_the_restore(
    database: Database, workspace: Path, run: Run, journal: Journal
) -> None:
    """What it knows would be sent again; nothing is changed."""
    due(database)
    run("backup", "before.db")
    journal.file.mkdir()
    said = run("restore", "before.db")
    assert (said.code, "journal of receipts cannot be read" in said.err) == (2, True)
    assert state(database) == "scheduled"
    assert list((workspace / "var" / "backups").iterdir()) == []
