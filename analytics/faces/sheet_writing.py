"""Writes one cell of a workbook: a real number or day where it is one, else a text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from analytics.document import Cell, Column, Gap, Kind, Light, Name, Range, Signal
from analytics.faces.cells import AMOUNTS
from analytics.faces.csv_files import FORMULA
from analytics.faces.sheet_names import cut
from analytics.language import Words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Look = Mapping[str, object]
"""Properties of a format, by the names of XlsxWriter."""

NOTHING: Final[Look] = {}
LONGEST: Final = 32_767
"""UTF-16 units that a cell holds."""

#: Signs that XML 1.0 forbids; half a character; and the two that are none.
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FOOT: Final = 200
"""Signs of a foot; a spreadsheet program holds 255 with the marks around them."""

_A4: Final = 9
_FIRST_DAY: Final = date(1900, 3, 1)  # before it, spreadsheet programs count days otherwise
_SHAPES: Final = {
    Signal.GOOD: ("●", "#1A7F45"),
    Signal.CLOSE: ("▲", "#8F5500"),
    Signal.BEHIND: ("■", "#B3261E"),
    Signal.UNKNOWN: ("○", "#56616F"),
}
_LOOKS: Final[dict[str, dict[str, object]]] = {
    "plain": {},
    "strong": {"bold": True},
    "title": {"bold": True, "font_size": 18},
    "quiet": {"font_color": "#56616F"},
    "top": {"bold": True, "valign": "top", "text_wrap": True},
    "wrapped": {"valign": "top", "text_wrap": True},
    "head": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#003399"},
    "amount": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#003399", "align": "right"},
    "gap": {"font_color": "#6B6B6B"},
    "link": {"font_color": "#0B62A4", "underline": 1},
}
_TEXT: Final[Look] = {"num_format": "@"}
_QUOTED: Final[Look] = {"num_format": "@", "quote_prefix": True}
_LEFT: Final[Look] = {"align": "left"}
_RIGHT: Final[Look] = {"align": "right"}


class Writing:
    """Writes into one book; instants stand in `zone`."""

    def __init__(self, book: Workbook, zone: tzinfo, words: Words, foot: str = "") -> None:
        self.book, self.zone, self.gap, self.foot = book, zone, words("n/a"), foot[:FOOT]
        self.formats: dict[tuple[object, ...], Format] = {}
        # What cells without a look of their own ask for again and again, by a shorter key.
        self._texts: dict[tuple[str, bool], Format] = {}
        self._numbers: dict[str, Format] = {}

    def printed(self, sheet: Worksheet, *, lying: bool = False) -> None:
        """A sheet on A4, as wide as the page, upright or lying; its foot says whose it is."""
        sheet.set_paper(_A4)
        if lying:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{self.foot.replace('&', '&&')}&R&8&A, &P / &N")

    def look(self, name: str, more: Look = NOTHING) -> Format:
        """A format by its name, made once."""
        key = (name, *more.items())
        found = self.formats.get(key)
        if found is None:
            found = self.formats[key] = self.book.add_format({**_LOOKS[name], **more})
        return found

    def text(
        self,
        sheet: Worksheet,
        row: int,
        at: int,
        text: str,
        look: str = "plain",
        more: Look = NOTHING,
    ) -> None:
        """A text, which stays one whatever it begins with, also when it is edited."""
        quoted = text.startswith(FORMULA)
        found = None if more else self._texts.get((look, quoted))
        if found is None:
            found = self.look(look, {**more, **(_QUOTED if quoted else _TEXT)})
            if not more:
                self._texts[look, quoted] = found
        sheet.write_string(row, at, self.holdable(text), found)

    def holdable(self, text: str) -> str:
        """The text without signs that no workbook can hold; one that is too long ends with "…"."""
        legal = _ILLEGAL.sub("\ufffd", text)
        if 2 * len(legal) > LONGEST and len(legal.encode("utf-16-le")) // 2 > LONGEST:
            return f"{cut(legal, LONGEST - 1)}…"
        return legal

    def cell(
        self,
        sheet: Worksheet,
        row: int,
        at: int,
        value: Cell,
        column: Column,
        more: Look = NOTHING,
    ) -> None:
        """A value of a column; a range by its middle."""
        if isinstance(value, Range):
            value = value.value
        if isinstance(value, str):
            self.text(sheet, row, at, value, "plain", more)
        elif isinstance(value, Name):
            self.text(sheet, row, at, value.text, "plain", more)
        elif isinstance(value, Light):
            shape, colour = _SHAPES[value.signal]
            self.text(
                sheet, row, at, f"{shape} {value.word}", "plain", {"font_color": colour, **more}
            )
        elif isinstance(value, date):
            self._day(sheet, row, at, value, more)
        elif isinstance(value, Gap) or not math.isfinite(value):
            side = _RIGHT if column.kind in AMOUNTS else _LEFT
            sheet.write_string(row, at, self.gap, self.look("gap", {**side, **more}))
        else:
            # a change is kept as spreadsheet programs keep percent: 12.0 is 0.12, shown as +12 %
            found = value / 100 if column.kind is Kind.CHANGE else value
            form = number_format(column.kind, column.digits)
            look = None if more else self._numbers.get(form)
            if look is None:
                look = self.look("plain", {"num_format": form, **more})
                if not more:
                    self._numbers[form] = look
            sheet.write_number(row, at, found, look)

    def inside(self, sheet: Worksheet, row: int, at: int, name: str) -> None:
        """A link to another sheet of the book."""
        quoted = name.replace("'", "''")
        look = self.look("link", _QUOTED if name.startswith(FORMULA) else NOTHING)
        sheet.write_url(row, at, f"internal:'{quoted}'!A1", look, name)

    def _day(self, sheet: Worksheet, row: int, at: int, value: date, more: Look) -> None:
        if isinstance(value, datetime):
            value, form = value.astimezone(self.zone).replace(tzinfo=None), "yyyy-mm-dd hh:mm"
            day = value.date()
        else:
            form, day = "yyyy-mm-dd", value
        if day < _FIRST_DAY:
            self.text(sheet, row, at, value.isoformat(), "plain", more)
        else:
            look = self.look("plain", {"num_format": form, **_LEFT, **more})
            sheet.write_datetime(row, at, value, look)


@lru_cache(maxsize=256)
def number_format(kind: Kind, places: int) -> str:
    """How a spreadsheet program shows the numbers of a column of this kind, with so many places."""
    digits = f".{'0' * places}" if places else ""
    if kind is Kind.SHARE:
        return f"0.{'0' * max(1, places)}%"
    if kind is Kind.CHANGE:
        return "+0%;-0%;0%"
    if kind is Kind.DIFFERENCE:
        return f"+#,##0{digits};-#,##0{digits};0{digits}"
    return f"#,##0{digits}"
