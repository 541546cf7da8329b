"""Translations as a table: one row a unit, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from campaign.calendar.sheet.heading import recognise
from campaign.calendar.sheet.table import Row, Table, Unreadable
from campaign.calendar.translations.units import Returned, Standing, Unit
from campaign.errors import Mistake, Place

COLUMNS: Final = (
    "id",
    "language",
    "field",
    "from",
    "source",
    "target",
    "state",
    "notes",
    "mark",
)
"""The columns in order. `from` is the source's language; `mark` is the program's own."""

STATES: Final = (str(Standing.DRAFT), str(Standing.REVIEWED))
"""What a translator chooses from in the column `state`."""

#: What is there to be read alone: nothing of it is taken over, whatever became of it.
_TO_READ: Final = ("from", "source", "notes")
_NEEDED: Final = ("id", "language", "field", "target")


def rows(units: Iterable[Unit]) -> Table:
    """The table of these units."""
    filled = []
    for number, unit in enumerate(units, start=2):
        state = "" if unit.standing is Standing.MISSING else str(unit.standing)
        cells = {
            "id": unit.post,
            "language": unit.language,
            "field": unit.field,
            "from": unit.source_language,
            "source": unit.source,
            "target": unit.target,
            "state": state,
            "notes": "\n".join(unit.notes),
            "mark": unit.mark,
        }
        filled.append(Row(number, {name: value for name, value in cells.items() if value}))
    return Table(COLUMNS, tuple(filled))


def returned(table: Table) -> tuple[list[Returned], list[Mistake]]:
    """The units of a table that came back, and the mistakes in its heading and its cells."""
    known, mistakes = recognise(table, COLUMNS)
    heading = Place(table.source, table.heading)
    lacking = [column for column in _NEEDED if column not in known.columns]
    if lacking:
        message = f"there is no column {', '.join(lacking)}"
        remedy = "import the sheet that `campaign translations export` wrote"
        return [], [Mistake(heading, message, remedy), *mistakes]
    found = []
    for row in known.rows:
        cells: dict[str, str] = {}
        place = known.place(row)
        asked = {c: value for c, value in row.cells.items() if c not in _TO_READ}
        for column, value in asked.items():
            if isinstance(value, Unreadable):
                at = known.address(column, row)
                remedy = "put the words themselves into the cell"
                mistakes.append(Mistake(place, f"{at}: {value.why}", remedy))
            elif not isinstance(value, str):
                at = known.address(column, row)
                remedy = "give the cell the format Text and write it again"
                mistakes.append(Mistake(place, f"{at}: this is no text", remedy))
            else:
                cells[column] = value
        post, language, name = (cells.get(column, "") for column in ("id", "language", "field"))
        if len(cells) < len(asked) or not (post or language or name):
            continue
        if not (post and language and name):
            message = f"row {row.number} does not say which post, language and field it is"
            mistakes.append(Mistake(place, message, "export the file anew; do not touch these"))
            continue
        found.append(
            Returned(
                post,
                language,
                name,
                source="",
                target=cells.get("target", ""),
                standing=" ".join(cells.get("state", "").split()).casefold(),
                mark=cells.get("mark", ""),
                line=row.number,
                place=known.address("target", row),
            )
        )
    return found, mistakes
