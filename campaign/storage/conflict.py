"""An INSERT that may leave a row that is there alone, in the words of the database in use."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table


def insert_missing(connection: Connection, table: Table) -> Any:
    """An INSERT into a table that does nothing about a row that is there already."""
    # Most commands write no such row, and loading a dialect takes longer than reading a calendar.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - see above

        return insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as insert_here  # noqa: PLC0415 - see above

    return insert_here(table).on_conflict_do_nothing()
