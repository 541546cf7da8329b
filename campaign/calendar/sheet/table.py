"""A table as a spreadsheet shows it: columns with names, and rows with numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from campaign.errors import Place


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that cannot be used, such as a formula or an error; `why` says why in words."""

    why: str


#: The value of a cell: text, a wall time without a zone, a day without a time, or a number (as
#: spreadsheets keep times).
Value = str | datetime | date | float | Unreadable

FIRST_DAY: Final = date(1899, 12, 30)
"""Spreadsheets keep a time as a number of days since this one, from March 1900 on."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its number in the sheet (the heading is usually 1); empty cells are left out."""

    number: int
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's columns in its own order, and its rows.

    `source` is the file it came from, `heading` the number of the row with the columns' names.
    `epoch` is the day from which its numbers count days; in some workbooks it is 1904-01-01.

    A column without a heading has the name ""; its cells are not in the rows.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    source: str = ""
    heading: int = 1
    epoch: date = FIRST_DAY

    def address(self, column: str, row: Row) -> str:
        """The spreadsheet's name of a cell ("B5"); the row alone when there is no such column."""
        if column not in self.columns:
            return f"row {row.number}"
        return f"{letters(self.columns.index(column))}{row.number}"

    def place(self, row: Row) -> Place:
        """The place of a row in the file."""
        return Place(self.source, row.number)


def letters(index: int) -> str:
    """A column's letters, counted from 0: A, B … Z, AA, AB."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
