"""Reads an .ods: the sheet with the calendar, its texts line by line, and its times.

odfpy writes our documents. It does not read them: it has no bounds. Source of the format: ODF 1.3
part 3, chapters 6.1 (text) and 9 (tables).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time

from campaign.calendar.sheet import Table, Unreadable, Value
from campaign.spreadsheet.bounds import CELL, Budget, check_column, check_row
from campaign.spreadsheet.cells import FORMULA, NAME, TableFinder, too_long
from campaign.spreadsheet.errors import SheetError, no_heading
from campaign.spreadsheet.package import Package

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?)?")
#: What stands in a cell or a sheet and is no part of its words.
_ASIDE = frozenset({"annotation", "tracked-changes", "shapes", "forms", "event-listeners", "note"})
_NUMBERS = ("float", "percentage", "currency")


def read(data: bytes, source: str) -> Table:
    """The table in a document's bytes; raises SheetError."""
    budget = Budget()
    package = Package(data, budget)
    if "xl/workbook.xml" in package:
        raise SheetError("this is an .xlsx workbook, whatever its name says", "name it .xlsx")
    if _CONTENT not in package:
        raise SheetError(
            "the document cannot be read: there is no sheet in it",
            "save it once more as .ods",
        )
    if _MANIFEST in package:
        package.walk(_MANIFEST, _Manifest())
    document = _Document(source, budget)
    package.walk(_CONTENT, document)
    for _, finder in sorted(document.sheets, key=lambda sheet: sheet[0] != NAME):
        if (table := finder.table()) is not None:
            return table
    raise no_heading()


class _Manifest:
    """The list of the document's parts, which says whether they are encrypted."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == "encryption-data":
            raise SheetError("the sheet has a password", "take the password off")

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, characters: str) -> None:
        """Characters between two tags."""


class _Document:
    """The document: a finder for each of its sheets, by name, fed with the sheet's rows."""

    def __init__(self, source: str, budget: Budget) -> None:
        self._source, self._budget = source, budget
        self.sheets: list[tuple[str, TableFinder]] = []
        self._finder: TableFinder | None = None
        self._aside = 0  # how deep inside of something that is left out
        self._row = 0
        self._row_times = 1
        self._cells: dict[int, Value] = {}
        self._column = 0
        self._attributes: Mapping[str, str] | None = None  # of the cell that is open
        self._lines: list[str] = []
        self._line: list[str] | None = None
        self._size = 0
        self._depth = 0  # of paragraphs: a text box in a cell holds some of its own

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._aside or name in _ASIDE or (name == "table" and self._finder is not None):
            self._aside += 1
        elif name == "table":
            self._finder = TableFinder(self._source, self._budget)
            self.sheets.append((attributes.get("name", ""), self._finder))
            self._row = 0
        elif self._finder is None:
            return
        elif name == "table-row":
            self._row_times = _times(attributes.get("number-rows-repeated"))
            self._cells, self._column = {}, 0
        elif name in ("table-cell", "covered-table-cell"):
            self._attributes = attributes
            self._lines, self._line, self._size = [], None, 0
        elif self._attributes is not None:
            self._start_in_cell(name, attributes)

    def _start_in_cell(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "p":
            self._depth += 1
            if self._depth == 1:
                self._line = []
        elif name == "s":
            self._add(" ", _times(attributes.get("c")))
        elif name == "tab":
            self._add("\t")
        elif name == "line-break":
            self._add("\n")

    def end(self, name: str) -> None:
        """An element ends."""
        if self._aside:
            self._aside -= 1
        elif self._finder is None:
            return
        elif name == "table":
            self._finder = None
        elif name == "table-row":
            self._end_row(self._finder)
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "p" and self._attributes is not None:
            self._depth -= 1
            if self._depth == 0 and self._line is not None:
                self._lines.append("".join(self._line))
                self._line = None
                self._size += 1

    def text(self, characters: str) -> None:
        """Characters between two tags."""
        if not self._aside:
            self._add(characters)

    def _add(self, characters: str, times: int = 1) -> None:
        if self._line is not None:
            self._size += len(characters) * times
            if self._size <= CELL:
                self._line.append(characters * times)

    def _end_cell(self) -> None:
        attributes = self._attributes or {}
        times = _times(attributes.get("number-columns-repeated"))
        value = self._value(attributes)
        if value != "":
            check_column(self._column + times - 1)
            if times > 1:
                self._budget.cells(times, len(value) if isinstance(value, str) else 1)
            self._cells |= dict.fromkeys(range(self._column, self._column + times), value)
        self._column += times
        self._attributes = None
        self._depth = 0

    def _end_row(self, finder: TableFinder) -> None:
        number, self._row = self._row + 1, self._row + self._row_times
        if self._cells:
            check_row(self._row)
            for each in range(number, self._row + 1):
                if not finder.add(each, self._cells):
                    break  # nor will any of those that are like it be kept
        elif number <= self._row:
            finder.add(check_row(number), {})

    def _value(self, attributes: Mapping[str, str]) -> Value:
        if attributes.get("formula"):
            return Unreadable(FORMULA)
        kind = attributes.get("value-type")
        if kind == "date":
            return _date(attributes.get("date-value", ""))
        if kind in _NUMBERS:
            number = float(attributes.get("value", "nan"))
            if not math.isfinite(number):
                return Unreadable("the number in it is none that a sheet can hold")
            return number
        if (size := self._size - 1) > CELL:  # each line was counted with its end
            return too_long(size)
        if not self._lines and kind == "string":
            return attributes.get("string-value", "")
        return "\n".join(self._lines)


def _date(text: str) -> Value:
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        day = date.fromisoformat(found[1])
        return datetime.combine(day, time.fromisoformat(found[2])) if found[2] else day
    except ValueError:
        return Unreadable("the day in it is none of the calendar")


def _times(text: str | None) -> int:
    """How often something is repeated: at least once, and so often that a bound is met at most."""
    if text is None:
        return 1
    digits = text.strip().lstrip("+").lstrip("0")
    if not digits.isdecimal():
        return 1
    return int(digits) if len(digits) < 19 else 10**18
