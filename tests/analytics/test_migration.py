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
