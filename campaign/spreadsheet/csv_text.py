"""The calendar as .csv: UTF-8 with the mark that makes Excel read it as such."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO

from campaign.calendar.sheet import Table, Value, disarm, rearm
from campaign.spreadsheet.bounds import CHARACTERS, Budget, too_large
from campaign.spreadsheet.cells import TableFinder
from campaign.spreadsheet.errors import SheetError, no_heading
from campaign.spreadsheet.look import CALENDAR, Look

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_MOST_SIGNS = 100_000


def write(table: Table, choices: Mapping[str, Sequence[str]], look: Look = CALENDAR) -> bytes:
    """The file's bytes; a .csv has neither choices nor a look, so they are left out."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_written(row.cells.get(column, "")) for column in table.columns])
    return text.getvalue().encode("utf-8-sig")


def read(data: bytes, source: str) -> Table:
    """The table in a file's bytes, whichever sign parts its cells; raises SheetError."""
    text = _decoded(data)
    finder = TableFinder(source, Budget())
    for number, values in _rows(text):
        finder.add(number, dict(enumerate(values)))
        if finder.hopeless:
            break
    table = finder.table()
    if table is None:
        raise no_heading()
    return table


def _written(value: Value) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
    return disarm(str(value))


def _decoded(data: bytes) -> str:
    remedy = 'save it as "CSV UTF-8", or better as .xlsx'
    if data.startswith(b"PK\x03\x04"):
        message = "this is not a .csv file, but a packed one"
        raise SheetError(message, "name it .xlsx or .ods, whichever it is")
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Excel calls Unicode text
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Guessing the old code page would turn ș, ł and å into other letters unseen.
        line = data.count(b"\n", 0, error.start) + 1
        message = "the file is not saved as UTF-8, but with the signs of an older code page"
        raise SheetError(message, remedy, line) from None
    if "\0" in text:
        raise SheetError("this is not a .csv file, whatever its name says", remedy)
    if len(text) > 2 * CHARACTERS:
        raise too_large(f"it has more than {2 * CHARACTERS:,} characters")
    return text


def _rows(text: str) -> Iterator[tuple[int, list[Value]]]:
    start = 0
    if text[:4].casefold() == "sep=":
        end = text.find("\n") + 1 or len(text)
        sign, start = text[4:end].strip() or "\t", end
        if len(sign) != 1 or sign == '"':
            raise SheetError("its first line names no sign that parts cells", "write sep=;", 1)
    else:
        first = text[: text.find("\n")] if "\n" in text else text
        sign = max(",;\t", key=first.count)
    lines = _Lines(text, start, sign)
    reader = csv.reader(lines, delimiter=sign, strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            lines.signs = lines.size = 0
            yield number, [rearm(value) for value in values]
    except csv.Error as error:
        remedy = "save it once more from the spreadsheet program"
        if lines.size > csv.field_size_limit():
            message, remedy = "a cell holds more than any sheet's", "is a quote missing before it?"
        else:
            message = f"the quotes do not match: {error}"
        raise SheetError(message, remedy, reader.line_num) from None


class _Lines:
    """The lines of a text with their ends; one row may have no more cells than a sheet."""

    def __init__(self, text: str, start: int, sign: str) -> None:
        self._found = _LINE.finditer(text, start)
        self._sign = sign
        self.signs = 0
        """The signs that part cells, since the row began; some may stand in texts."""
        self.size = 0
        """The characters since the row began."""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._found)[0]
        self.signs += line.count(self._sign)
        self.size += len(line)
        if self.signs > _MOST_SIGNS:
            raise too_large(f"one row has more than {_MOST_SIGNS:,} signs that part cells")
        return line
