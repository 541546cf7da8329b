"""The workbook holds real numbers, runs no formula, and says what its columns mean."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from xlsxwriter import Workbook as NewWorkbook

from analytics.document import Document, Kind, Name, Row, Section, Table
from analytics.faces.sheet_names import SheetNames
from analytics.faces.sheet_writing import Writing
from analytics.faces.sheets import TableSheet
from analytics.faces.workbook import workbook
from analytics.language import Words
from tests.analytics import sample
from tests.analytics.faces import documents
from tests.analytics.faces.documents import column, table

EVIL = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    '=HYPERLINK("http://x.example","y")',
    "=cmd|' /C calc'!A0",
]


def opened(document: Document, language: str = "en") -> Workbook:
    """The workbook, as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(made(document, language)))


def made(document: Document, language: str = "en") -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    workbook(document, Words(language), out)
    return out.getvalue()


def of(some: Table) -> Document:
    """A document with one table."""
    return documents.document(Section("one", "One", (some,)))


def foot(sheet: Any) -> str:
    """What stands at the left of a sheet's foot on paper."""
    return str(sheet.oddFooter.left.text)


def rows(sheet: Any) -> list[dict[str, Any]]:
    """A sheet's rows by its heads."""
    heads = [str(cell.value) for cell in sheet[1]]
    return [dict(zip(heads, line, strict=True)) for line in sheet.iter_rows(min_row=2)]


def test_numbers_and_days_are_real_ones() -> None:
    """They sort and add up; instants are those on the wall in the report's zone."""
    first, second, _ = rows(opened(of(table()))["Every kind"])
    shown = {head: (cell.value, cell.number_format) for head, cell in first.items()}
    assert shown["A count"] == (1234567, "#,##0")
    assert shown["A number"] == (12.345, "#,##0.0")
    assert shown["A share"] == (0.0345, "0.0%")
    assert shown["A change"] == (0.12, "+0%;-0%;0%")
    assert shown["A difference"] == (12, "+#,##0;-#,##0;0")
    assert shown["A day"] == (datetime(2026, 12, 6), "yyyy-mm-dd")
    assert shown["A moment"] == (datetime(2026, 10, 25, 2, 30), "yyyy-mm-dd hh:mm")
    assert second["A moment"].value == datetime(2026, 10, 25, 2, 30)
    assert (first["A range"].value, first["A range, from"].value, first["A range, to"].value) == (
        12,
        8,
        16,
    )
    assert first["A light"].value == "● on track"
    assert second["A text"].value == "Drei Tage. Ein Tisch."
    assert second["A text, address"].value == "https://x.example/1"


def test_a_gap_is_a_word_in_every_kind_of_column() -> None:
    """Neither a zero nor an empty cell, also where a number is none."""
    gaps = rows(opened(of(table()))["Every kind"])[2]
    for head, cell in gaps.items():
        if head != "A text, address":
            assert (cell.value, cell.data_type) == ("n/a", "s"), head
    notes = list(opened(of(table()))["Notes"].iter_rows(values_only=True))
    assert ("Every kind", "the network does not say") in notes


@pytest.mark.parametrize("text", EVIL)
def test_no_text_is_a_formula(text: str) -> None:
    """Wherever it stands: in a cell, a head, a title, a category, a sentence."""
    evil = column(Kind.TEXT, head=text, meaning=text)
    front: dict[str, Any] = {"campaign": text, "title": text, "summary": text, "notes": (text,)}
    some = Table("x", text, (evil,), ((text,), (Name(text, "en", text),)), note=text)
    drawn = documents.chart(title=text, categories=(text, text, text), alt=text)
    book = opened(documents.document(Section("x", text, (some, drawn)), **front))
    kinds = {cell.data_type for sheet in book for line in sheet for cell in line}
    assert kinds <= {"s", "n"}
    found = [cell for sheet in book for line in sheet for cell in line if cell.value == text]
    assert len(found) > 10
    assert all(cell.quotePrefix for cell in found)


def test_signs_that_no_workbook_holds_do_not_cost_the_report() -> None:
    """Control signs and half characters are shown as lost; what looks like an escape is none."""
    hard = ("a\x0bb", "a\x00b", "\ud83d alone", "\ufffe", "_x0041_", "x" * 40_000, "🎉" * 20_000)
    some = table(rows=0, columns=(column(Kind.TEXT),))
    book = opened(of(Table("x", "X", some.columns, tuple((each,) for each in hard))))
    told = [row["A text"].value for row in rows(book["X"])]
    assert told[:4] == ["a\ufffdb", "a\ufffdb", "\ufffd alone", "\ufffd"]
    assert told[4] in {"_x0041_", "_x005F_x0041_"}
    assert (len(told[5]), told[5][-2:]) == (32_767, "x…")
    assert len(told[6].encode("utf-16-le")) // 2 <= 32_767
    assert told[6].endswith("🎉…")


def test_heads_stay_filter_and_say_what_they_mean() -> None:
    """A comment on each head, and all definitions on a sheet that the first one links."""
    book = opened(of(table(sums=table().rows[0])))
    sheet = book["Every kind"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:M4"  # the sums below are not sorted among what they sum
    assert sheet.max_row == 5
    assert sheet["A1"].comment is not None
    assert "What text is." in sheet["A1"].comment.text
    assert all(cell.font.bold for cell in sheet[1])
    for at, cell in enumerate(sheet[1], 1):
        letter = get_column_letter(at)
        if letter in sheet.column_dimensions:  # neighbours that are alike share one
            assert sheet.column_dimensions[letter].width >= len(str(cell.value)) + 3
    meanings = list(book["What the columns mean"].iter_rows(values_only=True))
    assert ("A share", "What share is.") in meanings
    links = {cell.hyperlink.location for cell in book["Summary"]["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames[1:]}


def test_every_sheet_prints_on_a4_with_its_heads_and_whose_it_is() -> None:
    """As wide as the page; the heads on each page; title and grant at the foot, nothing lost."""
    document = documents.document(
        Section("one", "One", (table(rows=80),)), campaign="Care & share: " + "long " * 80
    )
    book = opened(document)
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        properties: Any = sheet.sheet_properties
        assert properties.pageSetUpPr.fitToPage
        assert "Care &" in foot(sheet) and len(foot(sheet)) < 240
    assert book["Every kind"].print_title_rows == "$1:$1"
    assert book["Every kind"].page_setup.orientation == "landscape"
    assert "Grant agreement 101038215" in foot(opened(of(table()))["Every kind"])


def test_a_text_longer_than_its_column_is_wrapped() -> None:
    """It is not cut off by the cell beside it."""
    text = column(Kind.TEXT, head="A text")
    long, short = "Europäische Geschäftsstelle " * 4, "Short"
    found = Table("t", "Texts", (text, text), ((long, "x"), (Name(long), "x"), (short, "x")))
    sheet = opened(of(found))["Texts"]
    assert [bool(sheet.cell(at, 1).alignment.wrap_text) for at in (2, 3, 4)] == [True, True, False]


def test_the_first_sheet_says_whose_report_it_is() -> None:
    """Everything of a cover, and the headline figures as numbers."""
    book = opened(documents.whole())
    told = [cell.value for line in book["Summary"] for cell in line if cell.value]
    front = documents.FRONT
    for each in (front.campaign, front.subtitle, front.summary, front.statement, front.disclaimer):
        assert each in told
    assert f"Grant agreement {front.grant}" in told
    lines = {line[0].value: line for line in book["Summary"]}
    assert lines["Posts published"][1].value == 56
    assert lines["Measured"][2].value == "of 56"
    assert (lines["Followers"][1].value, lines["Followers"][3].value) == (
        "n/a",
        "the network does not say",
    )


def test_charts_are_the_programs_own() -> None:
    """Each is drawn from figures beside it; a gap is an empty cell, so that no zero is drawn."""
    data = made(documents.whole())
    with ZipFile(io.BytesIO(data)) as parts:
        drawn = {
            name: parts.read(name).decode()
            for name in sorted(parts.namelist())
            if name.startswith("xl/charts/chart")
        }
    assert len(drawn) == 4
    assert ['barDir val="bar"' in each for each in drawn.values()].count(True) == 1
    assert ['barDir val="col"' in each for each in drawn.values()].count(True) == 1
    assert ["<c:errBars>" in each for each in drawn.values()].count(True) == 2
    assert not any("<c:dispBlanksAs" in each for each in drawn.values())  # a gap is the default
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Charts"]
    navarra = next(line for line in sheet if line[0].value == "Navarra")
    assert navarra[1].value is None
    assert "no posts" in [cell.value for cell in navarra]


def test_charts_hold_what_they_show_also_where_nothing_is_reckoned() -> None:
    """A viewer of attachments shows the figures, names and title that stand in the chart itself."""
    with ZipFile(io.BytesIO(made(documents.whole()))) as parts:
        drawn = parts.read("xl/charts/chart1.xml").decode()
    assert "<c:strRef>" in drawn.split("<c:cat>")[1].split("</c:cat>")[0]
    for each in ("Engagement by region", "Engagement", "Timiș", "Navarra", "1234"):
        assert f"<c:v>{each}</c:v>" in drawn
    values = drawn.split("<c:val>")[1]
    assert (
        '<c:pt idx="1"><c:v>0</c:v>' in values and 'idx="2"' not in values
    )  # 0 is known, a gap not


def test_a_column_is_as_wide_as_what_it_shows() -> None:
    """A gap is "n/a", whatever its reason; it makes no column of numbers wide."""
    sheet: Any = opened(of(table()))["Every kind"]
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert widths["A count"] < 16 and widths["A day"] < 16 and widths["A moment"] < 22


def test_a_table_too_long_for_a_sheet_goes_on_on_the_next() -> None:
    """No row is lost, each sheet has heads, and the sums stand once, at the very end."""
    out = io.BytesIO()
    book = NewWorkbook(out, {"constant_memory": True})
    names = SheetNames("Sheet")
    some = Table(
        "x",
        "Long",
        (column(Kind.COUNT),),
        (),
        sums=(10,),
        more=lambda: iter([(at,) for at in range(10)]),
    )
    writing = Writing(book, sample.BRUSSELS, Words("en"))
    TableSheet(writing, Words("en"), some, lambda name: book.add_worksheet(names(name)), 5).write()
    book.close()
    found = openpyxl.load_workbook(out)
    assert found.sheetnames == ["Long", "Long (2)", "Long (3)"]
    told = [[cell.value for cell in sheet["A"]] for sheet in found]
    assert told == [["A count", 0, 1, 2, 3], ["A count", 4, 5, 6, 7], ["A count", 8, 9, 10]]


def test_rows_are_written_as_they_are_read() -> None:
    """Twenty times the rows take no more memory."""

    def peak(count: int) -> int:
        def more() -> Iterator[Row]:
            return (table().rows[at % 3] for at in range(count))

        document = of(table(more=more))
        tracemalloc.start()
        workbook(document, Words("en"), io.BytesIO())
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    few = peak(200)
    assert peak(4000) < few + 600_000


def test_a_source_that_breaks_off_leaves_nothing_behind() -> None:
    """The error comes through, and no file stays open."""

    def more() -> Iterator[Row]:
        yield table().rows[0]
        raise OSError("the database is gone")

    with pytest.raises(OSError, match="the database is gone"):
        made(of(table(more=more)))


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("By region", "By region"),
        ("BY REGION", "BY REGION (2)"),
        ("a/b\\c[d]:e*f?", "a b c d e f"),
        ("'quoted'", "quoted"),
        ("", "Sheet"),
        ("***", "Sheet (2)"),
        ("History", "History (2)"),
        ("x" * 40, "x" * 31),
        ("x" * 41, "x" * 27 + " (2)"),
        ("🎉" * 20, "🎉" * 15),
    ],
)
def test_names_of_sheets_are_valid_and_no_two_alike(wanted: str, name: str) -> None:
    """Asked in this order, each name is one that every program takes."""
    names = SheetNames("Sheet")
    before = ["By region", "***", "x" * 40]
    for each in before[: before.index(wanted) if wanted in before else None]:
        names(each)
    if wanted in {"***", ""}:
        names = SheetNames("Sheet")
        if wanted:
            names("")
    if wanted == "x" * 40:
        names = SheetNames("Sheet")
    assert names(wanted) == name
    assert len(names.last.encode("utf-16-le")) // 2 <= 31


@pytest.mark.parametrize("language", ["de", "eu", "ga", "pl"])
def test_the_same_document_gives_the_same_workbook(language: str) -> None:
    """Byte for byte, in any language."""
    document = documents.whole(language)
    assert made(document, language) == made(document, language)
