"""How a cell is written for people: numbers, days and gaps as one language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from urllib.parse import urlsplit

from analytics.document import Cell, Column, Gap, Kind, Light, Name, Range
from analytics.language import Words

#: The kinds whose cells stand at the right, digit under digit.
AMOUNTS = frozenset({Kind.COUNT, Kind.NUMBER, Kind.SHARE, Kind.CHANGE, Kind.DIFFERENCE, Kind.RANGE})


def written(cell: Cell, column: Column, words: Words, zone: tzinfo) -> str:
    """The cell as text; moments stand in `zone`, and a gap is "n/a" without its reason."""
    if isinstance(cell, Gap):
        return words("n/a")
    if isinstance(cell, Name):
        return cell.text
    if isinstance(cell, Light):
        return cell.word
    if isinstance(cell, Range):
        low, middle, high = (
            number(each, column, words) for each in (cell.low, cell.value, cell.high)
        )
        return f"{middle} ({low} – {high})"
    if isinstance(cell, datetime):
        return words.full_moment(cell, zone)
    if isinstance(cell, date):
        return words.full_date(cell)
    if isinstance(cell, str):
        return cell
    return number(cell, column, words)


def number(value: float, column: Column, words: Words) -> str:
    """A number as its column writes it."""
    if column.kind is Kind.SHARE:
        return words.share(value)
    if column.kind is Kind.CHANGE:
        return words.change(value)
    if column.kind is Kind.DIFFERENCE:
        return words.signed(value, column.digits)
    return words.decimal(value, column.digits)


def gaps(row: Sequence[Cell]) -> tuple[str, ...]:
    """Why cells of a row are not known, each reason once."""
    return tuple(dict.fromkeys(cell.why for cell in row if isinstance(cell, Gap) and cell.why))


def web_address(url: str) -> str:
    """The address when it leads into the web, else "": a script is never made a link."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
