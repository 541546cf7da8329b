"""Times in cells are read however a spreadsheet saved them."""

from __future__ import annotations

from datetime import datetime

import pytest

from campaign.calendar.sheet import SheetDiff, Value
from tests.calendar.sheets import altered, compared, exported, wall


@pytest.mark.parametrize(
    ("cell", "new"),
    [
        ("2026-12-02 10:00", "2026-12-02 10:00"),
        ("2026-12-02T10:00:00", "2026-12-02 10:00"),
        ("2026-12-02 10:00:00.000", "2026-12-02 10:00"),
        ("week 2 Tuesday 9:30", "week 2 Tuesday 9:30"),
        (wall(2026, 12, 2, 9, 59, 59, 999_990), "2026-12-02 10:00"),
        (46358.416666666664, "2026-12-02 10:00"),
        ("13/12/2026 10:00", "2026-12-13 10:00"),
        ("12/13/2026 10:00 AM", "2026-12-13 10:00"),
        ("13.12.2026 22:00", "2026-12-13 22:00"),
        ("12/13/26 10:00 pm", "2026-12-13 22:00"),
        ("12/12/2026 10:00", "2026-12-12 10:00"),
    ],
)
def test_times_are_read_however_they_were_saved(cell: Value, new: str) -> None:
    """Real times, text, numbers, and what Spanish, German or American programs write."""
    (edit,) = compared(altered(exported(), "labs-01", when=cell)).edits
    assert (edit.key, edit.new) == ("when", new)


@pytest.mark.parametrize(
    "cell", ["week 1 Tuesday 10:00", "2026-12-01 10:00:00", "WEEK 1, Tue 10:00", 46357.416666666664]
)
def test_the_same_time_written_otherwise_is_no_edit(cell: Value) -> None:
    """The relative time in the file stays as it is."""
    assert compared(altered(exported(), "labs-01", when=cell)) == SheetDiff()


@pytest.mark.parametrize("written", ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"])
def test_day_and_month_are_told_apart_by_the_other_rows(written: str) -> None:
    """A sheet that was saved in one way agrees with the files in most of its rows."""
    table = exported()
    for row in table.rows:
        time = row.cells["when"]
        assert isinstance(time, datetime)
        table = altered(table, str(row.cells["id"]), when=time.strftime(written))
    assert compared(table) == SheetDiff()
    moved = wall(2026, 12, 2, 10).strftime(written)
    (edit,) = compared(altered(table, "labs-01", when=moved)).edits
    assert edit.new == "2026-12-02 10:00"


@pytest.mark.parametrize("cell", ["2/3/2026 10:00", "2026-02-30 10:00", "soon", "2026-12-01", -3.0])
def test_a_time_that_cannot_be_told_is_a_problem_at_its_cell(cell: Value) -> None:
    """Rather asked than guessed."""
    diff = compared(altered(exported(), "labs-01", when=cell, es_alt="Cambiado."))
    (problem,) = diff.problems
    assert problem.message.startswith("B2: ") and problem.remedy
    assert diff.edits == ()
