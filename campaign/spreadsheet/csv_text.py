"""The calendar as .csv: UTF-8 with the mark that makes Excel read it as such."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO

from campaign.calendar.sheet import Table, Value, disarm, rearm
from campaign.spreadsheet.cells import SheetError, find_table, no_heading


def write(table: Table, choices: Mapping[str, Sequence[str]]) -> bytes:
    """The file's bytes; a .csv cannot offer choices, so they are left out."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_written(row.cells.get(column, "")) for column in table.columns])
    return text.getvalue().encode("utf-8-sig")


def read(data: bytes, source: str) -> Table:
    """The table in a file's bytes, whichever sign parts its cells; raises SheetError."""
    text = _decoded(data)
    table = find_table(_rows(text), source)
    if table is None:
        raise no_heading()
    return table


def _written(value: Value) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
    return disarm(str(value))


def _decoded(data: bytes) -> str:
    remedy = 'save it as "CSV UTF-8", or better as .xlsx'
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Excel calls Unicode text
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Guessing the old code page would turn ș, ł and å into other letters unseen.
        raise SheetError("the file is not saved as UTF-8", remedy) from None
    if "\0" in text:
        raise SheetError("this is not a .csv file, whatever its name says", remedy)
    return text


def _rows(text: str) -> Iterator[tuple[int, list[Value]]]:
    if text[:4].casefold() == "sep=":
        sign, _, text = text[4:].partition("\n")
        sign = sign.strip() or "\t"
    else:
        first = text[: text.find("\n")] if "\n" in text else text
        sign = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            yield number, [rearm(value) for value in values]
    except csv.Error as error:
        remedy = "save it once more from the spreadsheet program"
        raise SheetError(f"the quotes do not match: {error}", remedy, reader.line_num) from None
