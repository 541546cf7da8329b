"""What may have arrived is decided by a person who may, and that is written down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from campaign.errors import CampaignError, Forbidden
from campaign.model.people import Actor, Role
from campaign.storage import sent_reports
from campaign.storage.database import Database, open_database
from campaign.storage.sent_reports import Key, Stage
from campaign.storage.tables import record
from campaign.usecases.reporting.decide_report import decide_report
from tests.plan.made import NOW
from tests.usecases.trust.team import register

KEY = Key("2026-W49", "director", "one")
LATER = NOW + timedelta(hours=1)


def doubted(folder: Path, stage: Stage = Stage.DOUBT) -> Database:
    """A database in which one delivery ended like this."""
    database = open_database(f"sqlite:///{folder / 'campaign.db'}")
    with database.write() as connection:
        assert sent_reports.claim(connection, KEY, "E-Mail", "w", NOW, LATER)
        sent_reports.end(connection, KEY, "w", stage, NOW, until=LATER)
    return database


@pytest.mark.parametrize(
    ("arrived", "stage", "words"),
    [
        (True, Stage.SENT, "a person says that it arrived"),
        (False, Stage.REFUSED, "a person asked for it anew"),
    ],
)
def test_the_decision_stands_with_a_name_and_in_the_record(
    tmp_path: Path, arrived: bool, stage: Stage, words: str
) -> None:
    """And a second decision of the same is told that there is nothing to decide."""
    database = doubted(tmp_path)
    decide_report(database, "2026-W49", "director", arrived=arrived, actor=Actor("cora"), now=LATER)
    with database.read() as connection:
        (found,) = sent_reports.of(connection)
        acts = connection.execute(select(record).where(record.c.act == "report.decided")).all()
    assert (found.stage, found.detail, found.until) == (stage, words, LATER)
    (act,) = acts
    assert (act.public["period"], act.public["arrived"]) == ("2026-W49", arrived)
    assert (act.private["who"][1], act.private["reader"][1]) == ("cora", "director")
    if arrived:
        with pytest.raises(CampaignError, match="is in doubt or was refused"):
            decide_report(
                database, "2026-W49", "director", arrived=False, actor=Actor("cora"), now=LATER
            )
    database.close()


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_who_only_reads_or_edits_decides_nothing(tmp_path: Path, role: Role) -> None:
    """Nor does a name that nobody is registered under."""
    database = doubted(tmp_path)
    admin = register(database, "anna", Role.ADMIN)
    olga = register(database, "olga", role, by=admin)
    for somebody in (olga, Actor("nobody")):
        with pytest.raises(Forbidden):
            decide_report(database, "2026-W49", "director", arrived=True, actor=somebody, now=LATER)
    with database.read() as connection:
        assert [each.stage for each in sent_reports.of(connection)] == [Stage.DOUBT]
    database.close()


@pytest.mark.parametrize(("period", "reader"), [("2026-W48", "director"), ("2026-W49", "olga")])
def test_what_was_never_sent_cannot_be_decided(tmp_path: Path, period: str, reader: str) -> None:
    """Another week, or another reader."""
    database = doubted(tmp_path)
    with pytest.raises(CampaignError, match=f'no report to "{reader}"'):
        decide_report(database, period, reader, arrived=True, actor=Actor("cora"), now=LATER)
    database.close()


def test_what_was_sent_stays_sent(tmp_path: Path) -> None:
    """Nobody sends the same report again by asking for it."""
    database = doubted(tmp_path, Stage.SENT)
    with pytest.raises(CampaignError):
        decide_report(
            database, "2026-W49", "director", arrived=False, actor=Actor("cora"), now=LATER
        )
    database.close()
