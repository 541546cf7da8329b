"""Rows as they lie in the database, for a check that believes nothing of them.

A changed byte may make a value that no column can hold: half a character, or a day that does not
exist. Here it comes back as text that equals nothing, and never as an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Table,
    TableClause,
    Text,
    cast,
    column,
    text,
)
from sqlalchemy import select as sql_select
from sqlalchemy import table as sql_table

from campaign.storage.record_format import canonical, instant
from campaign.storage.sqlite.errors import UNREADABLE, primary_code
from campaign.storage.tables import Instant

#: Rows that are in memory at once.
PORTION: Final = 1000


@contextmanager
def raw(connection: Connection) -> Iterator[None]:
    """A block in which SQLite gives text that is no UTF-8 too, with its bytes kept."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    before = driver.text_factory
    driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before


@cache
def bare(table: Table) -> TableClause:
    """A table whose columns have no types, so that nothing is made of what lies there."""
    return sql_table(table.name, *(column(each.name) for each in table.columns))


def select(
    connection: Connection,
    table: Table,
    *where: ColumnElement[bool],
    order: Sequence[str] = (),
    limit: int | None = None,
    offset: int | None = None,
) -> list[dict[str, Any]]:
    """The rows of a table, by column; the conditions are on the columns of `bare`.

    Without an `order`, they come in that of their keys. Instants come as the record writes them,
    JSON columns as the text that lies there.
    """
    from_ = bare(table)
    json_as_text = connection.dialect.name == "postgresql"
    columns = [
        cast(from_.c[each.name], Text).label(each.name)
        if json_as_text and isinstance(each.type, JSON)
        else from_.c[each.name]
        for each in table.columns
    ]
    names = order or [each.name for each in table.primary_key.columns]
    query = sql_select(*columns).where(*where).order_by(*(from_.c[name] for name in names))
    found = connection.execute(query.limit(limit).offset(offset))
    instants = {each.name for each in table.columns if isinstance(each.type, Instant)}
    return [
        {
            name: _instant(value) if name in instants else value
            for name, value in row._mapping.items()
        }
        for row in found
    ]


def is_text(value: str) -> bool:
    """True for text that a query takes; False where bytes were kept that are none."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def parsed(value: Any) -> Any:
    """The value of a JSON text; None when it is none, so that it equals nothing that is stored."""
    try:
        return json.loads(value)
    except (TypeError, ValueError, RecursionError):
        return None


def is_canonical(value: Any) -> bool:
    """True for JSON text in exactly the form that the record hashes."""
    try:
        own: bool = canonical(json.loads(value)) == value
        return own
    except (TypeError, ValueError, RecursionError):
        return False


def _instant(value: Any) -> Any:
    """An instant as the record writes it; what is none stays as it is."""
    if isinstance(value, datetime):
        return instant(value if value.tzinfo else value.replace(tzinfo=UTC))
    if not isinstance(value, str):
        return value
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return f"no instant: {value}"
    # SQLite keeps text: any other spelling of the same instant was not written by us.
    if found.tzinfo is not None or found.strftime("%Y-%m-%d %H:%M:%S.%f") != value:
        return f"no instant: {value}"
    return instant(found.replace(tzinfo=UTC))


def damage(connection: Connection) -> list[str]:
    """What SQLite's own check says of all pages and indexes; nothing for a whole database."""
    if connection.dialect.name != "sqlite":
        return []
    found = [str(line) for line in connection.scalars(text("PRAGMA integrity_check(10)"))]
    return [] if found == ["ok"] else found


def is_damage(error: BaseException) -> bool:
    """True when a database file is damaged, and not just out of reach."""
    cause = getattr(error.__cause__, "orig", None)
    return primary_code(cause) in UNREADABLE
