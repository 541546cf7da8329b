"""Approvals, releases and other small tables: each row against its newest image in the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Table

from campaign.storage import raw_rows, row_images
from campaign.storage.record import RecordAct
from campaign.storage.record_format import canonical
from campaign.storage.row_images import KEPT, ROWS, WHOLE
from campaign.storage.trust import tables as of_people
from campaign.usecases.trust.verification import chain as entries
from campaign.usecases.trust.verification.chain import Chain, Read
from campaign.usecases.trust.verification.findings import Wrong

# All tables, those of people among them.
_TABLES: Final = of_people.people.metadata.tables


@dataclass(frozen=True, slots=True)
class _Image:
    """The newest image: the entry that has it, whether the row is there, and the image's hash.

    The hash is None where the image was redacted.
    """

    id: int
    number: int | None
    there: bool
    digest: bytes | None


class Rows:
    """The newest image of each row, by table and key: its hash, and the entry that has it."""

    def __init__(self, connection: Connection, chain: Chain) -> None:
        self._connection = connection
        self._chain = chain
        self._images: dict[str, dict[str, _Image]] = {}
        self._since: dict[str, int] = {}  # what older entries told of a table is past

    def take(self, some: Iterable[Read]) -> None:
        """Take in the images among these entries."""
        for entry in some:
            if entry.act not in (RecordAct.ROWS_STAND, RecordAct.ROWS_GONE):
                continue
            table = str(entry.details.get("table"))
            known = self._images.setdefault(table, {})
            if entry.details.get(WHOLE) is True:
                self._since[table] = max(entry.id, self._since.get(table, 0))
                for key in [key for key, image in known.items() if image.id < entry.id]:
                    del known[key]
            if entry.id < self._since.get(table, 0):
                continue
            images = raw_rows.parsed(entry.private.get(ROWS))
            images = images if isinstance(images, dict) else {}
            # Keys that tell who somebody is stand among the images alone.
            keys = entry.details.get("keys", list(images))
            for key in keys if isinstance(keys, list) else ():
                before = known.get(str(key))
                if before is not None and before.id > entry.id:
                    continue  # this one was chained later than a newer one
                # A redacted image is followed by another one.
                digest = _digest(images[key]) if key in images else None
                there = entry.act == RecordAct.ROWS_STAND
                known[str(key)] = _Image(entry.id, entry.number, there, digest)

    def keys(self, table: str) -> frozenset[str]:
        """The keys of the rows of a table that have an image."""
        found = self._images.get(table, {})
        return frozenset(key for key, image in found.items() if image.there)

    def finish(self) -> None:
        """Compare every row with its newest image."""
        for name in sorted({*self._images, *KEPT}):
            if name in _TABLES:
                self._table(_TABLES[name], self._images.get(name, {}))

    def _table(self, table: Table, images: dict[str, _Image]) -> None:
        left = {key for key, image in images.items() if image.there}
        for row in _each(self._connection, table):
            key = row_images.key(table, row)
            kept = images.get(key)
            if kept is None or not kept.there:
                if table.name in KEPT:
                    what = f"row {key} is in no entry of the record"
                    self._chain.blame(Wrong(table.name, what))
                continue
            left.discard(key)
            image = row_images.image(table, row)
            if kept.digest is not None and _digest(image) != kept.digest:
                self._blame(table, key, image, kept.number)
        for key in sorted(left):
            self._blame(table, key, None, images[key].number)

    def _blame(
        self, table: Table, key: str, there: dict[str, Any] | None, number: int | None
    ) -> None:
        entry = number and entries.one(self._connection, number, self._chain.forgotten)
        if there is None:
            what = f"row {key} is missing"
        else:
            told = raw_rows.parsed(entry.private.get(ROWS)) if entry else None
            image = told.get(key, {}) if isinstance(told, dict) else {}
            names = [name for name in there if there[name] != image.get(name)]
            what = f"row {key}: {', '.join(names) or 'it'} was changed"
        self._chain.blame(entry.wrong(table.name, what) if entry else Wrong(table.name, what))


def _each(connection: Connection, table: Table) -> Iterable[dict[str, Any]]:
    """Every row in the order of its key, a portion in memory at a time."""
    # The key of some tables has several columns, so the portions are counted off.
    at = 0
    while rows := raw_rows.select(connection, table, limit=raw_rows.PORTION, offset=at):
        yield from rows
        at += len(rows)


def _digest(image: Any) -> bytes:
    return sha256(canonical(image).encode("utf-8", "surrogateescape")).digest()
