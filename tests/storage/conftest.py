"""A real database for each test: an SQLite file, or one of its own on a PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from campaign.storage.database import Database, open_database

#: For a whole module: `pytestmark = on_both`.
on_both = pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Which database a test works on; SQLite, unless it says otherwise."""
    found: str = getattr(request, "param", "sqlite")
    return found


@pytest.fixture
def url(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the database will be; on SQLite, the folder does not exist yet."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'var' / 'campaign.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create()
    yield postgres.url_of(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that has been migrated, once for all tests."""
    file = tmp_path_factory.mktemp("migrated") / "campaign.db"
    open_database(f"sqlite:///{file}").close()
    return file


class Postgres:
    """Makes databases that have been migrated, by copying one that was."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self._engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._numbers = count(1)
        self._migrated = f"migrated_{uuid4().hex}"
        self._run(f"CREATE DATABASE {self._migrated}")
        open_database(self.url_of(self._migrated)).close()

    def url_of(self, name: str) -> str:
        """The address of one database."""
        return self._url.set(database=name).render_as_string(hide_password=False)

    def create(self, *, empty: bool = False) -> str:
        """A new database, and its name; an `empty` one has no tables."""
        name = f"{self._migrated}_{next(self._numbers)}"
        like = "" if empty else f" TEMPLATE {self._migrated}"
        self._run(f"CREATE DATABASE {name}{like}")
        return name

    def drop(self, name: str) -> None:
        """Remove it, whoever is still in it."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Leave nothing behind."""
        self.drop(self._migrated)
        self._engine.dispose()

    def _run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(sa.text(statement))


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[Postgres]:
    """A PostgreSQL with a migrated database to copy."""
    made = Postgres(postgres_url)
    yield made
    made.close()


@pytest.fixture
def database(url: str, kind: str, migrated: Path) -> Iterator[Database]:
    """A database of its own for one test."""
    if kind == "sqlite":
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir()
        shutil.copyfile(migrated, file)
    opened = open_database(url)
    yield opened
    opened.close()
