"""What is written once stands, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics import store
from analytics.metrics import METRICS, Audience, Counts
from tests.analytics.made import DAY, HOUR, START

FIRST = store.Snapshot(7, HOUR, START + HOUR, Counts(reactions=3, views=None))


@pytest.fixture
def connection_engine(any_engine: sa.Engine) -> sa.Engine:
    """Any database with the tables."""
    store.metadata.create_all(any_engine)
    return any_engine


def test_a_snapshot_reads_back_as_it_was_written(connection_engine: sa.Engine) -> None:
    """Unknown stays unknown, and the time comes back aware."""
    with connection_engine.begin() as connection:
        assert store.add_snapshots(connection, [FIRST]) == 1
        (found,) = store.snapshots_before(connection, [7], START + DAY)
    assert found == FIRST
    assert found.taken_at.tzinfo is not None
    assert found.counts.views is None


def test_the_first_count_of_an_age_stands(connection_engine: sa.Engine) -> None:
    """Append-only: a second count of the same age is left out, not written over the first."""
    second = store.Snapshot(7, HOUR, START + 2 * HOUR, Counts(reactions=99))
    other = store.Snapshot(7, 6 * HOUR, START + 6 * HOUR, Counts(reactions=5))
    with connection_engine.begin() as connection:
        store.add_snapshots(connection, [FIRST])
        assert store.add_snapshots(connection, [second, other]) == 1
        assert store.snapshots_before(connection, [7], START + DAY) == [FIRST, other]
        assert store.taken(connection, [7, 8]) == {7: {HOUR, 6 * HOUR}}


def test_two_machines_that_count_at_once_write_one_snapshot(connection_engine: sa.Engine) -> None:
    """UNIQUE is the referee between transactions that do not see each other."""
    with connection_engine.begin() as one:
        assert store.add_snapshots(one, [FIRST]) == 1
    with connection_engine.begin() as two:
        assert store.add_snapshots(two, [FIRST]) == 0
    with connection_engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count(store.snapshots.c.id))).scalar() == 1


def test_latest_before_is_the_last_at_or_before_the_instant(connection_engine: sa.Engine) -> None:
    """The end of a window belongs to it."""
    later = store.Snapshot(7, 6 * HOUR, START + 6 * HOUR, Counts(reactions=5))
    with connection_engine.begin() as connection:
        store.add_snapshots(connection, [FIRST, later])
        assert store.latest_before(connection, [7, 8], START + 6 * HOUR) == {7: later}
        assert store.latest_before(connection, [7], START + 6 * HOUR - timedelta(seconds=1)) == {
            7: FIRST
        }
        assert store.latest_before(connection, [7], START) == {}


def test_more_posts_than_one_statement_takes_are_all_written_and_read(
    connection_engine: sa.Engine,
) -> None:
    """Work is cut into statements that every database takes."""
    many = [
        store.Snapshot(number, HOUR, START + HOUR, Counts(reactions=number))
        for number in range(1, 3 * store.CHUNK + 2)
    ]
    ids = [each.publication_id for each in many]
    with connection_engine.begin() as connection:
        assert store.add_snapshots(connection, many) == len(many)
        assert store.snapshots_before(connection, ids, START + DAY) == many
        assert len(store.taken(connection, ids)) == len(many)


def test_followers_are_kept_once_a_day(connection_engine: sa.Engine) -> None:
    """The first count of a day stands; a network that does not say is kept as unknown."""
    with connection_engine.begin() as connection:
        assert store.add_audience(connection, "eu-x", Audience(10), START)
        assert not store.add_audience(connection, "eu-x", Audience(12), START + HOUR)
        assert store.add_audience(connection, "eu-x", Audience(None), START + DAY)
        assert store.audience_taken(connection, date(2026, 12, 1)) == {"eu-x"}
        found = store.audience_days(connection, START, START + DAY)
    assert [(each.day, each.followers) for each in found] == [
        (date(2026, 12, 1), 10),
        (date(2026, 12, 2), None),
    ]


def test_a_naive_time_is_refused(connection_engine: sa.Engine) -> None:
    """No row without a zone gets in."""
    naive = datetime.fromisoformat("2026-12-01T09:00")
    wrong = store.Snapshot(7, HOUR, naive, Counts())
    with connection_engine.begin() as connection:
        with pytest.raises(ValueError, match="no time zone"):
            store.add_audience(connection, "eu-x", Audience(1), naive)
        with pytest.raises((ValueError, sa.exc.StatementError), match="no time zone"):
            store.add_snapshots(connection, [wrong])


def test_the_store_holds_no_statement_that_changes_or_deletes() -> None:
    """Append-only is a property of the module, which is the only way to the tables."""
    code = Path(store.__file__).read_text(encoding="utf-8")
    assert "insert(" in code
    for word in ("update(", "delete(", "do_update", "drop("):
        assert word not in code


def test_reading_by_publication_uses_the_index(engine: sa.Engine) -> None:
    """A report of one week does not read the year."""
    columns = ", ".join(METRICS)
    with engine.connect() as connection:
        plan = connection.execute(
            sa.text(
                f"EXPLAIN QUERY PLAN SELECT age, taken_at, {columns} FROM snapshots "
                "WHERE publication_id IN (1, 2, 3) AND taken_at <= 5 ORDER BY publication_id, age"
            )
        ).all()
    assert "SEARCH snapshots USING COVERING INDEX ix_snapshots_reading" in plan[0][-1]
    assert not any("TEMP B-TREE" in row[-1] for row in plan)
