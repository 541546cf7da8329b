"""What people do to the publisher stands in the record, in the transaction in which it is done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors import CampaignError
from campaign.model import Access, Standing
from campaign.model.people import Actor
from campaign.platforms.connect.flow import Granted
from campaign.platforms.oauth import Grant
from campaign.storage import pauses
from campaign.storage.database import Database
from campaign.storage.secrets.credentials import Safe
from campaign.storage.secrets.keyring import Keyring
from campaign.storage.tables import record
from campaign.usecases.operations.connect import connect, disconnect
from campaign.usecases.operations.pause import pause, resume
from campaign.usecases.operations.restore import mark_only
from tests.plan.made import DAY, NOW, channel
from tests.storage.conftest import on_both
from tests.usecases.operations.test_credentials import Network

AINA = Actor("aina")
OPENS = Access(Standing.WORKS, "@catalonia", "@catalonia", frozenset({"catalonia"}))


def entries(database: Database) -> list[Any]:
    """The acts of the record in its order, without how the rows stand after each."""
    with database.read() as connection:
        acts = select(record).where(record.c.act.not_like("rows.%"))
        return list(connection.execute(acts.order_by(record.c.number)).all())


@on_both
def test_a_pause_and_its_end_are_recorded_with_the_reason_beside_them(database: Database) -> None:
    """What was paused in the open, the free words where they can be forgotten; each chained."""
    pause(database, "all", actor=AINA, reason="Jon is ill", now=NOW, until=NOW + DAY)
    pause(database, "all", actor=AINA, reason="Jon is ill", now=NOW, until=NOW + DAY)
    resume(database, "all", actor=Actor("jon"), now=NOW)
    began, ended = entries(database)
    assert (began.act, ended.act) == ("pause.began", "pause.ended")
    assert (began.public["scope"], ended.public["scope"]) == ("all", "all")
    assert datetime.fromisoformat(began.public["until"]) == NOW + DAY
    assert began.private["reason"][1] == "Jon is ill" and "ill" not in str(began.public)
    assert (began.private["who"][1], ended.private["who"][1]) == ("aina", "jon")
    assert 1 < began.number < ended.number and began.hash != ended.hash


def test_the_publishers_own_pause_is_recorded_too(database: Database) -> None:
    """It stops a channel whose credential was refused."""
    with database.write() as connection:
        pauses.begin(connection, "channel:x", who=pauses.ENGINE, reason="refused", now=NOW)
    (entry,) = entries(database)
    assert (entry.act, entry.private["who"][1]) == ("pause.began", "engine")


def test_what_is_refused_leaves_no_entry(database: Database) -> None:
    """An entry without its act would be as wrong as an act without its entry."""
    for wrong in (
        lambda: pause(database, "all", actor=AINA, reason=" ", now=NOW),
        lambda: resume(database, "all", actor=AINA, now=NOW),
    ):
        with pytest.raises(CampaignError):
            wrong()
    assert entries(database) == []


def test_an_account_that_is_connected_and_disconnected_is_recorded(
    database: Database, tmp_path: Path
) -> None:
    """Which one and by whom; never the credential."""
    ring = Keyring({}, tmp_path / "key")

    def safe(name: str) -> Safe:
        return Safe(lambda: database, ring, name, "test", lambda: NOW, lambda _: None)

    stored, renewals = safe("secret:catalonia"), safe("catalonia")
    connect(
        channel(account="catalonia"),
        Granted(Grant("planted-token")),
        lambda _, secret: Network(OPENS),  # type: ignore[arg-type, return-value]
        stored,
        renewals,
        database=database,
        actor=AINA,
        now=NOW,
    )
    for _ in range(2):
        disconnect(channel(), stored, renewals, database=database, actor=AINA, now=NOW)
    found = entries(database)
    assert [each.act for each in found] == ["account.connected", "account.disconnected"]
    assert all(each.public["channel"] == "catalonia" and each.number for each in found)
    assert "planted" not in str([tuple(each) for each in found])


def test_a_backup_that_was_put_back_is_recorded(database: Database) -> None:
    """With until when it knew what happened."""
    mark_only(database, None, actor=AINA, now=NOW, known_until=NOW - DAY)
    (entry,) = entries(database)
    assert (entry.act, entry.number) == ("backup.restored", 1)
    assert datetime.fromisoformat(entry.public["known_until"]) == NOW - DAY
