"""Translations as .xlsx: a row a text, the source beside the target, and a page that says how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from campaign.calendar.sheet import Table
from campaign.spreadsheet.xlsx import put, saved

_NAME: Final = "Translations"
_WIDTHS: Final = {"id": 24, "language": 9, "field": 10, "from": 6, "source": 60, "target": 60}
_WIDTHS_MORE: Final = {"state": 15, "notes": 60, "mark": 14}
_HEAD: Final = PatternFill("solid", fgColor="FF003399")
_YOURS: Final = PatternFill("solid", fgColor="FFFFFBE6")
_YOURS_TO_FILL: Final = ("target", "state")
_HIDDEN: Final = ("mark",)
_HOW: Final = (
    ("Texts to translate: one row is one text.", True),
    ("", False),
    ("Write into the column target, and choose the state: draft, or reviewed once a native", False),
    ("reader has read it. A post is reviewed when all its rows are. The other columns are", False),
    ("for reading: what is changed in them is not taken over.", False),
    ("", False),
    ("What stands in {{ }} and every link stays exactly as it is in the source. It may", False),
    ("move within the sentence. Without it the text cannot be taken over.", False),
    ("", False),
    ("mark (hidden): the program needs it to see changes on both sides. Leave it as it is.", False),
    ("Sorting, filtering and hiding rows do no harm.", False),
)


def book_of(table: Table, states: Sequence[str], hints: Sequence[str] = ()) -> bytes:
    """The workbook's bytes; `hints` are lines of the glossary.

    Raises SheetError for a text that no cell can hold, OSError when there is no room to write it.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _NAME
    sheet.append(list(table.columns))
    for row in table.rows:
        for index, column in enumerate(table.columns, start=1):
            put(sheet, row.number, index, row.cells.get(column, ""), column)
    _dress(sheet, table.columns, len(table.rows))
    rule = DataValidation("list", formula1=f'"{",".join(states)}"', allow_blank=True)
    rule.showErrorMessage = False  # "source changed" may stay where it stands
    letter = get_column_letter(table.columns.index("state") + 1)
    rule.add(f"{letter}2:{letter}{len(table.rows) + 1}")
    sheet.add_data_validation(rule)
    _explain(book.create_sheet("How to"), hints)
    return saved(book)


def _dress(sheet: Worksheet, columns: Sequence[str], rows: int) -> None:
    sheet.freeze_panes = "E2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(rows + 1, 2)}"
    widths = {**_WIDTHS, **_WIDTHS_MORE}
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = _HEAD
    for index, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = widths.get(column, 14)
        dimension.hidden = column in _HIDDEN
        for number in range(2, rows + 2):
            cell = sheet.cell(number, index)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
            if column in _YOURS_TO_FILL:
                cell.fill = _YOURS


def _explain(sheet: Worksheet, hints: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width = 110
    lines = [*_HOW, *([("", False), ("Glossary", True)] if hints else [])]
    lines += [(hint, False) for hint in hints]
    for number, (line, is_heading) in enumerate(lines, start=1):
        if line:
            put(sheet, number, 1, line, "the glossary")
        if is_heading:
            sheet.cell(number, 1).font = Font(bold=True)
