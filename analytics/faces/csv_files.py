"""The tables of a report as CSV files, for programs: one file a table, headed by the columns' ids.

The ids are the same in every language and for ever. Words and names stand in the document's
language. A gap is written "n/a": it is no number, so no program adds it up as a zero. A row of sums
is the last one, where a table has it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import BinaryIO, Final

from analytics.document import Block, Column, Document, Gap, Kind, Light, Section, Table, Tiles
from analytics.faces.fields import Value, every_row, fields

MISSING: Final = "n/a"
#: What a text begins with that a spreadsheet program takes for a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
HEADLINE: Final = "headline"
"""The id of the file of the headline figures."""


def csv_tables(document: Document) -> Iterator[Table]:
    """The tables that get a file: the headline figures as one, and every table of the report.

    Of two tables with one id, the second has a number behind it.
    """
    used: set[str] = set()
    for table in (*_headline(document), *document.tables()):
        name, number = table.id, 1
        while name in used:
            number += 1
            name = f"{table.id}-{number}"
        used.add(name)
        yield replace(table, id=name)


def csv_file(table: Table, out: BinaryIO) -> None:
    """Write one table, row by row: UTF-8 with the mark that spreadsheet programs need, CR LF.

    Instants and days are written as in ISO 8601, instants in UTC; numbers with a point and without
    grouping; a share as a part of one; a change in percent; a traffic light by its signal.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        columns = fields(table)
        writer.writerow([each.id for each in columns])
        for row in every_row(table):
            writer.writerow([plain(each.of(row)) for each in columns])
        if table.sums is not None:
            writer.writerow([plain(each.of(table.sums)) for each in columns])
    finally:
        text.detach()


def plain(value: Value) -> str:
    """A value as a CSV file writes it."""
    if isinstance(value, Gap):
        return MISSING
    if isinstance(value, Light):
        return str(value.signal)
    if isinstance(value, str):
        safe = value.encode("utf-8", "replace").decode()  # half a character cannot be written
        return f"'{safe}" if safe.startswith(FORMULA) else safe
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        value = round(value, 10)  # what is beyond comes from the arithmetic of the computer
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def _headline(document: Document) -> Iterator[Table]:
    """The headline figures as a table: each by its column's id."""
    columns = (
        Column("figure", "figure", Kind.TEXT),
        Column("name", "name", Kind.TEXT),
        Column("value", "value", Kind.NUMBER),
        Column("of", "of", Kind.TEXT),
        Column("note", "note", Kind.TEXT),
    )
    rows = tuple(
        (
            tile.column.id,
            tile.column.head,
            tile.value,
            tile.of,
            tile.below or (tile.value.why if isinstance(tile.value, Gap) else ""),
        )
        for block in _blocks(document.sections)
        if isinstance(block, Tiles)
        for tile in block.tiles
    )
    if rows:
        yield Table(HEADLINE, HEADLINE, columns, rows)


def _blocks(sections: tuple[Section, ...]) -> Iterator[Block]:
    for section in sections:
        yield from section.blocks
        yield from _blocks(section.subsections)
