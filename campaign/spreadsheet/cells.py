"""What the three formats share: finding the heading, and how wide and how free columns are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from campaign.calendar.characters import composed
from campaign.calendar.sheet import Row, Table, Value

NAME = "Calendar"
"""The sheet's name in a file that can hold several."""

_DEEP = 20
"""Rows that are searched for the heading: somebody may have put a title above it."""

FORMULA = "this is a formula, and only what is written counts"

_WIDTHS = {"id": 22, "when": 17, "zone": 16, "channels": 20, "facts": 12, "link": 28}
_WIDTHS |= {"hashtags": 24, "headline": 32, "text": 60, "alt": 44, "state": 10}


class SheetError(Exception):
    """A sheet that cannot be read or written; `remedy` says what to do, `line` where it shows."""

    def __init__(self, message: str, remedy: str = "", line: int = 0) -> None:
        self.remedy = remedy
        self.line = line
        super().__init__(message)


def width(column: str) -> int:
    """How many characters wide a column is shown."""
    return _WIDTHS.get(column.rpartition(" ")[2], 14)


def find_table(rows: Iterable[tuple[int, Sequence[Value]]], source: str) -> Table | None:
    """The table under the first row that looks like the heading; None when none does.

    Rows come with their numbers; "" is an empty cell. Texts come back composed (NFC).
    """
    heading: tuple[str, ...] = ()
    at = 0
    found: list[Row] = []
    for number, raw in rows:
        values = [composed(value) if isinstance(value, str) else value for value in raw]
        if heading:
            pairs = zip(heading, values, strict=False)
            cells = {name: value for name, value in pairs if name and value != ""}
            if cells:
                found.append(Row(number, cells))
        elif _is_heading(values):
            heading = tuple(_named(values))
            at = number
        elif number > _DEEP:
            return None
    return Table(heading, tuple(found), source, at) if heading else None


def no_heading() -> SheetError:
    """What to say of a file in which no sheet has our columns."""
    message = 'no sheet in it has the columns of the calendar ("id", "when" …)'
    return SheetError(message, "import the sheet that was exported; keep its first row")


def _is_heading(values: Sequence[Value]) -> bool:
    names = {value.strip().casefold() for value in values if isinstance(value, str)}
    # one of the two may have been lost; that is told later, in better words
    return ("id" in names and len(names) > 1) or {"when", "channels"} <= names


def _named(values: Sequence[Value]) -> Iterable[str]:
    """The headings; one that stands twice gets blanks behind it, so that its cells stay apart."""
    seen: set[str] = set()
    for value in values:
        name = value if isinstance(value, str) else "" if value == "" else str(value)
        while name and name in seen:
            name += " "
        seen.add(name)
        yield name
