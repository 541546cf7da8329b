"""Numbers from a spreadsheet: shown first, row by row mistakes, both sides of a conflict."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from analytics.kpi import Indicator
from campaign.config import Config
from campaign.errors import ContentError, StorageError
from campaign.model import Registers
from campaign.model.people import Actor
from campaign.usecases.reporting.kpi_actuals import Number, editions, enter
from campaign.usecases.reporting.kpi_sheet import COLUMNS, Comparison, examine, export, write
from tests.engine.stage import Stage
from tests.plan.made import NOW
from tests.usecases.trust.told import config as told_config

DAY = NOW.date()
REGISTERS = Registers(
    indicators={
        "labs": Indicator("labs", {"": "Labs"}, {"": "labs"}, 11.0, begins=date(2026, 1, 1)),
        "people": Indicator(
            "people", {"": "=People"}, by_region=True, each_region=15.0, begins=date(2026, 1, 1)
        ),
    }
)
Cells = dict[str, object]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A campaign with regions."""
    return told_config(tmp_path)


@pytest.fixture(params=["xlsx", "ods", "csv"])
def sheet(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of each kind."""
    return tmp_path / f"indicators.{request.param}"


def rows(file: Path, *some: Cells, columns: tuple[str, ...] = COLUMNS) -> Path:
    """A workbook, or a CSV file, with these rows."""
    if file.suffix == ".csv":
        with file.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            writer.writerows(some)
        return file
    book = Workbook()
    assert book.active is not None
    book.active.append(list(columns))
    for each in some:
        book.active.append([each.get(column) for column in columns])
    book.save(file)
    return file


def compared(stage: Stage, config: Config, file: Path, language: str = "") -> Comparison:
    return examine(stage.database, config, REGISTERS, file, NOW, language)


def test_a_sheet_has_a_row_for_each_number_and_comes_back_unchanged(
    stage: Stage, config: Config, sheet: Path
) -> None:
    """Each region has its own; titles are text, whatever they begin with."""
    count = export(stage.database, config, REGISTERS, sheet, NOW)
    assert count == 1 + sum(1 for each in config.regions.values() if each.counted)
    found = compared(stage, config, sheet)
    assert (found.changes, found.conflicts, found.problems, found.same) == ((), (), (), 0)
    export(stage.database, config, REGISTERS, sheet, NOW)  # nothing in it is lost


def test_what_a_partner_wrote_is_shown_and_then_entered(
    stage: Stage, config: Config, tmp_path: Path
) -> None:
    """A real day and a number, text of both, and a number that was there already."""
    file = tmp_path / "indicators.xlsx"
    export(stage.database, config, REGISTERS, file, NOW)
    book = load_workbook(file)
    page = book["Indicators"]
    heads = [cell.value for cell in page[1]]
    written: list[tuple[int, tuple[Any, ...]]] = [
        (2, (3, datetime(2026, 11, 30), "minutes")),
        (3, ("12,5", "30.11.2026", "list")),
    ]
    for row, cells in written:
        for name, value in zip(("number", "as of", "source"), cells, strict=True):
            page.cell(row, heads.index(name) + 1).value = value
    book.save(file)
    found = compared(stage, config, file)
    assert found.problems == () and editions(stage.database, "labs") == ()
    assert [(each.number.indicator, each.number.number) for each in found.changes] == [
        ("labs", 3.0),
        ("people", 12.5),
    ]
    with pytest.raises(StorageError, match="not imported yet"):
        export(stage.database, config, REGISTERS, file, NOW)
    done = write(stage.database, config, REGISTERS, found, actor=Actor("aina"), now=NOW)
    assert [each.day for each in done.entered] == [date(2026, 11, 30)] * 2
    again = compared(stage, config, file)
    assert (again.changes, again.same) == ((), 2)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"id": "lab"}, 'there is no indicator "lab": did you mean "labs"?'),
        ({"id": ""}, "it has a number and no id"),
        ({"number": "many"}, 'number: "many"'),
        ({"number": "-3"}, "A count cannot be less than zero"),
        ({"number": "1.234"}, "can be read as 1234 or as a number with decimals"),
        ({"number": "1.2k"}, "Write the number in full"),
        ({"as of": ""}, "as of: the day is missing"),
        ({"as of": "soon"}, 'as of: "soon" is no day'),
        ({"as of": "31.02.2026"}, 'as of: there is no day "31.02.2026"'),
        ({"as of": "03/04/2026"}, 'as of: "03/04/2026" may be two days'),
        ({"as of": "2026-02-30"}, "there is no day"),
        ({"as of": "2030-01-01"}, "has not come yet"),
        ({"as of": "2025-01-01"}, "lies before it"),
        ({"source": ""}, "it has a number and no source"),
        ({"region": "navarra"}, "entered as a whole"),
        ({"id": "people"}, "entered region by region"),
        ({"number": "", "source": "x"}, "it has a day and a source, and no number"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_number(
    stage: Stage, config: Config, tmp_path: Path, cells: Cells, says: str
) -> None:
    """The good row beside it stands."""
    good: Cells = {"id": "labs", "number": "4", "as of": "2026-11-30", "source": "minutes"}
    wrong = {**good, "as of": "2026-11-29", **cells}
    found = compared(stage, config, rows(tmp_path / "a.csv", good, wrong))
    assert [each.number.number for each in found.changes] == [4.0]
    (problem,) = found.problems
    assert "row 3: " in str(problem) and says in str(problem), problem


def test_a_formula_is_not_taken_over(stage: Stage, config: Config, tmp_path: Path) -> None:
    """Only what is written counts."""
    cells: Cells = {"id": "labs", "number": "=1+2", "as of": "2026-11-30", "source": "x"}
    found = compared(stage, config, rows(tmp_path / "a.xlsx", cells))
    assert "row 2: number: this is a formula" in str(found.problems[0])


def test_one_day_twice_is_wrong(stage: Stage, config: Config, tmp_path: Path) -> None:
    """The second row names the first."""
    one: Cells = {"id": "labs", "number": "4", "as of": "2026-11-30", "source": "x"}
    found = compared(stage, config, rows(tmp_path / "a.csv", one, {**one, "number": "5"}))
    assert "row 3: labs as of 2026-11-30 stands in row 2 too" in str(found.problems[0])


def test_both_sides_of_a_conflict_are_shown_and_nothing_is_overwritten(
    stage: Stage, config: Config, tmp_path: Path
) -> None:
    """The same day was entered by somebody else after the sheet was made."""
    file = tmp_path / "indicators.csv"
    export(stage.database, config, REGISTERS, file, NOW)
    day = date(2026, 11, 30)
    theirs = [Number("labs", 6, day, "phone")]
    enter(stage.database, config, REGISTERS, theirs, actor=Actor("bea"), now=NOW)
    rows(file, {"id": "labs", "number": 5, "as of": str(day), "source": "x", "seen": "0"})
    found = compared(stage, config, file)
    assert found.changes == ()
    (clash,) = found.conflicts
    assert (clash.row, clash.number.number, clash.theirs.number) == (2, 5.0, 6.0)
    # a sheet that was made afterwards has seen it, and corrects it
    seen = str(editions(stage.database, "labs")[-1].id)
    rows(file, {"id": "labs", "number": 5, "as of": str(day), "source": "x", "seen": seen})
    found = compared(stage, config, file)
    assert [each.before.number for each in found.changes if each.before] == [6.0]
    write(stage.database, config, REGISTERS, found, actor=Actor("aina"), now=NOW)
    assert [each.number for each in editions(stage.database, "labs")] == [6.0, 5.0]


def test_a_sheet_without_its_columns_or_not_there_is_told(
    stage: Stage, config: Config, tmp_path: Path
) -> None:
    """And a file that is no sheet."""
    found = compared(stage, config, rows(tmp_path / "a.csv", columns=("id", "number")))
    assert "there is no column as of, source" in str(found.problems[0])
    with pytest.raises(ContentError, match="no such file"):
        compared(stage, config, tmp_path / "none.csv")
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(ContentError, match="not a kind of sheet"):
        compared(stage, config, tmp_path / "a.txt")


def test_a_language_says_how_numbers_are_written(
    stage: Stage, config: Config, tmp_path: Path
) -> None:
    """German writes 1.234 for one thousand two hundred and thirty-four."""
    cells: Cells = {"id": "labs", "number": "1.234", "as of": "30.11.2026", "source": "x"}
    found = compared(stage, config, rows(tmp_path / "a.csv", cells), "de")
    assert [each.number.number for each in found.changes] == [1234.0]


def test_the_fixtures_are_in_utc() -> None:
    """The day of NOW is the one that the rows use."""
    assert NOW.tzinfo is UTC and date(2026, 11, 30) <= DAY
