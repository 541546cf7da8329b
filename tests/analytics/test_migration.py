"""The migration makes exactly the tables the code works with."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

import analytics
from analytics import store
from analytics.metrics import METRICS, Counts

ENVIRONMENT = """
from alembic import context
connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An Alembic environment that lists the package's folder among its versions."""
    (tmp_path / "env.py").write_text(ENVIRONMENT)
    made = Config()
    made.set_main_option("script_location", str(tmp_path))
    made.set_main_option("path_separator", "os")
    folder = Path(analytics.__file__).with_name("migrations")
    made.set_main_option("version_locations", str(folder))
    return made


# PostgreSQL gives an expression back in its own words; what it works out is asked below.
@pytest.mark.filterwarnings("ignore:Computed default on snapshots.engagement")
def test_the_migration_and_the_metadata_agree(any_engine: sa.Engine, config: Config) -> None:
    """A column added to one and forgotten in the other is found here."""
    with any_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "analytics@head")
    with any_engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, store.metadata) == []
        constraints = sa.inspect(connection).get_unique_constraints("snapshots")
    assert [each["column_names"] for each in constraints] == [["publication_id", "age"]]


def test_the_migration_can_be_taken_back(any_engine: sa.Engine, config: Config) -> None:
    """Down and up again leaves working tables."""
    with any_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "analytics@head")
        command.downgrade(config, "analytics@base")
        assert not sa.inspect(connection).has_table("snapshots")
        command.upgrade(config, "analytics@head")
        assert sa.inspect(connection).has_table("snapshots")


def test_engagement_is_worked_out_as_counts_do(any_engine: sa.Engine, config: Config) -> None:
    """The migrated column says what `Counts.engagement` says, also of rows from before it."""
    known = Counts(reactions=3, saves=4, views=90)
    cases = [Counts(), Counts(views=7), Counts(replies=0), known, Counts(*range(1, 8))]
    columns = ("publication_id", "age", "taken_at", *METRICS)
    snapshots = sa.table("snapshots", *(sa.column(name) for name in columns))
    rows = [(number, 60, 0, *counts.values()) for number, counts in enumerate(cases)]
    mistake = (99, 60, 0, 10**12 + 1, 2, *[None] * 5)
    with any_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "analytics_0005")
        values = [dict(zip(columns, row, strict=True)) for row in (*rows[:2], mistake)]
        connection.execute(snapshots.insert(), values)
        command.upgrade(config, "analytics@head")
        values = [dict(zip(columns, row, strict=True)) for row in rows[2:]]
        connection.execute(snapshots.insert(), values)
        found = connection.scalars(
            sa.select(store.snapshots.c.engagement).order_by(store.snapshots.c.publication_id)
        ).all()
    assert found == [*(counts.engagement for counts in cases), 2]


def test_a_step_back_keeps_what_was_stored_before_it(any_engine: sa.Engine, config: Config) -> None:
    """A snapshot of the first revision goes all the way up, and revision by revision down again.

    Each revision takes its own tables along, and those only.
    """
    added = {
        "analytics_0007": {"unanswered", "posts_elsewhere"},
        "analytics_0006": set[str](),
        "analytics_0005": {"links", "link_clicks", "network_clicks"},
        "analytics_0004": {"kpi_actuals"},
    }
    stored = {"publication_id": 1, "age": 60, "taken_at": 5, "reactions": 3, "saves": 4}
    snapshots = sa.table("snapshots", *(sa.column(name) for name in stored))
    with any_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "analytics_0001")
        connection.execute(snapshots.insert().values(stored))
        command.upgrade(config, "analytics@head")
        standing = set(sa.inspect(connection).get_table_names())
        for revision, tables in added.items():
            assert tables <= standing, revision
            command.downgrade(config, "analytics@-1")
            standing -= tables
            assert set(sa.inspect(connection).get_table_names()) == standing, revision
            assert connection.execute(sa.select(snapshots)).one()._asdict() == stored
        assert "engagement" not in {
            each["name"] for each in sa.inspect(connection).get_columns("snapshots")
        }
        command.upgrade(config, "analytics@head")
        assert connection.scalar(sa.select(store.snapshots.c.engagement)) == 7
