"""What people let stand is kept, once, and what is taken back keeps its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from campaign.model import Dismissal
from campaign.storage.database import Database
from campaign.storage.trust import dismissals
from tests.storage.conftest import on_both

pytestmark = on_both

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
ONE = Dismissal(
    0,
    *("term-avoided", "labs", "", "es", "copy.es.text", "“oleada” (T02)"),
    judged="a" * 64,
    reason="a quotation",
    who="marta",
    at=NOW,
)


def test_a_dismissal_is_read_as_it_was_written(database: Database) -> None:
    """Every field, with an id."""
    with database.write() as connection:
        (added,) = dismissals.add(connection, [ONE])
    with database.read() as connection:
        assert dismissals.of(connection, "labs") == dismissals.standing(connection) == [added]
        assert dismissals.of(connection, "other") == []
    assert replace(added, id=0) == ONE


def test_the_same_is_written_down_once_while_it_stands(database: Database) -> None:
    """Two people may press the button at once; after it was taken back, it may be done again."""
    with database.write() as connection:
        (first,) = dismissals.add(connection, [ONE, ONE])
    with database.write() as connection:
        assert dismissals.add(connection, [ONE]) == []
        assert dismissals.end(connection, first.id, who="ana", now=NOW + timedelta(hours=1))
        assert not dismissals.end(connection, first.id, who="ana", now=NOW)
        (second,) = dismissals.add(connection, [replace(ONE, who="ana")])
        assert dismissals.standing(connection) == [second]
        ended, _ = dismissals.of(connection, "labs")
    assert (ended.ended_by, ended.ended) == ("ana", NOW + timedelta(hours=1))


def test_the_dismissals_of_a_span_are_those_made_in_it(database: Database) -> None:
    """The start belongs to it, the end does not."""
    later = replace(ONE, judged="b" * 64, at=NOW + timedelta(days=7))
    with database.write() as connection:
        first, _ = dismissals.add(connection, [ONE, later])
    with database.read() as connection:
        assert dismissals.between(connection, NOW, later.at) == [first]
