"""New SQLite databases of tests get the tables that the migrations made once for all of them.

To make them takes a quarter of a second, and most tests begin with a database of their own. What
holds any table already, and every PostgreSQL, is migrated as it is in the program.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import inspect

from campaign.storage import database
from campaign.storage.database import Database, open_database


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Let `open_database` begin with what the migrations gave the first time."""
    migrate: Callable[[Database], None] = database._migrate

    @cache
    def statements() -> tuple[str, ...]:
        """What makes the tables that the migrations make."""
        with TemporaryDirectory(prefix="migrated-") as folder:
            file = Path(folder) / "campaign.db"
            with pytest.MonkeyPatch.context() as original:
                original.setattr(database, "_migrate", migrate)
                open_database(f"sqlite:///{file}").close()
            connection = sqlite3.connect(file)
            lines = tuple(connection.iterdump())
            connection.close()
        return lines[1:-1]  # without BEGIN and COMMIT

    def quickly(made: Database) -> None:
        if made.engine.dialect.name == "sqlite":
            known = statements()
            with made.write() as connection:
                if not inspect(connection).get_table_names():
                    for each in known:
                        connection.exec_driver_sql(each)
                    return
        migrate(made)

    patch.setattr(database, "_migrate", quickly)
