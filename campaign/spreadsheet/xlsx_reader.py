"""Reads an .xlsx: the sheet with the calendar, its texts, and which numbers are times.

openpyxl writes our workbooks. It does not read them: it has no bounds, and drops the difference
between a day and a midnight. Source of the format: ECMA-376 part 1, chapter 18.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from campaign.calendar.sheet import Table, Unreadable, Value
from campaign.calendar.sheet.table import FIRST_DAY
from campaign.spreadsheet.bounds import CELL, Budget, check_column, check_row
from campaign.spreadsheet.cells import FORMULA, NAME, TableFinder, too_long
from campaign.spreadsheet.errors import SheetError, no_heading
from campaign.spreadsheet.number_formats import Shows, built_in, custom
from campaign.spreadsheet.package import Enough, Package

_MAC_EPOCH = date(1904, 1, 1)
# ECMA-376 part 1, 22.9.2.19: in texts of a workbook _xHHHH_ stands for a character
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?Z?")


def read(data: bytes, source: str) -> Table:
    """The table in a workbook's bytes; raises SheetError."""
    budget = Budget()
    package = Package(data, budget)
    if "mimetype" in package and "content.xml" in package:
        raise SheetError("this is an .ods document, whatever its name says", "name it .ods")
    book = _Book()
    main = _main_part(package)
    package.walk(main, book)
    links = _links(package, main)
    parts = _Parts(package, links)
    styles, texts = parts.styles(), parts.texts()
    epoch = _MAC_EPOCH if book.from_1904 else FIRST_DAY
    for _, link in sorted(book.sheets, key=lambda sheet: sheet[0] != NAME):
        part = links.get(link, ("", ""))[1]
        if not part:
            continue
        finder = TableFinder(source, budget, epoch)
        package.walk(part, _Sheet(finder, styles, texts, epoch))
        if (table := finder.table()) is not None:
            return table
    raise no_heading()


class _Quiet:
    """A walk that hears nothing; the others hear what they need."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, characters: str) -> None:
        """Characters between two tags."""


class _Book(_Quiet):
    """The workbook: its sheets by name and link, and from which day it counts."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "").casefold() in ("1", "true", "on")


class _Links(_Quiet):
    """Which part each link of a part leads to, by its id; with the last word of its kind."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        # what lies outside of the file is never fetched
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/", self._folder, attributes.get("Target", ""))
            kind = attributes.get("Type", "").rpartition("/")[2]
            part = posixpath.normpath(target).lstrip("/")
            self.found[attributes.get("Id", "")] = (kind, part)


class _Styles(_Quiet):
    """What cells of each style show."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._in_cells = False
        self._numbers: list[int] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._codes[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._numbers.append(_int(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def shows(self) -> list[Shows]:
        """By the number of the style."""
        known: dict[int, Shows] = {}
        for number in self._numbers:
            if number not in known:
                code = self._codes.get(number)
                known[number] = built_in(number) if code is None else custom(code)
        return [known[number] for number in self._numbers]


class _Texts(_Quiet):
    """The texts that cells share; one that no cell can hold is kept as what to say of it."""

    def __init__(self) -> None:
        self.found: list[str | Unreadable] = []
        self._run = _Run()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._run = _Run()
        self._run.start(name)

    def end(self, name: str) -> None:
        self._run.end(name)
        if name == "si":
            self.found.append(self._run.value())

    def text(self, characters: str) -> None:
        self._run.text(characters)


@dataclass(slots=True)
class _Run:
    """The text of an element, whose runs may look different; how it is spoken is left out."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    in_text: bool = False
    spoken: bool = False

    def start(self, name: str) -> None:
        if name == "t":
            self.in_text = True
        elif name == "rPh":
            self.spoken = True

    def end(self, name: str) -> None:
        if name == "t":
            self.in_text = False
        elif name == "rPh":
            self.spoken = False

    def text(self, characters: str) -> None:
        if self.in_text and not self.spoken:
            self.size += len(characters)
            if self.size <= 7 * CELL:  # each character may be written with seven
                self.pieces.append(characters)

    def value(self) -> str | Unreadable:
        found = _ESCAPED.sub(lambda each: chr(int(each[1], 16)), "".join(self.pieces))
        found = found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return too_long(self.size) if self.size > 7 * CELL or len(found) > CELL else found


class _Parts:
    """The parts beside the sheets; both may be missing."""

    def __init__(self, package: Package, links: Mapping[str, tuple[str, str]]) -> None:
        self._package = package
        self._by_kind = {kind: part for kind, part in links.values() if part in package}

    def styles(self) -> list[Shows]:
        """What cells of each style show."""
        walk = _Styles()
        if "styles" in self._by_kind:
            self._package.walk(self._by_kind["styles"], walk)
        return walk.shows()

    def texts(self) -> list[str | Unreadable]:
        """The texts that cells share."""
        walk = _Texts()
        if "sharedStrings" in self._by_kind:
            self._package.walk(self._by_kind["sharedStrings"], walk)
        return walk.found


class _Sheet(_Quiet):
    """One sheet: gives each of its rows to `finder`."""

    def __init__(
        self,
        finder: TableFinder,
        styles: list[Shows],
        texts: list[str | Unreadable],
        epoch: date,
    ) -> None:
        self._finder, self._styles, self._texts, self._epoch = finder, styles, texts, epoch
        self._in_data = False
        self._row = self._column = 0
        self._cells: dict[int, Value] = {}
        self._kind = ""
        self._style = 0
        self._formula = self._in_value = False
        self._value: list[str] = []
        self._run = _Run()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheetData":
            self._in_data = True
        elif not self._in_data:
            return
        elif name == "row":
            row = attributes.get("r")
            self._row = check_row(self._row + 1 if row is None else int(float(row)))
            self._column, self._cells = -1, {}
        elif name == "c":
            self._column = check_column(self._index(attributes.get("r")))
            self._kind = attributes.get("t", "n")
            self._style = _int(attributes.get("s"))
            self._formula = self._in_value = False
            self._value = []
            self._run = _Run()
        elif name == "f":
            self._formula = True
        elif name == "v":
            self._in_value = True
        else:
            self._run.start(name)

    def end(self, name: str) -> None:
        if not self._in_data:
            return
        if name == "c":
            value = self._cell()
            if value != "":
                self._cells[self._column] = value
        elif name == "v":
            self._in_value = False
        elif name == "row":
            self._finder.add(self._row, self._cells)
            if self._finder.hopeless:
                raise Enough
        elif name == "sheetData":
            raise Enough
        else:
            self._run.end(name)

    def text(self, characters: str) -> None:
        if self._in_value:
            self._value.append(characters)
        else:
            self._run.text(characters)

    def _index(self, reference: str | None) -> int:
        found = _REFERENCE.fullmatch(reference) if reference else None
        if found is None:
            return self._column + 1
        index = 0
        for letter in found[1].upper():
            index = index * 26 + ord(letter) - ord("A") + 1
        return index - 1

    def _cell(self) -> Value:
        if self._formula:
            return Unreadable(FORMULA)
        if self._kind == "inlineStr":
            return self._run.value()
        value = "".join(self._value)
        if value == "":
            return ""
        match self._kind:
            case "s":
                index = int(value)
                if not 0 <= index < len(self._texts):
                    raise ValueError(f"there is no text {index}")
                return self._texts[index]
            case "str":
                run = _Run([value], len(value))
                return run.value()
            case "b":
                return "TRUE" if value.strip() == "1" else "FALSE"
            case "e":
                return Unreadable(f"the cell shows an error ({value[:20]})")
            case "d":
                return _from_iso(value.strip())
        return self._number(value)

    def _number(self, text: str) -> Value:
        number = float(text)
        if not math.isfinite(number):
            return Unreadable("the number in it is none that a sheet can hold")
        shows = self._styles[self._style] if 0 <= self._style < len(self._styles) else None
        if shows in (None, Shows.NUMBER) or number < 1:
            return number
        try:
            first = datetime.combine(self._epoch, time())
            # a fraction of a day comes back with an error of a few microseconds
            wall = first + timedelta(seconds=round(number * 86_400))
        except OverflowError:
            return Unreadable("the number in it is no day of the calendar")
        if wall.time() == time() and shows is not Shows.TIME:
            # In a cell that shows a time before anybody types, a day alone becomes its midnight.
            return wall.date()
        return wall


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        links = _Links("")
        package.walk("_rels/.rels", links)
        for kind, part in links.found.values():
            if kind == "officeDocument" and part in package:
                return part
    if "xl/workbook.xml" in package:
        return "xl/workbook.xml"
    raise SheetError(
        "the workbook cannot be read: there is no workbook in it",
        "open it in the spreadsheet program and save it once more as .xlsx",
    )


def _links(package: Package, part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    links = _Links(folder)
    file = posixpath.join(folder, "_rels", f"{name}.rels")
    if file in package:
        package.walk(file, links)
    return links.found


def _from_iso(text: str) -> Value:
    found = _ISO.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        day = date.fromisoformat(found[1])
        return datetime.combine(day, time.fromisoformat(found[2])) if found[2] else day
    except ValueError:
        return Unreadable("the day in it is none of the calendar")


def _int(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
