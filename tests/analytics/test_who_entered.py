"""No table of what people entered is left out when a person is forgotten."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from analytics import store, who_entered
from analytics.clicks import links
from analytics.kpi import actuals
from analytics.kpi.actuals import Actual
from tests.analytics.made import DAY, START


def test_every_table_with_a_person_is_among_them() -> None:
    """A new table whose rows say who made them needs a row there."""
    assert links.metadata is store.metadata  # clicks name nobody
    named = {each.name for each in store.metadata.sorted_tables if "who" in each.c}
    assert named == {table.name for table, _ in who_entered.TABLES}


def test_the_number_of_an_indicator_stays_and_its_person_goes(engine: sa.Engine) -> None:
    """Only where it is that person's, and a source only where it names them."""
    with engine.begin() as connection:
        for who, source, day in (("aina", "Aina's list", 1), ("ona", "the minutes", 2)):
            number = Actual("labs", "", date(2026, 12, day), 4.0, source, who, START)
            assert actuals.add(connection, number)
        forgot = who_entered.forget(connection, "aina", lambda text: "Aina" in text, "gone-1")
        kept = {each.who: (each.number, each.source) for each in actuals.of(connection, "labs")}
        assert who_entered.prune(connection, START, "pruned") == 0
        assert who_entered.prune(connection, START + DAY, "pruned") == 2
    assert forgot == 1
    assert kept == {"gone-1": (4.0, ""), "ona": (4.0, "the minutes")}
