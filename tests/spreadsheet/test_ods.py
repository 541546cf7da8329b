"""LibreOffice's own format, as LibreOffice writes it."""

# mypy: disable-error-code="import-untyped"
# odfpy has no type hints

from __future__ import annotations

from pathlib import Path

from odf.opendocument import OpenDocumentSpreadsheet, load
from odf.table import CoveredTableCell, TableCell, TableHeaderRows, TableRow
from odf.table import Table as Sheet
from odf.text import P, S, Span

from campaign.calendar.sheet import Row, Table, Unreadable
from campaign.spreadsheet import read_table, write_table


def cell(*paragraphs: object, **attributes: object) -> TableCell:
    """A cell with paragraphs of text or elements."""
    made = TableCell(**attributes)
    for paragraph in paragraphs:
        made.addElement(P(text=paragraph) if isinstance(paragraph, str) else paragraph)
    return made


def row(*cells: TableCell, **attributes: object) -> TableRow:
    """A row of cells."""
    made = TableRow(**attributes)
    for each in cells:
        made.addElement(each)
    return made


def saved(path: Path, *rows: object) -> Path:
    """A document with a sheet of notes first, then these rows under a heading that repeats."""
    document = OpenDocumentSpreadsheet()
    notes = Sheet(name="Notes")
    notes.addElement(row(cell("nothing")))
    sheet = Sheet(name="Calendar")
    head = TableHeaderRows()
    head.addElement(row(cell("id"), cell("when"), cell("en text"), cell("en alt")))
    sheet.addElement(head)
    for each in rows:
        sheet.addElement(each)
    for each in (notes, sheet):
        document.spreadsheet.addElement(each)
    document.save(path)
    return path


def test_lines_blanks_and_marked_words_are_read(tmp_path: Path) -> None:
    """A line is a paragraph there, several blanks an element, bold words another."""
    styled = P(text="one ")
    styled.addElement(Span(text="bold"))
    styled.addElement(S(c=3))
    styled.addText("word")
    path = saved(tmp_path / "a.ods", row(cell("p-01"), cell(), cell(styled, "two", "", "four")))
    (found,) = read_table(path).rows
    assert found.cells == {"id": "p-01", "en text": "one bold   word\ntwo\n\nfour"}


def test_repeated_cells_and_rows_keep_the_columns_and_numbers(tmp_path: Path) -> None:
    """Empty ones are written once with a count, to the edges of the sheet."""
    path = saved(
        tmp_path / "a.ods",
        row(cell(numbercolumnsrepeated=1024), numberrowsrepeated=3),
        row(
            cell("p-01"), cell(numbercolumnsrepeated=2), cell("alt"), cell(numbercolumnsrepeated=9)
        ),
        row(cell("same", numbercolumnsrepeated=2), CoveredTableCell(), cell("last")),
        row(cell(numbercolumnsrepeated=16384), numberrowsrepeated=1048000),
    )
    first, second = read_table(path).rows
    assert (first.number, first.cells) == (5, {"id": "p-01", "en alt": "alt"})
    assert (second.number, second.cells) == (6, {"id": "same", "when": "same", "en alt": "last"})


def test_kinds_of_cells_are_told_apart(tmp_path: Path) -> None:
    """Times, numbers and formulas."""
    path = saved(
        tmp_path / "a.ods",
        row(
            cell("p-01"),
            cell("1. Dez", valuetype="date", datevalue="2026-12-01T10:00:00"),
            cell("4", valuetype="float", value="4"),
            cell("2", valuetype="float", value="2", formula="of:=1+1"),
        ),
    )
    (found,) = read_table(path).rows
    assert str(found.cells["when"]) == "2026-12-01 10:00:00"
    assert found.cells["en text"] == 4.0
    assert isinstance(found.cells["en alt"], Unreadable)


def test_it_is_written_with_a_page_that_says_how(tmp_path: Path) -> None:
    """And the mark out of sight."""
    path = tmp_path / "a.ods"
    write_table(Table(("id", "when", "base"), (Row(2, {"id": "p-01", "base": "0f"}),)), path, {})
    sheets = load(path).spreadsheet.getElementsByType(Sheet)
    assert [sheet.getAttribute("name") for sheet in sheets] == ["Calendar", "How to"]
    hidden = [
        c.getAttribute("visibility") for c in sheets[0].childNodes if c.qname[1] == "table-column"
    ]
    assert hidden == [None, None, "collapse"]
