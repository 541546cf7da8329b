"""A real database file for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.storage.database import Database, open_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where the database will be; the folder does not exist yet."""
    return f"sqlite:///{tmp_path / 'var' / 'campaign.db'}"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that has been migrated, once for all tests."""
    file = tmp_path_factory.mktemp("migrated") / "campaign.db"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def database(url: str, migrated: Path) -> Iterator[Database]:
    """A database of its own for one test."""
    file = Path(url.removeprefix("sqlite:///"))
    file.parent.mkdir()
    shutil.copyfile(migrated, file)
    opened = open_database(url)
    yield opened
    opened.close()
