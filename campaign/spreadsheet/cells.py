"""What the three formats share: finding the table in a sheet, and how wide columns are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from campaign.calendar.characters import composed
from campaign.calendar.sheet import Row, Table, Unreadable, Value
from campaign.calendar.sheet.table import FIRST_DAY
from campaign.spreadsheet.bounds import CELL, COLUMNS, Budget, check_column, check_row, too_large

NAME = "Calendar"
"""The sheet's name in a file that can hold several."""

_DEEP = 20
"""Rows that are searched for the heading: somebody may have put a title above it."""

FORMULA = "this is a formula, and only what is written counts"

_WIDTHS = {"id": 22, "when": 17, "zone": 16, "channels": 20, "facts": 12, "link": 28}
_WIDTHS |= {"hashtags": 24, "headline": 32, "text": 60, "alt": 44, "state": 10}


def width(column: str) -> int:
    """How many characters wide a column is shown."""
    return _WIDTHS.get(column.rpartition(" ")[2], 14)


class TableFinder:
    """Takes the rows of one sheet, and keeps the table under the row that looks like the heading.

    `budget` counts what is kept; beyond a bound, `add` raises SheetError.
    """

    def __init__(self, source: str, budget: Budget, epoch: date = FIRST_DAY) -> None:
        self._source, self._budget, self._epoch = source, budget, epoch
        self._names: dict[int, str] = {}
        self._heading: tuple[str, ...] = ()
        self._at = 0
        self._rows: list[Row] = []
        self.hopeless = False
        """True when no heading came where one is looked for; no more rows are needed then."""

    def add(self, number: int, values: Mapping[int, Value]) -> bool:
        """The next row of the sheet: its number, and its cells by the index of their column.

        Gives True when it was kept.
        """
        check_row(number)
        for index in values:
            check_column(index)
        if self._heading:
            cells = {
                self._names[index]: self._kept(value)
                for index, value in values.items()
                if index in self._names and value != ""
            }
            if cells:
                self._budget.row()
                self._rows.append(Row(number, cells))
                return True
        elif number > _DEEP or self.hopeless:
            self.hopeless = True
        elif _is_heading(values.values()):
            self._take_heading(number, values)
            return True
        return False

    def table(self) -> Table | None:
        """The table that was found; None without a heading."""
        if not self._heading:
            return None
        return Table(self._heading, tuple(self._rows), self._source, self._at, self._epoch)

    def _take_heading(self, number: int, values: Mapping[int, Value]) -> None:
        filled = {index: value for index, value in values.items() if value != ""}
        if len(filled) > COLUMNS:
            raise too_large(f"more than {COLUMNS} of its columns have a heading")
        last = max(filled)
        if last >= 4 * COLUMNS:
            raise too_large(f"its heading reaches over more than {4 * COLUMNS:,} columns")
        self._names = dict(_named({index: self._kept(v) for index, v in sorted(filled.items())}))
        self._heading = tuple(self._names.get(index, "") for index in range(last + 1))
        self._at = number

    def _kept(self, value: Value) -> Value:
        """The value, counted and composed (NFC); of a text that no cell can hold, what to say."""
        size = len(value) if isinstance(value, str) else 1
        if size > CELL:
            return too_long(size)
        self._budget.cells(1, size)
        return composed(value) if isinstance(value, str) else value


def too_long(characters: int) -> Unreadable:
    """What to say of a text that is longer than a cell can hold."""
    return Unreadable(f"it holds {characters:,} characters, and a cell of a sheet {CELL:,}")


def _is_heading(values: Iterable[Value]) -> bool:
    names = {value.strip().casefold() for value in values if isinstance(value, str)}
    # one of the two may have been lost; that is told later, in better words
    return ("id" in names and len(names) > 1) or {"when", "channels"} <= names


def _named(values: Mapping[int, Value]) -> Iterable[tuple[int, str]]:
    """The headings; one that stands twice gets blanks behind it, so that its cells stay apart."""
    times: Counter[str] = Counter()
    for index, value in values.items():
        name = value if isinstance(value, str) else str(value)
        times[name.rstrip()] += 1
        yield index, name.rstrip() + " " * (times[name.rstrip()] - 1)
