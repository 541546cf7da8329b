"""The workbook an officer opens, and what comes back from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from campaign.calendar.sheet import Row, Table, Unreadable, Value
from campaign.errors import ContentError
from campaign.spreadsheet import read_table, write_table

_COLUMNS = ("id", "when", "channels", "activity", "en text", "en state", "base")
_CELLS: dict[str, Value] = {
    "id": "p-01",
    "when": datetime(2026, 12, 1, 10),
    "channels": "all",
    "activity": "A01",
    "en text": "=1+1",
    "en state": "draft",
    "base": "0123456789abcdef",
}
_CHOICES = {"channels": ["all", "catalonia"], "activity": ["A01", "A02"], "en state": ["draft"]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An exported workbook with one post."""
    path = tmp_path / "calendar.xlsx"
    write_table(Table(_COLUMNS, (Row(2, _CELLS),)), path, _CHOICES)
    return path


def calendar(path: Path) -> Worksheet:
    """The sheet with the posts, as a spreadsheet program has it."""
    sheet = load_workbook(path)["Calendar"]
    assert isinstance(sheet, Worksheet)
    return sheet


def save(path: Path, change: Callable[[Worksheet], object]) -> None:
    """Change the workbook as an officer would, and save it."""
    book = load_workbook(path)
    sheet = book["Calendar"]
    assert isinstance(sheet, Worksheet)
    change(sheet)
    book.save(path)


def test_the_heading_stays_and_rows_can_be_filtered(path: Path) -> None:
    """Scrolling keeps id and when in sight; the mark is out of it."""
    sheet = calendar(path)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:G2")
    assert sheet.column_dimensions["G"].hidden and not sheet.column_dimensions["F"].hidden
    assert sheet.column_dimensions["E"].width > 40
    assert sheet["E2"].alignment.wrap_text


def test_dates_are_real_ones(path: Path) -> None:
    """They sort, and moving them by a day is adding one."""
    cell = calendar(path)["B2"]
    assert cell.is_date and cell.number_format == "yyyy-mm-dd hh:mm"


def test_text_that_looks_like_a_formula_is_text(path: Path) -> None:
    """And stays text when it is edited."""
    cell = calendar(path)["E2"]
    assert (cell.data_type, cell.value, bool(cell.quotePrefix)) == ("s", "=1+1", True)


def test_choices_are_offered_where_there_are_any(path: Path) -> None:
    """From a hidden sheet, for rows that are still empty too; lists take several."""
    rules = {
        str(rule.sqref).split(":")[0]: rule
        for rule in calendar(path).data_validations.dataValidation
    }
    assert set(rules) == {"C2", "D2", "F2"}
    assert "D150" in rules["D2"].sqref
    assert rules["D2"].showErrorMessage and not rules["C2"].showErrorMessage
    book = load_workbook(path)
    assert book["Lists"].sheet_state == "hidden"
    offered = [[c.value for c in column if c.value] for column in book["Lists"].iter_cols()]
    assert offered == [["all", "catalonia"], ["A01", "A02"], ["draft"]]
    assert rules["D2"].formula1 == "Lists!$B$1:$B$2"


def test_a_page_says_how_to_use_it(path: Path) -> None:
    """In plain words, in the file itself."""
    text = " ".join(str(cell.value) for (cell,) in load_workbook(path)["How to"].iter_rows())
    assert "Only cells that you changed are written" in text


@pytest.mark.parametrize(
    ("put", "why"),
    [
        (lambda sheet: sheet.__setitem__("E2", "=A2"), "this is a formula"),
        (lambda sheet: sheet.__setitem__("E2", ArrayFormula("E2", "=A2:A3")), "this is a formula"),
        (lambda sheet: sheet.__setitem__("E2", "#REF!"), "the cell shows an error (#REF!)"),
    ],
)
def test_formulas_and_errors_are_not_taken_over(
    path: Path, put: Callable[[Worksheet], object], why: str
) -> None:
    """What they show depends on who looks."""
    save(path, put)
    found = read_table(path).rows[0].cells["en text"]
    assert isinstance(found, Unreadable) and found.why.startswith(why)


def test_other_sheets_and_a_title_above_do_no_harm(path: Path) -> None:
    """The heading is found where it is; rows keep their numbers."""

    def disturb(sheet: Worksheet) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Our calendar"
        sheet.title = "Kalender 2026"
        assert sheet.parent
        sheet.parent.create_sheet("Notes", 0)["A1"] = "id"

    save(path, disturb)
    table = read_table(path)
    assert (table.heading, table.columns) == (3, _COLUMNS)
    assert [row.number for row in table.rows] == [4]
    assert table.address("en text", table.rows[0]) == "E4"


def test_a_comment_row_far_below_and_gaps_do_no_harm(path: Path) -> None:
    """Rows with nothing in our columns are nothing."""
    save(path, lambda sheet: sheet.__setitem__("Z90", "seen by Anna"))
    table = read_table(path)
    assert [row.number for row in table.rows] == [2]


def test_line_ends_of_old_programs_come_back_as_lines(path: Path) -> None:
    """Workbooks keep a carriage return as _x000D_."""
    save(path, lambda sheet: sheet.__setitem__("E2", "one_x000D_\ntwo"))
    assert read_table(path).rows[0].cells["en text"] == "one\r\ntwo"


def test_a_time_typed_without_its_format_is_a_number(path: Path) -> None:
    """Which the comparison reads as the time it is."""

    def retype(sheet: Worksheet) -> None:
        sheet["B2"] = 46357.5
        sheet["B2"].number_format = "General"

    save(path, retype)
    assert read_table(path).rows[0].cells["when"] == 46357.5


def test_a_heading_that_stands_twice_keeps_its_cells_apart(path: Path) -> None:
    """The comparison tells which one it did not read."""

    def repeat(sheet: Worksheet) -> None:
        sheet["H1"], sheet["H2"] = "en text", "other"

    save(path, repeat)
    cells = read_table(path).rows[0].cells
    assert (cells["en text"], cells["en text "]) == ("=1+1", "other")


def test_a_text_no_cell_can_hold_is_told(tmp_path: Path) -> None:
    """Better no sheet than one with a text cut off or a sign lost."""
    for text in ("x" * 40_000, "bell \x07"):
        table = Table(("id", "en text"), (Row(2, {"id": "p-01", "en text": text}),))
        with pytest.raises(ContentError, match="en text"):
            write_table(table, tmp_path / "calendar.xlsx", {})
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_without_our_columns_is_told(tmp_path: Path) -> None:
    """Somebody picked the wrong file."""
    path = tmp_path / "budget.xlsx"
    book = Workbook()
    assert book.active
    book.active["A1"] = "Budget"
    book.save(path)
    with pytest.raises(ContentError, match="no sheet in it has the columns of the calendar"):
        read_table(path)
