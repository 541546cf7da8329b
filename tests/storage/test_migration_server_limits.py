"""Migration 0007: the table of what servers said is added, and all else stays."""

from __future__ import annotations

import sqlalchemy as sa

from campaign.storage.database import HEADS, open_database
from tests.storage.conftest import on_both
from tests.storage.test_migration_reasons import before, put

__all__ = ["before"]

pytestmark = on_both


def test_what_was_planned_before_stays_and_no_server_has_said_anything(before: str) -> None:
    """The columns are those of the program's own table."""
    put(before, [{"state": "scheduled"}, {"state": "failed"}])
    database = open_database(before)
    with database.read() as connection:
        assert set(connection.scalars(sa.text("SELECT version_num FROM alembic_version"))) == HEADS
        assert connection.scalar(sa.text("SELECT count(*) FROM publications")) == 2
        assert connection.scalar(sa.text("SELECT count(*) FROM server_limits")) == 0
        found = {each["name"]: each for each in sa.inspect(connection).get_columns("server_limits")}
    assert [name for name, column in found.items() if column["nullable"]] == ["asked_at"]
    assert set(found) == {
        "platform", "server", "tried_at", "asked_at", "software", "version", "limits", "ignored"
    }  # fmt: skip
    database.close()
