"""Recognises a sheet's columns, in any order and with any blanks and capitals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from campaign.calendar.known import did_you_mean
from campaign.calendar.sheet.columns import WHEN, clean
from campaign.calendar.sheet.table import Row, Table, Value
from campaign.errors import Mistake, Place


def recognise(table: Table, known: Sequence[str]) -> tuple[Table, list[Mistake]]:
    """The table with the column names of `known` and clean cells, and the mistakes in its heading.

    An unknown column keeps its place with the name "" and is not read.
    """
    folded = {name.casefold(): name for name in known}
    heading: list[str] = []
    names: dict[str, str] = {}
    mistakes: list[Mistake] = []
    for column in table.columns:
        name = folded.get(" ".join(column.split()).casefold(), "")
        if name and name not in heading:
            names[column] = name
            heading.append(name)
            continue
        heading.append("")
        if name:
            message, remedy = f'the column "{column}" is there twice', "take one of the two away"
        else:
            message = f'the column "{column}" is not one of the calendar; it was not read'
            remedy = did_you_mean(column, known)
        if column:
            mistakes.append(Mistake(Place(table.source, table.heading), message, remedy))
    rows = tuple(Row(row.number, _known_cells(row, names)) for row in table.rows)
    return replace(table, columns=tuple(heading), rows=rows), mistakes


def _known_cells(row: Row, names: dict[str, str]) -> dict[str, Value]:
    cells: dict[str, Value] = {}
    for column, value in row.cells.items():
        name = names.get(column)
        if name and isinstance(value, float) and name != WHEN:
            value = f"{value:.15g}"  # somebody typed a number into a cell for text
        tidy = clean(name, value) if name and isinstance(value, str) else value
        if name and tidy != "":
            cells[name] = tidy
    return cells
