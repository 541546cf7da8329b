"""Databases for the analytics tests: SQLite files, and a real PostgreSQL where it is there."""

from __future__ import annotations

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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def any_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty database of each kind, without tables."""
    if request.param == "sqlite":
        made = sa.create_engine(f"sqlite:///{tmp_path / 'any.db'}")
    else:
        made = sa.create_engine(request.getfixturevalue("empty_postgres"))
    yield made
    made.dispose()
