"""The report as a workbook (.xlsx): a summary, a sheet a table, charts, and what the columns mean.

    summary     whose report it is, the headline figures, and where to find what
    tables      real numbers and days; heads that stay in place, filter, and say what they mean
    charts      drawn by the spreadsheet program from the figures beside them
    notes       the report's sentences and lists, and why figures are missing
    columns     what every column head means

A gap is written "n/a", never 0 and never an empty cell: it is no number, so no program adds it up.
Instants stand in the report's zone. No text is ever a formula. Rows are written as they are read,
so memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

from analytics.document import (
    Block,
    Chart,
    Document,
    Gap,
    Items,
    Name,
    Paragraph,
    PostCards,
    Section,
    Table,
    Terms,
    Tiles,
)
from analytics.faces.sheet_charts import Charts
from analytics.faces.sheet_names import SheetNames
from analytics.faces.sheet_writing import Writing
from analytics.faces.sheets import TableSheet
from analytics.language import Words

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

WIDE, WIDEST = 90, 145
"""Characters across a sheet of sentences, and across the summary."""


def workbook(document: Document, words: Words, out: BinaryIO) -> None:
    """Write the workbook; `words` are of the document's language."""
    import xlsxwriter  # noqa: PLC0415  # only a report needs it

    with TemporaryDirectory() as beside:
        book = xlsxwriter.Workbook(
            out,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "tmpdir": beside,
            },
        )
        try:
            _fill(book, document, words)
            book.close()
        except BaseException:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()  # rows that were written; they go with their folder
            raise


def _fill(book: xlsxwriter.Workbook, document: Document, words: Words) -> None:
    """All that is in it."""
    front = document.front
    book.set_properties(
        {
            "title": f"{front.campaign}: {front.title}",
            "author": front.owner,
            "comments": front.summary,
            "created": document.generated.astimezone(UTC).replace(tzinfo=None),
        }
    )
    grant = words("Grant agreement %(number)s", number=front.grant) if front.grant else ""
    foot = " · ".join(each for each in (front.campaign, front.title, grant) if each)
    _Book(document, words, Writing(book, ZoneInfo(document.zone), words, foot)).write()


class _Book:
    """One workbook while it is written."""

    def __init__(self, document: Document, words: Words, writing: Writing) -> None:
        self.document, self.words, self.writing = document, words, writing
        self.names = SheetNames(words("Sheet"))
        self.sheets: list[tuple[str, str]] = []

    def write(self) -> None:
        """All sheets; the first, which says where the others are, is filled in last."""
        words, document = self.words, self.document
        first = self._sheet(words("Summary"))
        reasons: list[tuple[str, str]] = []
        columns: dict[tuple[str, str], str] = {}
        for table in document.tables():
            sheet = TableSheet(self.writing, self.words, table, self._sheet)
            sheet.write()
            self.sheets.append((sheet.name, table.title))
            reasons += ((table.title, each) for each in sheet.reasons)
            for column in table.columns:
                columns.setdefault((column.head, column.meaning), table.title)
        charts = [each for each in _blocks(document.sections) if isinstance(each, Chart)]
        if charts:
            sheet_name = words("Charts")
            Charts(self.writing, self.words, self._sheet(sheet_name)).write(charts)
            self.sheets.append((self.names.last, sheet_name))
        self._notes(reasons)
        self._columns(columns)
        self._summary(first)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.writing.book.add_worksheet(self.names(name))
        sheet.hide_gridlines(2)
        self.writing.printed(sheet)
        return sheet

    def _summary(self, sheet: Worksheet) -> None:
        front, text = self.document.front, self.writing.text
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 18)
        sheet.set_column(2, 3, 50)
        lines = Lines(sheet)
        for words, look in (
            (front.campaign, "strong"),
            (" ".join(each for each in (front.kind, front.title) if each), "title"),
            (front.subtitle, "strong"),
            (front.summary, "plain"),
            *((each, "quiet") for each in front.notes),
        ):
            if words:
                self._across(sheet, lines.next(), words, look)
        lines.next()
        for block in _blocks(self.document.sections):
            if not isinstance(block, Tiles):
                continue
            for tile in block.tiles:
                row = lines.next()
                text(sheet, row, 0, tile.column.head, "strong")
                self.writing.cell(sheet, row, 1, tile.value, tile.column)
                text(sheet, row, 2, tile.of, "plain")
                why = tile.value.why if isinstance(tile.value, Gap) else ""
                text(sheet, row, 3, tile.below or why, "plain")
        lines.next()
        text(sheet, lines.next(), 0, self.words("Sheets"), "head")
        for name, title in self.sheets:
            row = lines.next()
            self.writing.inside(sheet, row, 0, name)
            if title != name:
                text(sheet, row, 1, title, "plain")
        lines.next()
        grant = self.words("Grant agreement %(number)s", number=front.grant) if front.grant else ""
        for each in (front.statement, front.disclaimer, grant, front.owner, front.made):
            if each:
                self._across(sheet, lines.next(), each, "quiet")

    def _across(self, sheet: Worksheet, row: int, text: str, look: str) -> None:
        """A text over the whole width of the summary, in as many lines as it needs."""
        sheet.merge_range(row, 0, row, 3, "")
        sheet.set_row(row, 26 if look == "title" else 15 * (1 + len(text) // WIDEST))
        self.writing.text(sheet, row, 0, text, look, {"text_wrap": True, "valign": "top"})

    def _notes(self, reasons: list[tuple[str, str]]) -> None:
        """The report's sentences, and why figures are not there."""
        found = list(_sentences(self.document.sections))
        if not found and not reasons:
            return
        title = self.words("Notes")
        sheet = self._sheet(title)
        self.sheets.append((self.names.last, title))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, WIDE)
        lines = Lines(sheet)
        for where, sentence in found:
            row = lines.next()
            self.writing.text(sheet, row, 0, where, "top")
            self.writing.text(sheet, row, 1, sentence, "wrapped")
        if reasons:
            lines.next()
            row = lines.next()
            self.writing.text(sheet, row, 0, self.words("Table"), "head")
            self.writing.text(sheet, row, 1, self.words("Why “n/a” stands there"), "head")
            for where, why in reasons:
                row = lines.next()
                self.writing.text(sheet, row, 0, where, "top")
                self.writing.text(sheet, row, 1, why, "wrapped")

    def _columns(self, columns: dict[tuple[str, str], str]) -> None:
        """What every column head means."""
        known = [(head, meaning) for head, meaning in columns if meaning]
        if not known:
            return
        title = self.words("What the columns mean")
        sheet = self._sheet(title)
        self.sheets.append((self.names.last, title))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, WIDE)
        sheet.freeze_panes(1, 0)
        self.writing.text(sheet, 0, 0, self.words("Column"), "head")
        self.writing.text(sheet, 0, 1, self.words("What it means"), "head")
        known.sort(key=lambda each: (each[0].casefold(), each[1]))
        for row, (head, meaning) in enumerate(known, 1):
            self.writing.text(sheet, row, 0, head, "top")
            self.writing.text(sheet, row, 1, meaning, "wrapped")


class Lines:
    """The lines of a sheet, one after the other."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.at = sheet, 0

    def next(self) -> int:
        """The next line."""
        self.at += 1
        return self.at - 1


def _blocks(sections: tuple[Section, ...]) -> Iterator[Block]:
    for section in sections:
        yield from section.blocks
        yield from _blocks(section.subsections)


def _sentences(sections: tuple[Section, ...]) -> Iterator[tuple[str, str]]:
    """The sentences of each section, with the section's title."""
    for section in sections:
        for block in section.blocks:
            for each in _said(block):
                yield section.title, each
        yield from _sentences(section.subsections)


def _said(block: Any) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Items):
        for line in block.items:
            yield "".join(each.text if isinstance(each, Name) else each for each in line)
    elif isinstance(block, Terms):
        for word, meaning in block.terms:
            yield f"{word}: {meaning}"
    elif isinstance(block, PostCards):
        for rank, post in enumerate(block.posts, 1):
            facts = " · ".join(each for each in (post.figure, *post.facts) if each)
            yield f"{rank}. {post.title.text} ({facts})"
    elif isinstance(block, (Table, Chart)) and block.note:
        yield block.note
