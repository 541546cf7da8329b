"""Reads the tables out of each face of a report as another program would: text by text.

A table is its heads and its rows. A PDF is read by its tags, as a screen reader reads it.
"""

from __future__ import annotations

import csv
import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
from pypdfium2 import raw


@dataclass
class Read:
    """A table that was read: its heads and its rows."""

    heads: list[str] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)


class _Page(HTMLParser):
    """The tables of a page, and its headline figures as one more."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[Read] = []
        self.tiles = Read(["Name", "Figure"])
        self._cell: str | None = None
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row, or a cell begins."""
        if tag == "table":
            self.tables.append(Read())
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        if tag in {"th", "td", "dt"} or (tag == "dd" and ("class", "big") in attrs):
            self._cell = ""
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """A cell ends."""
        while self._inside and self._inside.pop() != tag:
            pass
        if self._cell is None or tag not in {"th", "td", "dt", "dd"}:
            return
        text, self._cell = " ".join(self._cell.split()), None
        if tag == "dt":
            self.tiles.rows.append([text])
        elif tag == "dd":
            self.tiles.rows[-1].append(text)
        elif "thead" in self._inside:
            self.tables[-1].heads.append(text)
        else:
            self.tables[-1].rows[-1].append(text)

    def handle_data(self, data: str) -> None:
        """What a cell says."""
        if self._cell is not None:
            self._cell += data


def page(path: Path) -> list[Read]:
    """The tables of an HTML page; the headline figures come first."""
    found = _Page(path.read_text(encoding="utf-8"))
    tiles = [row for row in found.tiles.rows if len(row) == 2]
    return [Read(found.tiles.heads, tiles), *map(_full, found.tables)]


def markdown(path: Path) -> list[Read]:
    """The tables of a Markdown file; the headline figures come first."""
    tiles, tables, before = Read(["Name", "Figure"]), [Read()], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        plain = re.sub(r"\\([^\w\s])", r"\1", line)
        tile = re.fullmatch(r"- ([^:]+): \*\*(.+?)\*\*.*", plain)
        if tile:
            tiles.rows.append([tile[1], tile[2]])
        if line.startswith("| ---"):
            tables[-1].rows = [row for row in tables[-1].rows if row != _cells(before)]
            tables.append(Read(_cells(before)))
        elif line.startswith("|"):
            tables[-1].rows.append([re.sub(r"^\[(.*)\]\(.*\)$", r"\1", c) for c in _cells(line)])
        before = line
    return [tiles, *tables[1:]]


def _cells(line: str) -> list[str]:
    plain = re.sub(r"\\([^\w\s])", r"\1", line)
    return [each.strip() for each in plain.strip().strip("|").split(" | ")]


def workbook(path: Path) -> list[Read]:
    """The tables of a workbook, with values as they are; the headline figures come first."""
    book = openpyxl.load_workbook(path)
    found = []
    for sheet in book:
        first, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        found.append(Read([str(each) for each in first], rows))
    found[0].heads = ["Name", "Figure"]
    return found


def pdf(path: Path) -> list[Read]:
    """The tables of a PDF by their tags; one that goes on on the next page is one table."""
    found: list[Read] = []
    document = pypdfium2.PdfDocument(path)
    for sheet in document:
        texts = _marked(sheet)
        tree = raw.FPDF_StructTree_GetForPage(sheet.raw)
        for at in range(raw.FPDF_StructTree_CountChildren(tree)):
            _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, at), texts, found)
        raw.FPDF_StructTree_Close(tree)
    document.close()
    return [_full(each) for each in found]


def _walk(element: Any, texts: dict[int, str], found: list[Read]) -> None:
    kind = _kind(element)
    if kind == "Table":
        table = Read()
        for row in _below(element, "TR"):
            heads = [_said(each, texts) for each in _children(row) if _kind(each) == "TH"]
            cells = [_said(each, texts) for each in _children(row) if _kind(each) == "TD"]
            if heads:
                table.heads = heads
            if cells:
                table.rows.append(cells)
        if table.heads or not found:
            found.append(table)
        else:
            found[-1].rows += table.rows
        return
    for each in _children(element):
        _walk(each, texts, found)


def _below(element: Any, kind: str) -> Iterator[Any]:
    for each in _children(element):
        if _kind(each) == kind:
            yield each
        else:
            yield from _below(each, kind)


def _children(element: Any) -> Iterator[Any]:
    for at in range(max(0, raw.FPDF_StructElement_CountChildren(element))):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, at)
        if child:
            yield child


def _kind(element: Any) -> str:
    return _text(lambda out, size: raw.FPDF_StructElement_GetType(element, out, size))


def _said(element: Any, texts: dict[int, str]) -> str:
    """What an element and those in it say, in their order."""
    count = raw.FPDF_StructElement_GetMarkedContentIdCount(element)
    marks = [raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, at) for at in range(count)]
    own = [texts.get(mark, "") for mark in marks if mark >= 0]
    inner = [_said(each, texts) for each in _children(element)]
    return " ".join(" ".join((*own, *inner)).replace("\u200b", "").split())


def _marked(sheet: Any) -> dict[int, str]:
    """The texts of a page by the marks that the tags name."""
    words = sheet.get_textpage()
    found: dict[int, str] = {}
    for each in sheet.get_objects(max_depth=1):
        if each.type != raw.FPDF_PAGEOBJ_TEXT:
            continue
        mark = raw.FPDFPageObj_GetMarkedContentID(each.raw)
        found[mark] = found.get(mark, "") + _text(
            lambda out, size, each=each: raw.FPDFTextObj_GetText(
                each.raw, words.raw, ctypes.cast(out, ctypes.POINTER(ctypes.c_ushort)), size
            )
        )
    return found


def _text(ask: Callable[..., int]) -> str:
    """What a function of the library writes, which is asked twice: how long, and what."""
    size = max(2, ask(None, 0))
    out = ctypes.create_string_buffer(size)
    ask(out, size)
    return out.raw.decode("utf-16-le").rstrip("\0")


def csv_file(path: Path) -> Read:
    """A CSV file, headed by ids."""
    with path.open(encoding="utf-8-sig", newline="") as table:
        heads, *rows = csv.reader(table)
    return Read(heads, rows)


def _full(table: Read) -> Read:
    return Read(table.heads, [row for row in table.rows if row])
