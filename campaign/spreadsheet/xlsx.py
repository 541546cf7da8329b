"""The calendar as .xlsx: real dates, choices to pick from, and a page that says how to use it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from campaign.calendar.sheet import Table, Unreadable, Value, disarm
from campaign.spreadsheet.cells import FORMULA, NAME, SheetError, find_table, no_heading, width
from campaign.spreadsheet.howto import LINES, TITLE

_LISTS = "Lists"
_SPARE = 200
"""Rows below the last that offer choices too, for new posts."""

_LONGEST = 32_767
"""Characters of the longest text a cell can hold (Excel specifications and limits)."""

_DATE = "yyyy-mm-dd hh:mm"
_HEAD = PatternFill("solid", fgColor="FF003399")
# ECMA-376 part 1, 22.9.2.19: in texts of a workbook _xHHHH_ stands for a character
_ESCAPABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def write(table: Table, choices: Mapping[str, Sequence[str]]) -> bytes:
    """The workbook's bytes; raises SheetError for a text that no cell can hold."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = NAME
    sheet.append(list(table.columns))
    for number, row in enumerate(table.rows, start=2):
        for index, column in enumerate(table.columns, start=1):
            _put(sheet, number, index, row.cells.get(column, ""), column)
    _dress(sheet, table.columns)
    _explain(book.create_sheet(TITLE))
    _offer(sheet, book.create_sheet(_LISTS), table, choices)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def read(data: bytes, source: str) -> Table:
    """The table in a workbook's bytes; raises SheetError."""
    try:
        with warnings.catch_warnings():
            # about drop-downs and styles of newer programs, which are not read anyway
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True)
            sheets = sorted(book.worksheets, key=lambda sheet: sheet.title != NAME)
            for sheet in sheets:
                sheet.reset_dimensions()  # some programs state too small an area
                table = find_table(_rows(sheet), source)
                if table is not None:
                    return table
    except SheetError:
        raise
    except Exception as error:  # a damaged workbook can break its parser anywhere
        remedy = "open it in the spreadsheet program and save it once more as .xlsx"
        raise SheetError(f"the workbook cannot be read: {error}", remedy) from error
    raise no_heading()


def _rows(sheet: Worksheet) -> Iterator[tuple[int, list[Value]]]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [_value(cell.value, cell.data_type) for cell in cells]


def _value(value: object, kind: str) -> Value:
    if value is None:
        return ""
    if kind == "f":
        return Unreadable(FORMULA)
    if kind == "e":
        return Unreadable(f"the cell shows an error ({value})")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def _put(sheet: Worksheet, row: int, index: int, value: Value, column: str) -> None:
    if value == "" or isinstance(value, Unreadable):
        return
    if isinstance(value, str) and len(value) > _LONGEST:
        raise SheetError(f"a cell in {column} has {len(value)} characters", "shorten the text")
    try:
        cell = sheet.cell(row, index)
        if isinstance(value, str):
            cell.value = _ESCAPABLE.sub("_x005F_", value)
            cell.data_type = "s"  # text, whatever it begins with
            cell.quotePrefix = disarm(value) != value  # and it stays text when it is edited
        else:
            cell.value = value
    except IllegalCharacterError:
        remedy = "delete the invisible sign from the text in the post's file"
        raise SheetError(f"a text in {column} holds a sign that no sheet takes", remedy) from None


def _dress(sheet: Worksheet, columns: Sequence[str]) -> None:
    """The look: heading in place while scrolling, texts wrapped, the mark out of sight."""
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(sheet.max_row, 2)}"
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = _HEAD
    for index, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = width(column)
        dimension.hidden = column == "base"
        form = _DATE if column == "when" else "@" if " " not in column else "General"
        dimension.number_format = form
        for (cell,) in sheet.iter_rows(min_row=2, min_col=index, max_col=index):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = form


def _explain(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 90
    for number, (line, is_heading) in enumerate(LINES, start=1):
        cell = sheet.cell(number, 1, line)
        if is_heading:
            cell.font = Font(bold=True)


def _offer(
    sheet: Worksheet, lists: Worksheet, table: Table, choices: Mapping[str, Sequence[str]]
) -> None:
    """Drop-downs from a hidden sheet; lists of several take what is typed as well."""
    lists.sheet_state = "hidden"
    offered = [(c, choices[c]) for c in table.columns if choices.get(c)]
    places: dict[tuple[str, ...], str] = {}
    for column, values in offered:
        key = tuple(values)
        if key not in places:
            letter = get_column_letter(len(places) + 1)
            for number, value in enumerate(values, start=1):
                cell = lists[f"{letter}{number}"]
                cell.value, cell.data_type = value, "s"
            places[key] = f"{_LISTS}!${letter}$1:${letter}${len(values)}"
        rule = DataValidation("list", formula1=places[key], allow_blank=True)
        if column in ("channels", "facts", "hashtags"):
            rule.showErrorMessage = False
            rule.showInputMessage = True
            rule.promptTitle = column
            rule.prompt = "Pick one, or write several with commas."
        else:
            rule.showErrorMessage = True
            rule.errorTitle = column
            rule.error = "Please choose one of the list."
        letter = get_column_letter(table.columns.index(column) + 1)
        rule.add(f"{letter}2:{letter}{len(table.rows) + 1 + _SPARE}")
        sheet.add_data_validation(rule)
