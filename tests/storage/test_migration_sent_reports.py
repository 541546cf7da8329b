"""Migration 0021: the table of sent reports comes and goes, and all else stays."""

from __future__ import annotations

from pathlib import Path

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


def test_sent_reports_come_and_go_beside_what_was_planned(before: str) -> None:
    """A publication of before stays, up, down and up again; no report was sent to anybody."""
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
        command.downgrade(config, "0020")
        assert not sa.inspect(connection).has_table("sent_reports")
    engine.dispose()
    database = open_database(before)
    with database.read() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM publications")) == 1
        assert connection.scalar(sa.text("SELECT count(*) FROM sent_reports")) == 0
    database.close()
