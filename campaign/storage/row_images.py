"""How rows stand: an entry of the record that holds them as they were just written.

Some tables are small, and people write them one by one: approvals, releases, people, roles. After
each change, `stand` writes the rows as they are now, and `gone` which are no more. The newest image
of a row is what `campaign evidence verify` compares with the table. Long and binary values stand
there by their SHA-256.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Connection, Table

from campaign.storage import raw_rows, record
from campaign.storage.record import Entry, RecordAct
from campaign.storage.record_format import canonical

#: The key among an entry's private values that holds its images, by key of their rows.
ROWS: Final = "rows"

#: The key of an entry's details that says: what was told of this table's rows before is past.
WHOLE: Final = "whole"

#: Tables whose keys tell who somebody is: the keys of their rows are private as well.
OF_PERSONS: Final = frozenset({"people", "roles", "authors", "edits"})

#: Tables of which every row has an image: a row without one was written by nobody.
KEPT: Final = (
    *("approvals", "releases", "remarks", "authors", "edits", "pauses"),
    *("people", "roles", "dismissals", "invitations", "consents"),
    *("changes", "change_tries", "read_backs", "skips"),
)

_AT_ONCE = 200  # rows in one entry
_VALUES = 500  # values in one statement
_LONG = 200  # characters; longer values stand by their hash


def stand(
    connection: Connection, table: Table, *where: ColumnElement[bool], who: str, now: datetime
) -> int:
    """Write down how the rows of a table stand; gives how many.

    The conditions that select them are on its columns in `raw_rows.bare`. `now` is UTC.
    """
    at = 0
    while rows := raw_rows.select(connection, table, *where, limit=_AT_ONCE, offset=at):
        images = {key(table, row): image(table, row) for row in rows}
        details, private = _named(table, images)
        entry = Entry(RecordAct.ROWS_STAND, who, now, details=details, private=private)
        record.note(connection, [entry])
        at += len(rows)
    return at


def stand_among(
    connection: Connection,
    table: Table,
    column: str,
    values: Sequence[Any],
    *,
    who: str,
    now: datetime,
) -> int:
    """Write down how those rows stand that have one of these values in a column; gives how many."""
    found = 0
    for start in range(0, len(values), _VALUES):
        some = raw_rows.bare(table).c[column].in_(values[start : start + _VALUES])
        found += stand(connection, table, some, who=who, now=now)
    return found


def written(
    connection: Connection, table: Table, column: str, values: Sequence[Any], *, now: datetime
) -> None:
    """The same for rows that were just written; who wrote them stands in the entry of the act."""
    stand_among(connection, table, column, values, who="", now=now)


def stand_whole(connection: Connection, table: Table, now: datetime) -> None:
    """Write down how all rows of a table stand; every earlier image of its rows is past."""
    details = {"table": table.name, "keys": [], WHOLE: True}
    record.note(connection, [Entry(RecordAct.ROWS_STAND, "", now, details=details)])
    stand(connection, table, who="", now=now)


def gone(
    connection: Connection, table: Table, keys: Sequence[str], *, now: datetime, who: str = ""
) -> None:
    """Write down that rows were deleted; `keys` are as `key_of` gives them."""
    if keys:
        details, private = _named(table, dict.fromkeys(keys))
        entry = Entry(RecordAct.ROWS_GONE, who, now, details=details, private=private)
        record.note(connection, [entry])


def key(table: Table, row: Mapping[str, Any]) -> str:
    """What a row is called in the record: its primary key."""
    return key_of(*(row[column.name] for column in table.primary_key.columns))


def key_of(*values: Any) -> str:
    """The same from the values of the primary key, in the order of its columns."""
    return canonical(list(values))


def image(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A raw row (`raw_rows.select`) as the record holds it."""
    return {
        column.name: _short(row[column.name], isinstance(column.type, JSON))
        for column in table.columns
    }


def shortened(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Some columns of a raw row as its image has them."""
    return {
        name: _short(value, isinstance(table.columns[name].type, JSON))
        for name, value in values.items()
    }


def _named(
    table: Table, images: Mapping[str, Mapping[str, Any] | None]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The public and the private part of an entry about rows."""
    private = {ROWS: canonical(images)}
    if table.name in OF_PERSONS:
        return {"table": table.name}, private
    there = any(image is not None for image in images.values())
    return {"table": table.name, "keys": sorted(images)}, private if there else {}


def _short(value: Any, hashed: bool) -> Any:
    if isinstance(value, str) and (hashed or len(value) > _LONG):
        return "sha256:" + sha256(value.encode("utf-8", "surrogateescape")).hexdigest()
    return value
