"""Migration 0021: the table of sent reports is added, all else stays, and no step goes back."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from campaign.storage import tables
from campaign.storage.database import migration_folders, open_database
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.storage.test_migration_reasons import before, put

__all__ = ["before"]

pytestmark = on_both

SENT = {
    "period": "2026-W49", "reader": "maria@example.eu", "delivery": "1", "service": "mailto://",
    "stage": "sent", "worker": "w", "tries": 1, "at": NOW, "until": NOW, "detail": "",
}  # fmt: skip


def test_what_was_planned_stays_and_what_was_sent_is_not_forgotten(before: str) -> None:
    """Without the table, each report would be sent once more: the step back is refused."""
    put(before, [{"state": "scheduled"}])
    config = Config()
    config.set_main_option("script_location", str(Path(tables.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(migration_folders()))
    engine = sa.create_engine(before)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0021")
        known = sa.Table("sent_reports", sa.MetaData(), autoload_with=connection)
        connection.execute(known.insert().values(SENT))
        with pytest.raises(RuntimeError, match="restore a backup"):
            command.downgrade(config, "0020")
    engine.dispose()
    database = open_database(before)
    with database.read() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM publications")) == 1
        assert connection.scalar(sa.text("SELECT count(*) FROM sent_reports")) == 1
    database.close()
