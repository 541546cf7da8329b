"""The columns of a table as files for machines hold them: one plain value a cell.

A range takes three columns, of which two end in `_low` and `_high`. A name that leads somewhere
has its address in a column that ends in `_url`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from analytics.document import Cell, Column, Gap, Kind, Light, Name, Range, Row, Table

Value = str | int | float | date | datetime | Light | Gap
"""What a field of a row holds."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a file: the column that it comes from, where that stands, and which part."""

    column: Column
    at: int
    part: str = ""

    @property
    def id(self) -> str:
        """Its name for machines."""
        return f"{self.column.id}_{self.part}" if self.part else self.column.id

    @property
    def kind(self) -> Kind:
        """What it holds; a range is a number, and each of its ends as well."""
        if self.part == "url":
            return Kind.TEXT
        return Kind.NUMBER if self.column.kind is Kind.RANGE else self.column.kind

    def of(self, row: Row) -> Value:
        """Its value in a row; what is no number at all is a gap."""
        cell: Cell = row[self.at]
        if type(cell) is int and not self.part:
            return cell
        if isinstance(cell, Name):
            return cell.url if self.part == "url" else cell.text
        if isinstance(cell, Range):
            cell = {"low": cell.low, "high": cell.high}.get(self.part, cell.value)
        elif self.part == "url":
            return ""
        if isinstance(cell, float) and not math.isfinite(cell):
            return Gap()
        return cell


def fields(table: Table) -> tuple[Field, ...]:
    """The fields of a table."""
    found: list[Field] = []
    for at, column in enumerate(table.columns):
        found.append(Field(column, at))
        if column.kind is Kind.RANGE:
            found += (Field(column, at, "low"), Field(column, at, "high"))
        elif any(isinstance(cell, Name) and cell.url for cell in (row[at] for row in table.rows)):
            found.append(Field(column, at, "url"))
    return tuple(found)


def every_row(table: Table) -> Iterator[Row]:
    """All its rows: those that a page leaves out as well, read one after the other."""
    return iter(table.rows) if table.more is None else table.more()
