"""The calendar as .ods, for LibreOffice.

Written with odfpy itself: pandas joins the paragraphs of a cell, so that a text of several lines
would come back as one.
"""

# mypy: disable-error-code="import-untyped"
# odfpy has no type hints; what crosses this file's border is typed by hand.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

from odf import teletype
from odf.number import DateStyle, Day, Hours, Minutes, Month, Year
from odf.number import Text as Between
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableCellProperties, TableColumnProperties, TextProperties
from odf.table import Table as Sheet
from odf.table import TableCell, TableColumn, TableRow
from odf.text import P

from campaign.calendar.sheet import Table, Unreadable, Value
from campaign.spreadsheet.howto import TITLE
from campaign.spreadsheet.look import CALENDAR, Look
from campaign.spreadsheet.ods_reader import read

__all__ = ["read", "write"]

_CM = 0.19
"""Centimetres that one character is wide, about."""


def write(table: Table, choices: Mapping[str, Sequence[str]], look: Look = CALENDAR) -> bytes:
    """The document's bytes; choices are offered by .xlsx alone."""
    document = OpenDocumentSpreadsheet()
    styles = _Styles(document)
    sheet = Sheet(name=look.name)
    for column in table.columns:
        hidden = {"visibility": "collapse"} if column in look.hidden else {}
        sheet.addElement(TableColumn(stylename=styles.column(look.width(column)), **hidden))
    head = TableRow()
    for column in table.columns:
        head.addElement(_text_cell(column, styles.head))
    sheet.addElement(head)
    for row in table.rows:
        line = TableRow()
        for column in table.columns:
            line.addElement(_cell(row.cells.get(column, ""), styles))
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    document.spreadsheet.addElement(_how_to(styles, look))
    data = BytesIO()
    document.write(data)
    return data.getvalue()


class _Styles:
    """How cells and columns look."""

    def __init__(self, document: OpenDocumentSpreadsheet) -> None:
        self._automatic = document.automaticstyles
        self._columns: dict[int, Style] = {}
        self.text = self._cell_style("text")
        self.head = self._cell_style("head")
        self.head.addElement(TextProperties(fontweight="bold"))
        date = DateStyle(name="day-and-time")
        parts = (Year, "-", Month, "-", Day, " ", Hours, ":", Minutes)
        for part in parts:
            one = Between(text=part) if isinstance(part, str) else part(style="long")
            date.addElement(one)
        self._automatic.addElement(date)
        self.when = self._cell_style("when", datastylename=date)

    def column(self, characters: int) -> Style:
        """The style of a column so many characters wide."""
        if characters not in self._columns:
            style = Style(name=f"column-{characters}", family="table-column")
            style.addElement(TableColumnProperties(columnwidth=f"{characters * _CM:.2f}cm"))
            self._automatic.addElement(style)
            self._columns[characters] = style
        return self._columns[characters]

    def _cell_style(self, name: str, **more: object) -> Style:
        style = Style(name=name, family="table-cell", **more)
        style.addElement(TableCellProperties(wrapoption="wrap", verticalalign="top"))
        self._automatic.addElement(style)
        return style


def _cell(value: Value, styles: _Styles) -> TableCell:
    if isinstance(value, datetime):
        cell = TableCell(
            valuetype="date", datevalue=value.isoformat(timespec="seconds"), stylename=styles.when
        )
        cell.addElement(P(text=value.strftime("%Y-%m-%d %H:%M")))
        return cell
    return _text_cell("" if isinstance(value, Unreadable) else str(value), styles.text)


def _text_cell(text: str, style: Style) -> TableCell:
    if not text:
        return TableCell(stylename=style)
    # the type says that it is text, so that nothing in it is ever run as a formula
    cell = TableCell(valuetype="string", stylename=style)
    for line in text.split("\n"):
        paragraph = P()
        teletype.addTextToElement(paragraph, line)
        cell.addElement(paragraph)
    return cell


def _how_to(styles: _Styles, look: Look) -> Sheet:
    sheet = Sheet(name=TITLE)
    sheet.addElement(TableColumn(stylename=styles.column(90)))
    for line, is_heading in look.how_to:
        row = TableRow()
        row.addElement(_text_cell(line, styles.head if is_heading else styles.text))
        sheet.addElement(row)
    return sheet
