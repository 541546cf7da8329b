"""The spreadsheet round trip as an officer makes it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run


def _files(folder: Path) -> dict[str, list[str]]:
    return {
        file.name: file.read_text(encoding="utf-8").splitlines()
        for file in (folder / "content/calendar").glob("*.yaml")
    }


def _set(book: openpyxl.Workbook, post: str, column: str, value: str) -> None:
    page = book.worksheets[0]
    columns = {cell.value: cell.column for cell in page[1]}
    row = next(r[0].row for r in page.iter_rows(min_row=2) if r[0].value == post)
    page.cell(row or 0, columns[column] or 0).value = value


@pytest.mark.slow
def test_three_changed_cells_become_exactly_three_edits_in_the_files(
    workspace: Path, run: Run
) -> None:
    """Export, change three cells, import: these three and nothing else, comments kept."""
    before = _files(workspace)
    assert run("sheet", "export", "calendar.xlsx").code == 0
    book = openpyxl.load_workbook("calendar.xlsx")
    _set(book, "learning-labs-01", "es headline", "Tres días juntos")
    _set(book, "platforms-01", "cta", "share")
    _set(book, "pilots-01", "de alt", "Eine Karte mit der Zahl der Projekte und dem EU-Emblem.")
    book.save("calendar.xlsx")

    shown = run("sheet", "import", "calendar.xlsx", "--json")
    assert {(e["post"], e["key"]) for e in shown.json["edits"]} == {
        ("learning-labs-01", "copy.es.headline"),
        ("platforms-01", "cta"),
        ("pilots-01", "copy.de.alt"),
    }
    assert _files(workspace) == before, "showing writes nothing"

    done = run("sheet", "import", "calendar.xlsx", "--yes")
    assert done.code == 0, done.out
    after = _files(workspace)
    assert {name for name in before if before[name] != after[name]} == {
        "learning-labs-01.yaml",
        "platforms-01.yaml",
        "pilots-01.yaml",
    }
    comments = [line for lines in before.values() for line in lines if line.startswith("#")]
    assert comments == [line for lines in after.values() for line in lines if line.startswith("#")]
    assert "The sheet says nothing new." in run("sheet", "import", "calendar.xlsx").out


@pytest.mark.slow
def test_a_row_changed_on_both_sides_is_a_conflict_and_stays(workspace: Path, run: Run) -> None:
    """Neither side is overwritten; the command says so and ends with 1."""
    run("sheet", "export", "calendar.xlsx")
    file = workspace / "content/calendar/platforms-01.yaml"
    said = file.read_text(encoding="utf-8").replace("cta: contact", "cta: join")
    file.write_text(said, encoding="utf-8")
    book = openpyxl.load_workbook("calendar.xlsx")
    _set(book, "platforms-01", "cta", "share")
    book.save("calendar.xlsx")
    done = run("sheet", "import", "calendar.xlsx", "--yes")
    assert done.code == 1
    assert "conflict in platforms-01" in done.out
    assert file.read_text(encoding="utf-8") == said
