"""The CSV files: one a table, headed by ids, for programs."""

from __future__ import annotations

import csv
import io

import pytest

from analytics.document import Document, Gap, Kind, Name, Section, Table
from analytics.faces.csv_files import csv_file, csv_tables
from tests.analytics.faces import documents
from tests.analytics.faces.documents import column, table


def written(some: Table) -> bytes:
    """A table's file."""
    out = io.BytesIO()
    csv_file(some, out)
    return out.getvalue()


def rows(some: Table) -> list[dict[str, str]]:
    """A table's file, read back."""
    return list(csv.DictReader(io.StringIO(written(some).decode("utf-8-sig"), newline="")))


def test_every_kind_is_written_for_programs() -> None:
    """Numbers with a point, shares as parts of one, instants in UTC, lights by their signal."""
    first, second, third = rows(table())
    assert first == {
        "a_text": "Timiș",
        "a_text_url": "",
        "a_count": "1234567",
        "a_number": "12.345",
        "a_share": "0.0345",
        "a_change": "12",
        "a_difference": "12",
        "a_day": "2026-12-06",
        "a_moment": "2026-10-25T00:30:00+00:00",
        "a_light": "good",
        "a_range": "12",
        "a_range_low": "8",
        "a_range_high": "16",
    }
    assert (second["a_text_url"], second["a_range_low"]) == ("https://x.example/1", "-1")
    assert set(third.values()) == {"n/a", ""}


def test_a_file_can_be_opened_by_a_spreadsheet_program() -> None:
    """It begins with the mark of UTF-8, and lines end with CR LF."""
    data = written(table())
    assert data.startswith(b"\xef\xbb\xbfa_text,")
    assert data.count(b"\r\n") == 4


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_words_like_a_formula_stay_words(text: str) -> None:
    """In a text, a name and an address."""
    some = Table("x", "X", (column(Kind.TEXT),), ((text,), (Name(text, "", text),)))
    assert [row["a_text"] for row in rows(some)] == [f"'{text}"] * 2
    assert rows(some)[1]["a_text_url"] == f"'{text}"


def test_a_negative_number_is_no_formula() -> None:
    """It begins with a minus, and stays a number."""
    assert rows(table())[1]["a_change"] == "-3"


def test_half_a_character_does_not_cost_the_report() -> None:
    """It is written as a question mark."""
    assert rows(Table("x", "X", (column(Kind.TEXT),), (("\ud83d x",),)))[0]["a_text"] == "? x"


def test_every_row_is_in_the_file_and_sums_come_last() -> None:
    """`more` in place of what a page shows."""
    some = table(more=lambda: iter(table(rows=30).rows), sums=table().rows[1])
    assert len(rows(some)) == 31
    assert rows(some)[-1]["a_change"] == "-3"


def test_every_table_and_the_headline_figures_have_a_file() -> None:
    """Two tables with one id have two files."""
    document: Document = documents.whole()
    again = documents.document(*document.sections, Section("x", "X", (table(),)))
    tables = list(csv_tables(again))
    assert [each.id for each in tables] == ["headline", "kinds", "kinds-2"]
    headline = rows(tables[0])
    assert [(each["value"], each["of"], each["note"]) for each in headline] == [
        ("56", "", "on 28 channels"),
        ("54", "of 56", ""),
        ("n/a", "", "the network does not say"),
    ]


def test_an_empty_table_has_its_heads() -> None:
    """A program that reads it finds the columns."""
    assert written(table(rows=0)).decode("utf-8-sig").count("\r\n") == 1
    assert rows(Table("x", "X", (column(Kind.COUNT),), ((Gap(),),))) == [{"a_count": "n/a"}]
