"""What tests of several parts share: quick databases, and the networks' own descriptions."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry, Pool

PROJECT = Path(__file__).parents[1]


@event.listens_for(Pool, "checkout")
def hurry(connection: object, record: ConnectionPoolEntry, _: object) -> None:
    """No test pulls the plug: SQLite need not wait for the disk, which takes most of the time."""
    if isinstance(connection, sqlite3.Connection) and not record.info.get("hurried"):
        with suppress(sqlite3.Error):  # a file that is damaged or held is the test's business
            connection.execute("PRAGMA synchronous=OFF")
        record.info["hurried"] = True


@pytest.fixture(scope="session")
def specs() -> Path:
    """The folder of the networks' machine-readable descriptions."""
    folder = Path(os.environ.get("CAMPAIGN_SPECS", PROJECT.parent / "shared" / "specs"))
    if not folder.is_dir():
        pytest.skip("the networks' descriptions are not here; set CAMPAIGN_SPECS to their folder")
    return folder
