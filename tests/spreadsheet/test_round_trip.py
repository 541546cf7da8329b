"""What goes into a file of any of the three kinds comes back the same."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.calendar.sheet import Row, Table, Value
from campaign.calendar.sheet.columns import clean
from campaign.spreadsheet import SUFFIXES, read_table, write_table

_WHEN = datetime(2026, 12, 1, 10, 30)
_COLUMNS = ("id", "when", "en text", "base")
# no sheet takes control characters; XML 1.0 has no place for these two either
_LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
)
_ODD = st.sampled_from(["\n", "\t", "  ", "=", "+", "-", "@", "'", '"', ";", ",", "_x0041_", "<b>"])
_TEXTS = st.lists(st.one_of(_LETTERS, _ODD), max_size=12).map("".join)


def through(table: Table, suffix: str) -> Table:
    """The table after it was a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"calendar{suffix}"
        write_table(table, path, {})
        return read_table(path)


def of_one(**cells: Value) -> Table:
    """A table with one row."""
    named = {"id": "p-01", "when": _WHEN, **{k.replace("_", " "): v for k, v in cells.items()}}
    return Table(_COLUMNS, (Row(2, {k: v for k, v in named.items() if v != ""}),))


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(deadline=None, max_examples=15)
@given(texts=st.lists(_TEXTS, min_size=1, max_size=9))
def test_any_text_comes_back_exactly(suffix: str, texts: list[str]) -> None:
    """Signs of formulas, quotes, separators, tabs, blanks, lines, escapes, every alphabet."""
    sent = [str(clean("en text", text)) for text in texts]
    rows = tuple(Row(n, {"id": f"p-{n}", "en text": text}) for n, text in enumerate(sent, start=2))
    found = through(Table(_COLUMNS, rows), suffix)
    assert [row.cells.get("en text", "") for row in found.rows] == sent


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_sheet_that_travels_twice_is_the_same(suffix: str) -> None:
    """Nothing is added each time it is saved."""
    once = through(of_one(en_text="=1+1", base="0f"), suffix)
    twice = through(once, suffix)
    assert twice.rows == once.rows
    assert twice.columns == _COLUMNS


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_times_stay_times(suffix: str) -> None:
    """Spreadsheets can sort and move them."""
    assert through(of_one(), suffix).rows[0].cells["when"] == _WHEN


def test_times_in_csv_are_written_so_that_no_country_misreads_them() -> None:
    """Year first."""
    assert through(of_one(), ".csv").rows[0].cells["when"] == "2026-12-01 10:30"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_rows_keep_the_numbers_the_officer_sees(suffix: str) -> None:
    """A message names the cell as the program shows it."""
    rows = tuple(Row(number, {"id": f"p-{number}"}) for number in (2, 3, 4))
    table = through(Table(("id", "when"), rows), suffix)
    assert [(row.number, row.cells["id"]) for row in table.rows] == [
        (2, "p-2"),
        (3, "p-3"),
        (4, "p-4"),
    ]
    assert table.address("when", table.rows[1]) == "B3"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_calendar_is_a_heading(suffix: str) -> None:
    """The first post can be written into it."""
    table = through(Table(_COLUMNS, ()), suffix)
    assert (table.columns, table.rows) == (_COLUMNS, ())
