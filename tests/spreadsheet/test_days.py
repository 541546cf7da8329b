"""A day is no time, and a midnight is one, whatever kind of sheet says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from campaign.calendar.sheet import Table, Value
from campaign.calendar.sheet.table import FIRST_DAY
from campaign.spreadsheet import read_table, write_table
from campaign.spreadsheet.number_formats import Shows, built_in, custom
from tests.calendar.sheets import LABS, altered, compared, exported, post, wall
from tests.spreadsheet.raw import (
    DAY,
    NUMBER,
    PRESET,
    TIME,
    inline,
    number,
    ods,
    ods_cell,
    ods_row,
    row,
    xlsx,
)

FIFTH, MIDNIGHT = date(2026, 12, 5), datetime(2026, 12, 5)
SERIAL = 46361


def when(path: Path, data: bytes) -> Value:
    """What stands in the column `when` of a file's only row."""
    path.write_bytes(data)
    (found,) = read_table(path).rows
    return found.cells["when"]


@pytest.mark.parametrize(
    ("value", "style", "meant"),
    [
        (SERIAL, DAY, FIFTH),
        (SERIAL, PRESET, FIFTH),
        (SERIAL, TIME, MIDNIGHT),
        (SERIAL, 4, MIDNIGHT),
        (f"{SERIAL}.0000001", DAY, FIFTH),
        (f"{SERIAL - 1}.9999999", PRESET, FIFTH),
        (SERIAL + 0.5, DAY, datetime(2026, 12, 5, 12)),
        (SERIAL + 0.5, PRESET, datetime(2026, 12, 5, 12)),
        (SERIAL, NUMBER, float(SERIAL)),
        (0.5, TIME, 0.5),
        ("1e300", DAY, None),
    ],
)
def test_the_format_of_a_workbooks_cell_tells_a_day_from_a_midnight(
    tmp_path: Path, value: float | str, style: int, meant: Value | None
) -> None:
    """The number alone is the same; what an export presets tells nothing of what was typed."""
    formats = '<numFmt numFmtId="171" formatCode="dd/mm/yyyy\\ hh:mm;@"/>'
    data = xlsx(row(2, inline("A2", "p-01"), number("B2", value, style)), formats=formats)
    found = when(tmp_path / "a.xlsx", data)
    assert found == meant or (meant is None and "no day of the calendar" in str(found))


@pytest.mark.parametrize(
    ("value", "style", "meant"),
    [(SERIAL - 1462, DAY, FIFTH), (SERIAL - 1462 + 0.5, TIME, datetime(2026, 12, 5, 12))],
)
def test_some_workbooks_count_from_1904(
    tmp_path: Path, value: float, style: int, meant: Value
) -> None:
    """As those of old Macintosh programs do."""
    cells = row(2, inline("A2", "p-01"), number("B2", value, style))
    data = xlsx(cells, book='<workbookPr date1904="1"/>')
    assert when(tmp_path / "a.xlsx", data) == meant
    assert read_table(tmp_path / "a.xlsx").epoch == date(1904, 1, 1)
    assert read_table_of(tmp_path, xlsx(cells)).epoch == FIRST_DAY


def read_table_of(folder: Path, data: bytes) -> Table:
    """The table of a workbook's bytes."""
    (folder / "b.xlsx").write_bytes(data)
    return read_table(folder / "b.xlsx")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-05", FIFTH),
        ("2026-12-05T10:00:00", datetime(2026, 12, 5, 10)),
        ("2026-12-05T00:00:00Z", MIDNIGHT),
        ("2026-12-05T00:00", MIDNIGHT),
    ],
)
def test_days_in_iso_form_are_read_in_workbooks_and_documents(
    tmp_path: Path, text: str, meant: Value
) -> None:
    """LibreOffice writes them so; Excel does when it is asked to."""
    cell = f'<c r="B2" t="d" s="1"><v>{text}</v></c>'
    assert when(tmp_path / "a.xlsx", xlsx(row(2, inline("A2", "p-01"), cell))) == meant
    value = ods_cell("whatever", value_type="date", date_value=text.rstrip("Z"))
    assert when(tmp_path / "a.ods", ods(ods_row(ods_cell("p-01"), value))) == meant


@pytest.mark.parametrize(
    "cell",
    [
        FIFTH,
        float(SERIAL),
        SERIAL + 1e-7,
        "2026-12-05",
        " 2026-12-05 ",
        "5.12.2026",
        "12/5/2026",
        "5 December 2026",
        "5 December",
        "Saturday",
        "week 2 Thursday",
        "5.12.2026 -",
        "10:00",
    ],
)
def test_a_day_without_a_time_is_refused_with_what_to_write(cell: Value) -> None:
    """Whatever form it has: midnight is not what anybody meant."""
    diff = compared(altered(exported(), "labs-01", when=cell))
    (problem,) = diff.problems
    assert problem.message.startswith("B2: ") and ":" in problem.remedy
    assert diff.edits == ()


@pytest.mark.parametrize(
    "cell",
    [MIDNIGHT, "2026-12-05 00:00", "2026-12-05 0:00", "2026-12-05T00:00:00", "5.12.2026 00:00"],
)
def test_a_midnight_that_is_written_is_taken(cell: Value) -> None:
    """A campaign may begin with the day."""
    table = altered(exported(), "peer-01", when="13.12.2026 10:00")  # tells that the day is first
    (edit,) = [
        e for e in compared(altered(table, "labs-01", when=cell)).edits if e.post == "labs-01"
    ]
    assert edit.new == "2026-12-05 00:00"


def test_a_post_that_is_at_midnight_already_stays_there() -> None:
    """LibreOffice saves its midnight as the day alone; that is no change, and no mistake."""
    at_midnight = post(LABS.replace("week 1 Tuesday 10:00", "2026-12-05 00:00"))
    table = altered(exported((at_midnight,)), "labs-01", when=FIFTH)
    assert compared(table, (at_midnight,)).says_nothing_new
    (edit,) = compared(altered(table, "labs-01", es_alt="Otra."), (at_midnight,)).edits
    assert edit.key == "copy.es.alt"
    moved = post(LABS.replace("week 1 Tuesday 10:00", "2026-12-06 10:00"))
    assert compared(table, (moved,)).says_nothing_new, "the row is as it was exported"
    assert compared(altered(table, "labs-01", es_alt="Otra."), (moved,)).problems


def test_a_number_counts_from_the_first_day_of_its_workbook() -> None:
    """A time typed without its format."""
    table = altered(exported(), "labs-01", when=SERIAL - 1462 + 0.5)
    (edit,) = compared(replace(table, epoch=date(1904, 1, 1))).edits
    assert edit.new == "2026-12-05 12:00"


def test_a_day_in_a_column_of_texts_is_told() -> None:
    """The program made a date of what somebody typed."""
    (problem,) = compared(altered(exported(), "labs-01", es_headline=FIFTH)).problems
    assert "the spreadsheet made a date of it" in problem.message


@pytest.mark.parametrize("typed", [FIFTH, MIDNIGHT])
def test_what_an_officer_types_into_an_exported_cell_is_a_day(
    tmp_path: Path, typed: datetime | date
) -> None:
    """The cell keeps its format and shows 00:00, which nobody typed."""
    path = tmp_path / "a.xlsx"
    write_table(altered(exported(), "labs-01", when=wall(2026, 12, 1, 10)), path, {})
    book = load_workbook(path)
    sheet = book["Calendar"]
    assert isinstance(sheet, Worksheet)
    sheet["B2"].value = typed
    book.save(path)
    assert read_table(path).rows[0].cells["when"] == FIFTH


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("yyyy\\-mm\\-dd\\ hh:mm", Shows.PRESET),
        ('yyyy"-"mm"-"dd" "hh":"mm', Shows.PRESET),
        ("[$-409]YYYY-MM-DD HH:MM;@", Shows.PRESET),
        ("dd/mm/yyyy", Shows.DAY),
        ('d "de" mmmm "de" yyyy', Shows.DAY),
        ("[$-409]d/m/yy h:mm AM/PM;@", Shows.TIME),
        ("[h]:mm", Shows.TIME),
        ("mm:ss.000", Shows.TIME),
        ('0" h"', Shows.NUMBER),
        ("[Red]#,##0", Shows.NUMBER),
        ("0.00E+00", Shows.NUMBER),
        ("General", Shows.NUMBER),
        ("General;[Red]-General", Shows.NUMBER),
        ("@", Shows.NUMBER),
        ("d\\h", Shows.DAY),
    ],
)
def test_a_number_format_tells_what_its_cells_show(code: str, shows: Shows) -> None:
    """Letters that are quoted or escaped are no part of a time."""
    assert custom(code) is shows


def test_formats_without_a_code_are_known_by_their_number() -> None:
    """14 is a day, 22 a day with its time, 2 a number."""
    assert [built_in(n) for n in (14, 22, 2, 57)] == [
        Shows.DAY,
        Shows.TIME,
        Shows.NUMBER,
        Shows.DAY,
    ]
