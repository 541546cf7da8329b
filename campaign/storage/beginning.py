"""What the record begins with, where there was a campaign before there was a record.

The first entry says how much there was. One entry a publication holds its columns, its history, its
tries and its parts as they stood then, and others hold the variants and the approvals. So what is
changed in those rows later is found as well. What was changed before cannot be found.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select

from campaign.storage import raw_rows, record, row_images
from campaign.storage.moves import EVIDENCE
from campaign.storage.record import Entry, RecordAct
from campaign.storage.record_format import canonical
from campaign.storage.row_images import ROWS
from campaign.storage.tables import (
    approvals,
    attempts,
    history,
    metadata,
    parts,
    pauses,
    publications,
    releases,
    variants,
)
from campaign.storage.tables import record as entries

#: The tables whose rows belong to one publication.
OF_PUBLICATION: Final = (history, attempts, parts)

_WHOLE: Final = (variants, approvals, releases, pauses)
_AT_ONCE = 200  # publications in memory at once


def begin(connection: Connection) -> bool:
    """Write down what was there before the record; False when there was nothing, or a record."""
    if connection.scalar(select(entries.c.id).limit(1)) is not None:
        return False
    there = {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in (publications, *OF_PUBLICATION, *_WHOLE)
    }
    if not any(there.values()):
        return False
    now = _now(connection)
    record.append(connection, RecordAct.BEGAN, who="", now=now, details={"there": there})
    last = 0
    after = raw_rows.bare(publications).c.id
    while some := raw_rows.select(connection, publications, after > last, limit=_AT_ONCE):
        last = some[-1]["id"]
        _publications(connection, some, now)
    # Tables of people stand in a module above this one; no campaign is older than they are.
    kept = [metadata.tables[name] for name in row_images.KEPT if name in metadata.tables]
    for table in (variants, *kept):
        row_images.stand(connection, table, who="", now=now)
    return True


def found(connection: Connection, numbers: Sequence[int], now: datetime) -> None:
    """Write down anew how these publications stand: what entries told of them before is past."""
    for start in range(0, len(numbers), _AT_ONCE):
        mine = raw_rows.bare(publications).c.id.in_(numbers[start : start + _AT_ONCE])
        _publications(connection, raw_rows.select(connection, publications, mine), now)


def _publications(connection: Connection, some: Sequence[dict[str, Any]], now: datetime) -> None:
    found = {table.name: _rows(connection, table, some) for table in OF_PUBLICATION}
    made = []
    for row in some:
        number = row["id"]
        images = {name: rows.get(number, {}) for name, rows in found.items()}
        details = {
            "set": {name: row[name] for name in EVIDENCE},
            "keys": {name: sorted(rows) for name, rows in images.items()},
        }
        private = {ROWS: canonical(images)}
        made.append(Entry(RecordAct.FOUND, "", now, row["post"], number, details, private))
    record.note(connection, made)


def _rows(
    connection: Connection, table: Table, some: Sequence[dict[str, Any]]
) -> dict[int, dict[str, dict[str, Any]]]:
    mine = raw_rows.bare(table).c.publication.in_([row["id"] for row in some])
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for row in raw_rows.select(connection, table, mine):
        images = found.setdefault(row["publication"], {})
        images[row_images.key(table, row)] = row_images.image(table, row)
    return found


def _now(connection: Connection) -> datetime:
    """The database's own time: opening a database has no other."""
    now: datetime = connection.execute(select(func.now())).scalar_one()
    return now.replace(tzinfo=UTC) if now.tzinfo is None else now
