"""How a written sheet looks: its name, how wide its columns are, and the page that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from campaign.spreadsheet.cells import NAME, width
from campaign.spreadsheet.howto import LINES


@dataclass(frozen=True, slots=True)
class Look:
    """What stands around a table; each line of `how_to` says whether it is a heading.

    `widths` are in characters, by column. `hidden` are columns that the program needs and nobody
    reads. A column of `times` holds a day and a time.
    """

    name: str
    how_to: tuple[tuple[str, bool], ...]
    widths: Mapping[str, int] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset({"base"})
    times: frozenset[str] = frozenset({"when"})

    def width(self, column: str) -> int:
        """How many characters wide a column is shown."""
        return self.widths.get(column) or width(column)


CALENDAR: Final = Look(NAME, LINES)
"""The calendar's."""
