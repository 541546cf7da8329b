"""The record: in the transaction of each act, in one chain, whoever writes at the same time."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text

from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import Entry, RecordAct
from campaign.storage.record_format import BEGINNING
from campaign.storage.tables import record as entries
from tests.plan.made import NOW
from tests.storage.conftest import on_both

pytestmark = on_both


def entry(number: int) -> Entry:
    """One entry of a publisher."""
    return Entry(
        RecordAct.PUBLICATION_MOVED, "worker", NOW, f"post-{number}", number, {"n": number}
    )


def chained(database: Database) -> list[tuple[int, str]]:
    """The numbers and hashes of what is chained."""
    with database.read() as connection:
        query = select(entries.c.number, entries.c.hash).where(entries.c.number.is_not(None))
        return [(row[0], row[1]) for row in connection.execute(query.order_by(entries.c.number))]


def test_an_entry_is_what_the_page_says(database: Database) -> None:
    """The form of docs/evidence.md, made here without the program's own functions."""
    with database.write() as connection:
        record.append(
            connection,
            RecordAct.PAUSED,
            who="aina",
            now=NOW,
            post="labs",
            details={"scope": "all", "é": [1, None]},
            private={"reason": "l’été"},
        )
    with database.read() as connection:
        row = connection.execute(text("SELECT * FROM record")).mappings().one()
    public, private = json.loads(row["public"]), json.loads(row["private"])
    for key, (salt, value) in private.items():
        assert public["private"][key] == sha256(f"{salt}:{value}".encode()).hexdigest()
        assert len(salt) == 32
    assert {key: value for key, (_, value) in private.items()} == {"who": "aina", "reason": "l’été"}
    content = [
        *("0" * 64, 1, row["id"], NOW.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")),
        *("pause.began", "labs", None, public),
    ]
    form: dict[str, Any] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    assert row["hash"] == sha256(json.dumps(content, **form).encode()).hexdigest()
    assert row["public"] == json.dumps(public, **form)


def test_an_entry_goes_with_its_act(database: Database) -> None:
    """If the act is rolled back, nothing tells of it, and no number is lost."""
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        record.append(connection, RecordAct.PAUSED, who="aina", now=NOW)
        raise ZeroDivisionError
    with database.write() as connection:
        record.append(connection, RecordAct.PAUSED, who="aina", now=NOW)
    assert [number for number, _ in chained(database)] == [1]


def test_what_could_not_be_chained_is_chained_later(database: Database) -> None:
    """Here nobody could, as after a crash; in portions, and only once."""
    rows = 2500
    with database.write() as connection:
        connection.execute(
            entries.insert(),
            [
                {
                    "at": NOW,
                    "act": "publication.moved",
                    "post": "",
                    "publication": n,
                    "public": {"private": {}},
                    "private": {},
                    "hash": "",
                }
                for n in range(rows)
            ],
        )
    with database.write() as connection:
        assert record.chain(connection, 1000) == 1000
    with database.write() as connection:
        assert record.chain(connection) == rows - 1000
        assert record.chain(connection) == 0
    found = chained(database)
    assert [number for number, _ in found] == list(range(1, rows + 1))
    assert len({hash for _, hash in found}) == rows


def test_writers_at_the_same_time_make_one_chain(database: Database) -> None:
    """On PostgreSQL, who finds the lock taken leaves its entries loose, and waits for nobody."""

    def write(start: int) -> None:
        for number in range(start, start + 20):
            with database.write() as connection:
                record.note(connection, [entry(number), entry(number)])

    threads = [Thread(target=write, args=(1000 * each,)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.write() as connection:
        record.chain(connection, wait=True)
        assert not record.has_loose(connection)
    found = chained(database)
    assert [number for number, _ in found] == list(range(1, 161))


def test_a_lock_that_is_taken_stops_no_act(database: Database) -> None:
    """It is written down loose, and whoever holds rows waits for nobody."""
    if database.engine.dialect.name != "postgresql":
        pytest.skip("an SQLite file has one writer at a time")
    with database.write() as holder:
        record.note(holder, [entry(1)])
        with database.write() as other:
            record.append(other, RecordAct.PAUSED, who="aina", now=NOW)
        with database.read() as connection:
            assert record.has_loose(connection)
    with database.write() as connection:
        assert record.chain(connection) == 1
    assert [number for number, _ in chained(database)] == [1, 2]


def test_a_database_says_whether_its_head_is_new(database: Database) -> None:
    """So that commands which only look seal nothing."""
    with database.write() as connection:
        assert record.head(connection) == (0, BEGINNING)
    assert not database.chained
    with database.write() as connection:
        record.append(connection, RecordAct.PAUSED, who="aina", now=NOW + timedelta(days=1))
    assert database.chained
