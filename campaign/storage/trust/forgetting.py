"""Delete private values of the record, and the same values in the tables, by a committed act.

::

    entries     their private values and salts are deleted; their hashes stay
    tables      the same names become a placeholder, and the same words become ""
    images      rows that an entry held are written down anew, as they stand after that
    the act     names the keys and the spans of entries: without it, what is gone was stolen

All of it is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select, update

from campaign.storage import beginning, record, row_images
from campaign.storage.database import Database
from campaign.storage.raw_rows import PORTION
from campaign.storage.record import Entry, RecordAct
from campaign.storage.row_images import ROWS
from campaign.storage.tables import metadata
from campaign.storage.tables import record as entries
from campaign.storage.trust.personal import Changed

_SPANS: Final = 1000  # in one entry

#: Says which private values of an entry are to go: it gets the row, and gives their keys.
Choose = Callable[[Any], Iterable[str]]


@dataclass(slots=True)
class Gone:
    """What was deleted: spans of entries by the keys that they lost, and the images among them."""

    spans: dict[tuple[str, ...], list[list[int]]] = field(default_factory=dict)
    entries: int = 0
    publications: list[int] = field(default_factory=list)
    images: dict[str, set[str]] = field(default_factory=dict)

    def add(self, row: Any, keys: tuple[str, ...]) -> None:
        """One entry that loses these keys; entries come in the order of their numbers."""
        self.entries += 1
        spans = self.spans.setdefault(keys, [])
        if spans and spans[-1][1] == row.number - 1:
            spans[-1][1] = row.number
        else:
            spans.append([row.number, row.number])
        if ROWS not in keys:
            return
        if row.act == RecordAct.FOUND:
            self.publications.append(row.publication)
        elif row.act == RecordAct.ROWS_STAND:
            self.images.setdefault(row.public["table"], set()).update(row.public.get("keys", ()))


def delete(connection: Connection, choose: Choose) -> Gone:
    """Delete the private values that are chosen of the chained entries; gives what is gone."""
    gone = Gone()
    last = 0
    while rows := connection.execute(
        select(entries).where(entries.c.number > last).order_by(entries.c.number).limit(PORTION)
    ).all():
        last = rows[-1].number
        for row in rows:
            keys = tuple(sorted(set(choose(row)) & row.private.keys()))
            if keys:
                kept = {key: value for key, value in row.private.items() if key not in keys}
                same = entries.c.id == row.id
                connection.execute(update(entries).where(same).values(private=kept))
                gone.add(row, keys)
    return gone


def commit(
    connection: Connection,
    act: RecordAct,
    gone: Gone,
    changed: Changed,
    *,
    who: str,
    now: datetime,
    placeholder: str,
    details: Mapping[str, Any],
) -> None:
    """Write the act, and how the rows stand whose images are gone; the tables are changed already.

    A long list of spans becomes several entries.
    """
    for group in _groups(gone):
        more = {**details, "gone": group, "placeholder": placeholder}
        record.note(connection, [Entry(act, who, now, details=more)])
    beginning.found(connection, gone.publications, now)
    for name in sorted({*gone.images, *row_images.KEPT}):
        keys = gone.images.get(name, set()) | changed.keys.get(name, set())
        table = metadata.tables[name]
        if name in row_images.OF_PERSONS:
            # Their keys went with the images, or are others by now.
            row_images.stand_whole(connection, table, now)
            continue
        first = next(iter(table.primary_key.columns)).name
        values = sorted({json.loads(key)[0] for key in keys})
        row_images.stand_among(connection, table, first, values, who="", now=now)
    record.chain(connection)


def overwrite(connection: Connection) -> None:
    """Have SQLite overwrite what is deleted, so that no page of the file keeps it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def scrub(database: Database) -> None:
    """Empty SQLite's log of writes, where the former pages lie until then.

    If others read just now, their next writes overwrite it.
    """
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _groups(gone: Gone) -> Iterator[list[dict[str, Any]]]:
    """What is gone in portions of a bounded size; one empty portion when nothing is."""
    portion: list[dict[str, Any]] = []
    count = 0
    for keys, spans in sorted(gone.spans.items()):
        for start in range(0, len(spans), _SPANS):
            some = spans[start : start + _SPANS]
            if count + len(some) > _SPANS and portion:
                yield portion
                portion, count = [], 0
            portion.append({"keys": list(keys), "entries": some})
            count += len(some)
    yield portion
