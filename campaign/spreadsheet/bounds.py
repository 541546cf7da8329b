"""How large a sheet may be: bounds far above any calendar, and far below what fills a machine.

A spreadsheet file is packed. A few kilobytes can unpack to gigabytes, name a row a million times,
or state a cell at the edge of a sheet. Everything is counted while it is read.
"""

from __future__ import annotations

from typing import Final

from campaign.spreadsheet.errors import SheetError

FILE: Final = 50_000_000
"""Bytes of the largest file that is read."""
UNPACKED: Final = 50_000_000
"""Bytes that the parts of a packed file may have together."""
PARTS: Final = 2_000
"""Parts of a packed file; a workbook has about ten."""
LAST_ROW: Final = 1_048_576
"""Excel's last row (Excel specifications and limits)."""
LAST_COLUMN: Final = 16_384
"""Excel's last column, XFD."""
ROWS: Final = 3_000
"""Rows with something in them; a calendar has a row a post."""
COLUMNS: Final = 500
"""Columns with a heading; a calendar in thirty languages has 199."""
CELLS: Final = 400_000
"""Cells with something in them, in the whole file."""
CHARACTERS: Final = 10_000_000
"""Characters in all cells together."""
CELL: Final = 32_767
"""Characters of the longest text that a cell holds (Excel specifications and limits)."""
ELEMENTS: Final = 1_500_000
"""Elements of XML in all parts that are read."""

_REMEDY: Final = "is it the right file? take away what is no calendar, and save it once more"


class Budget:
    """What one file may still use; each method raises SheetError when it is too much."""

    def __init__(self) -> None:
        self._unpacked = UNPACKED
        self._elements = ELEMENTS
        self._rows = ROWS
        self._cells = CELLS
        self._characters = CHARACTERS

    def unpack(self, size: int) -> None:
        """Count bytes that were unpacked."""
        self._unpacked -= size
        if self._unpacked < 0:
            raise too_large(f"it holds more than {UNPACKED // 1_000_000} MB when it is unpacked")

    def element(self) -> None:
        """Count one element of XML."""
        self._elements -= 1
        if self._elements < 0:
            raise too_large(f"it has more than {ELEMENTS:,} elements")

    def row(self) -> None:
        """Count a row with something in it."""
        self._rows -= 1
        if self._rows < 0:
            raise too_large(f"more than {ROWS:,} of its rows are filled")

    def cells(self, number: int, characters: int) -> None:
        """Count cells that all have so many characters."""
        self._cells -= number
        self._characters -= number * characters
        if self._cells < 0:
            raise too_large(f"more than {CELLS:,} of its cells are filled")
        if self._characters < 0:
            raise too_large(f"its cells hold more than {CHARACTERS:,} characters")


def check_row(number: int) -> int:
    """The number of a row, if a sheet can have it; raises SheetError."""
    if not 1 <= number <= LAST_ROW:
        raise too_large(f"it names the row {number:,}, and a sheet has {LAST_ROW:,}")
    return number


def check_column(index: int) -> int:
    """The index of a column, from 0, if a sheet can have it; raises SheetError."""
    if not 0 <= index < LAST_COLUMN:
        raise too_large(f"it names the column {index + 1:,}, and a sheet has {LAST_COLUMN:,}")
    return index


def too_large(why: str) -> SheetError:
    """What to say of a file beyond a bound."""
    return SheetError(f"the file is too large for a calendar: {why}", _REMEDY)
