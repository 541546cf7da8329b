"""Who may say what became of a report, and what the record keeps of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from analytics.isoweek import Week
from campaign.errors import Forbidden
from campaign.model.people import Actor, Role
from campaign.storage import sent_reports
from campaign.storage.database import Database, open_database
from campaign.storage.sent_reports import Key, Stage
from campaign.storage.tables import record
from campaign.usecases.reporting.settle_report import NothingToSettle, settle
from tests.usecases.trust.team import register

WEEK = Week.parse("2026-W49")
KEY = Key(str(WEEK), "director", "1")
NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database in which one report left, and nobody knows whether it arrived."""
    made = open_database(f"sqlite:///{tmp_path / 'campaign.db'}")
    ends = NOW - timedelta(minutes=5)
    with made.write() as connection:
        assert sent_reports.claim(connection, KEY, "mailto", "w", ends, ends)
        assert sent_reports.leave(connection, KEY, "w", ends)
        assert sent_reports.doubt_the_dead(connection, NOW)
    yield made
    made.close()


def stage(database: Database) -> Stage:
    """How the report stands."""
    with database.read() as connection:
        (found,) = sent_reports.of(connection, [str(WEEK)])
    return found.stage


def test_a_decision_is_booked_and_stands_in_the_record(database: Database) -> None:
    """With the name of whoever said so; the reader's name is private."""
    settle(database, WEEK, "director", arrived=True, actor=Actor("ada"), now=NOW)
    assert stage(database) is Stage.SENT
    with database.read() as connection:
        (entry,) = connection.execute(select(record).where(record.c.act == "report.settled"))
    assert (entry.public["period"], entry.public["arrived"]) == (str(WEEK), True)
    assert entry.private["reader"][1] == "director"
    with pytest.raises(NothingToSettle):
        settle(database, WEEK, "director", arrived=False, actor=Actor("ada"), now=NOW)
    assert stage(database) is Stage.SENT


def test_it_takes_the_right_to_decide_in_all_regions(database: Database) -> None:
    """A report is of all of them: a coordinator of one does not suffice."""
    boss = register(database, "ada", Role.ADMIN)
    of_one = register(database, "jon", Role.COORDINATOR, region="catalonia", by=boss)
    reader = register(database, "eva", Role.READER, by=boss)
    for who in (of_one, reader, Actor("nobody")):
        with pytest.raises(Forbidden):
            settle(database, WEEK, "director", arrived=False, actor=who, now=NOW)
    assert stage(database) is Stage.DOUBT
    of_all = register(database, "pau", Role.COORDINATOR, by=boss)
    settle(database, WEEK, "director", arrived=False, actor=of_all, now=NOW)
    assert stage(database) is Stage.REFUSED
