"""How often somebody tried: one count for all processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaign.plan.pace import Rate
from campaign.storage.database import Database, open_database
from campaign.storage.desk.tables import tries as table
from campaign.storage.desk.tries import admit
from tests.plan.made import NOW
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url

__all__ = ["database", "kind", "migrated", "postgres", "url"]

pytestmark = on_both
THREE = Rate(3, timedelta(minutes=15), 3)
MANY = Rate(100, timedelta(minutes=15), 100)


def test_three_tries_and_then_one_each_five_minutes(database: Database) -> None:
    """What is refused says when to come back, and that is true."""
    for _ in range(3):
        assert admit(database, {"mail for aina": THREE}, NOW) is None
    again = admit(database, {"mail for aina": THREE}, NOW)
    assert again == NOW + timedelta(minutes=5)
    assert admit(database, {"mail for aina": THREE}, again - timedelta(seconds=1)) is not None
    assert admit(database, {"mail for aina": THREE}, again) is None


def test_a_clock_that_was_a_day_ahead_locks_nobody_out_for_a_day(database: Database) -> None:
    """What it wrote counts as a full bucket, which empties from now on."""
    ahead = NOW + timedelta(days=1)
    for _ in range(3):
        assert admit(database, {"mail for aina": THREE}, ahead) is None
    for minutes in range(5):
        again = admit(database, {"mail for aina": THREE}, NOW + timedelta(minutes=minutes))
        assert again == NOW + timedelta(minutes=5)
    assert admit(database, {"mail for aina": THREE}, NOW + timedelta(minutes=5)) is None
    assert admit(database, {"mail for aina": THREE}, NOW + timedelta(minutes=6)) is not None


def test_what_one_limit_refuses_counts_in_no_other(database: Database) -> None:
    """Else whoever is refused would be refused ever longer."""
    few = Rate(4, timedelta(minutes=15), 4)
    for _ in range(3):
        assert admit(database, {"for aina": THREE, "from here": few}, NOW) is None
    for _ in range(5):
        assert admit(database, {"for aina": THREE, "from here": few}, NOW) is not None
    assert admit(database, {"for jon": THREE, "from here": few}, NOW) is None


def test_the_table_has_no_names_and_forgets(database: Database) -> None:
    """Of thousands of addresses that somebody makes up, nothing stays."""
    for number in range(60):
        admit(database, {f"mail for {number}@example.org": THREE}, NOW)
    with database.read() as connection:
        rows = connection.execute(select(table)).all()
    assert len(rows) == 60 and "example.org" not in str(rows)
    admit(database, {"mail for aina": THREE}, NOW + timedelta(hours=1))
    with database.read() as connection:
        assert len(connection.execute(select(table)).all()) == 1


@pytest.mark.slow
def test_all_processes_share_one_count(database: Database, url: str) -> None:
    """Of thirty tries at once, three are let through."""
    others = [open_database(url) for _ in range(3)]
    try:
        with ThreadPoolExecutor(3) as pool:
            found = pool.map(
                lambda each: admit(each, {"for aina": THREE, "from here": MANY}, NOW), others * 10
            )
            assert list(found).count(None) == 3
    finally:
        for each in others:
            each.close()
