"""The calendar as .xlsx: real dates, choices to pick from, and a page that says how to use it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from campaign.calendar.sheet import Table, Unreadable, Value, disarm
from campaign.spreadsheet.bounds import CELL
from campaign.spreadsheet.errors import SheetError
from campaign.spreadsheet.howto import TITLE
from campaign.spreadsheet.look import CALENDAR, Look
from campaign.spreadsheet.number_formats import PRESET
from campaign.spreadsheet.xlsx_reader import read

__all__ = ["put", "read", "saved", "write"]

_LISTS = "Lists"
_SPARE = 200
"""Rows below the last that offer choices too, for new posts."""

_HEAD = PatternFill("solid", fgColor="FF003399")
# ECMA-376 part 1, 22.9.2.19: in texts of a workbook _xHHHH_ stands for a character
_ESCAPABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write(table: Table, choices: Mapping[str, Sequence[str]], look: Look = CALENDAR) -> bytes:
    """The workbook's bytes; raises SheetError for a text that no cell can hold."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = look.name
    sheet.append(list(table.columns))
    for number, row in enumerate(table.rows, start=2):
        for index, column in enumerate(table.columns, start=1):
            put(sheet, number, index, row.cells.get(column, ""), column)
    _dress(sheet, table.columns, look)
    _explain(book.create_sheet(TITLE), look)
    _offer(sheet, book.create_sheet(_LISTS), table, choices)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook's bytes; raises OSError when the temporary folder has no room for its parts."""
    data = BytesIO()
    try:
        book.save(data)
    except Exception as error:
        # Where lxml is installed, openpyxl writes with it, and that has errors of its own.
        if type(error).__module__.partition(".")[0] != "lxml":
            raise
        raise OSError(f"a part of it cannot be written: {error}") from error
    return data.getvalue()


def put(sheet: Worksheet, row: int, index: int, value: Value, column: str) -> None:
    """Write a value into a cell, a text always as text; raises SheetError for what none holds.

    `column` names the cell's column in the message.
    """
    if value == "" or isinstance(value, Unreadable):
        return
    if isinstance(value, str) and len(value) > CELL:
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


def _dress(sheet: Worksheet, columns: Sequence[str], look: Look) -> None:
    """The look: heading in place while scrolling, texts wrapped, the mark out of sight."""
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(sheet.max_row, 2)}"
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = _HEAD
    for index, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = look.width(column)
        dimension.hidden = column in look.hidden
        form = PRESET if column in look.times else "@" if " " not in column else "General"
        dimension.number_format = form
        for (cell,) in sheet.iter_rows(min_row=2, min_col=index, max_col=index):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = form


def _explain(sheet: Worksheet, look: Look) -> None:
    sheet.column_dimensions["A"].width = 90
    for number, (line, is_heading) in enumerate(look.how_to, start=1):
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
