"""One table as a sheet of a workbook; where one sheet is too short for it, as several."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Final

from analytics.document import Cell, Gap, Name, Range, Row, Table
from analytics.faces.cells import AMOUNTS
from analytics.faces.fields import Field, every_row, fields
from analytics.faces.sheet_writing import NOTHING, Look, Writing
from analytics.language import Words

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROWS: Final = 1_048_576
"""Rows of a sheet, the head among them."""

REASONS: Final = 40
"""So many reasons for gaps are told of one table."""

SEEN: Final = 200
"""So many rows are looked at for the widths of columns."""

NARROWEST, WIDEST = 10, 48
"""Characters."""


_WRAPPED: Final[Look] = {"text_wrap": True, "valign": "top"}


class TableSheet:
    """Writes a table row by row; `add` makes a sheet by the name that it should have.

    `name` is that of its first sheet, and `reasons` why it has gaps.
    """

    def __init__(
        self,
        writing: Writing,
        words: Words,
        table: Table,
        add: Callable[[str], Worksheet],
        rows: int = ROWS,
    ) -> None:
        self.writing, self.words, self.table, self.add, self.rows = writing, words, table, add, rows
        self.fields = fields(table)
        self.reasons: dict[str, None] = {}
        self.name = ""

    def write(self) -> None:
        """The sheets; a row of sums stands last, below what can be sorted and filtered."""
        found = every_row(self.table)
        row = next(found, None)
        while True:
            sheet = self.add(self.table.title or self.table.id)
            self.name = self.name or sheet.get_name()
            self._dress(sheet)
            at = 1
            while row is not None and at < self.rows:
                self._row(sheet, at, row)
                at += 1
                row = next(found, None)
            sheet.autofilter(0, 0, max(at - 1, 1), len(self.fields) - 1)
            if row is None and (self.table.sums is None or at < self.rows):
                break
        if self.table.sums is not None:
            self._row(sheet, at, self.table.sums, {"bold": True, "top": 1})

    def _row(self, sheet: Worksheet, at: int, row: Row, more: Look = NOTHING) -> None:
        for place, field in enumerate(self.fields):
            value = field.of(row)
            if isinstance(value, Gap) and value.why and len(self.reasons) < REASONS:
                self.reasons.setdefault(value.why)
            long = isinstance(value, str | Name) and len(shown(value)) > WIDEST
            look = {**_WRAPPED, **more} if long else more
            self.writing.cell(sheet, at, place, value, field.column, look)

    def _dress(self, sheet: Worksheet) -> None:
        """Heads that stay in place and say what they mean, and widths."""
        sheet.freeze_panes(1, 1)
        self.writing.printed(sheet, lying=True)
        sheet.repeat_rows(0)
        for place, field in enumerate(self.fields):
            head = self._head(field)
            look = "amount" if field.kind in AMOUNTS else "head"
            self.writing.text(sheet, 0, place, head, look)
            if field.column.meaning:
                lines = 1 + len(field.column.meaning) // 34
                size = {"width": 260, "height": 24 + 17 * lines, "font_size": 10}
                meaning = self.writing.holdable(field.column.meaning)
                sheet.write_comment(0, place, meaning, {"author": "", **size})
            sheet.set_column(place, place, self._width(field, head))

    def _head(self, field: Field) -> str:
        head = field.column.head
        if field.part == "low":
            return self.words("%(head)s, from", head=head)
        if field.part == "high":
            return self.words("%(head)s, to", head=head)
        return self.words("%(head)s, address", head=head) if field.part else head

    def _width(self, field: Field, head: str) -> int:
        longest = len(head) + 4  # the arrow of the filter
        sums = (self.table.sums,) if self.table.sums else ()
        for row in chain(self.table.rows[:SEEN], sums):
            longest = max(longest, len(shown(field.of(row))) + 2)
        return min(max(NARROWEST, longest), WIDEST)


def shown(value: Cell) -> str:
    """About what a cell shows, to measure it."""
    if isinstance(value, Gap):
        return "n/a"
    if isinstance(value, Range):
        value = value.value
    if isinstance(value, float):
        return f"{value:,.1f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(getattr(value, "word", getattr(value, "text", value)))
