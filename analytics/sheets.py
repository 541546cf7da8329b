"""Tables as files people open in a spreadsheet program: CSV, and a workbook with a sheet a table.

A gap is written "n/a" in both: it is no number, so no program adds it up as a zero. Words that a
spreadsheet would run as a formula stay words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from analytics.say import MISSING
from analytics.tables import DAY, INSTANT, REAL, TEXT, WHOLE

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet program takes for a formula."""

LONGEST = 3_000
"""Rows of the longest table that a workbook shows; a longer one is in its CSV file alone.

A thousand rows of posts take a second to write. A table that is cut off would not add up.
"""

_FORMATS = {
    TEXT: "@",
    WHOLE: "#,##0",
    REAL: "#,##0.00",
    INSTANT: "yyyy-mm-dd hh:mm",
    DAY: "yyyy-mm-dd",
}
_OWN_FORMATS = {
    "publication_id": "0",
    "engagement_rate": "0.00%",
    "compared_at_hours": "General",
    "counted_at_age_hours": "General",
    "change": "+#,##0;-#,##0;0",
    "change_percent": "+#,##0.00;-#,##0.00;0.00",
    "followers_change": "+#,##0;-#,##0;0",
    "followers_change_percent": "+#,##0.00;-#,##0.00;0.00",
}
_STAYS = ("name", "post")
"""The column that names a row: it and the columns before it stay when one scrolls right."""

_NARROWEST, _WIDEST = 12, 44
_HEAD = PatternFill("solid", fgColor="FF003399")
_HEAD_FONT = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF")
_GAP_FONT = Font(name="Calibri", size=11, color="FF6B6B6B")
_LEFT, _RIGHT = Alignment(horizontal="left"), Alignment(horizontal="right")
# ECMA-376 part 1, 22.9.2.19: in texts of a workbook _xHHHH_ stands for a character
_ESCAPABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_WRITE: Mapping[str, Callable[[Any], str]] = {
    TEXT: lambda text: f"'{text}" if text.startswith(_FORMULA) else text,
    REAL: lambda value: str(int(value)) if value == int(value) else repr(value),
    INSTANT: pd.Timestamp.isoformat,
    DAY: lambda day: day.date().isoformat(),
}
"""How a CSV file writes what a column of each type holds; whole numbers as they are."""


def csv_file(frame: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8 with the mark that spreadsheet programs need, lines ended by CR LF.

    Instants and days are written as in ISO 8601; whole numbers without a decimal point.
    """
    cells = frame.copy()
    for name, column in frame.items():
        write = _WRITE.get(str(column.dtype))
        if write:
            cells[name] = column.astype(object).map(write, na_action="ignore")
    text = cells.to_csv(index=False, lineterminator="\r\n", na_rep=MISSING)
    return text.encode("utf-8-sig")


def workbook(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """An .xlsx file with a sheet for each table, named as in `frames`.

    Numbers and dates are real ones, headings stay in place and can be filtered by; a sign no
    workbook can hold is written U+FFFD. A table of more than `LONGEST` rows is named, not shown.
    """
    data = BytesIO()
    with pd.ExcelWriter(data, engine="openpyxl") as writer:
        for name, frame in frames.items():
            if len(frame) > LONGEST:
                _refer(writer.book.create_sheet(name), name, len(frame))
            else:
                held = _holdable(frame)
                held.to_excel(writer, sheet_name=name, index=False, na_rep=MISSING)
                _dress(writer.sheets[name], frame)
    return data.getvalue()


def _holdable(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table without what a workbook cannot hold: time zones, and some characters."""
    held = frame.copy()
    for name in frame.columns:
        column = frame[name]
        if column.dtype == INSTANT:
            held[name] = column.dt.tz_localize(None)
        elif column.dtype == TEXT:
            legal = column.str.replace(ILLEGAL_CHARACTERS_RE, "\ufffd", regex=True)
            held[name] = legal.str.replace(_ESCAPABLE, "_x005F_", regex=True)
    return held


def _dress(sheet: Worksheet, frame: pd.DataFrame) -> None:
    """Set the look: fixed headings with filters, widths, formats; text stays text."""
    for index, name in enumerate(frame.columns, start=1):
        column = frame[name]
        _dress_column(sheet, index, name, column)
        width = _width(name, column)
        sheet.column_dimensions[get_column_letter(index)].width = width
    stays = next(index for index, name in enumerate(frame.columns) if name in _STAYS)
    sheet.freeze_panes = f"{get_column_letter(stays + 2)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{max(len(frame) + 1, 2)}"


def _dress_column(sheet: Worksheet, index: int, name: str, column: pd.Series[Any]) -> None:
    kind = str(column.dtype)
    amount = kind in (WHOLE, REAL) and name != "publication_id"
    side = _RIGHT if amount else _LEFT  # a date beside a text would run into it
    head = sheet.cell(1, index)
    head.font, head.fill, head.border, head.alignment = _HEAD_FONT, _HEAD, Border(), side
    for row, gap in enumerate(column.isna(), start=2):
        cell = sheet.cell(row, index)
        cell.number_format = _OWN_FORMATS.get(name, _FORMATS[kind])
        if gap:
            cell.font, cell.alignment = _GAP_FONT, side
        elif kind == TEXT:
            cell.data_type = "s"  # text, whatever it begins with
            if str(cell.value).startswith(_FORMULA):
                cell.quotePrefix = True  # and it stays text when it is edited
        elif not amount:
            cell.alignment = side


def _width(name: str, column: pd.Series[Any]) -> int:
    """Characters wide enough for what is in a column, and for its heading with its arrow."""
    longest = len(_FORMATS[INSTANT]) if column.dtype == INSTANT else 0
    if column.dtype == TEXT and len(column):
        longest = int(column.str.len().fillna(0).max())
    return min(max(_NARROWEST, len(name) + 4, longest + 2), _WIDEST)


def _refer(sheet: Worksheet, name: str, rows: int) -> None:
    sheet["A1"] = f"{rows:,} rows: too many for a workbook. See the file that ends in -{name}.csv."
