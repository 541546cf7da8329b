"""The page: one HTML file that opens anywhere and loads nothing from anywhere.

The template decides where things stand. Everything in it is escaped; the only markup that is
taken as such is that of the charts, which escape every name themselves. It needs no script: one
small script lets a reader sort tables (see `analytics.faces.sorting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, tzinfo
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analytics import charts
from analytics.addresses import safe_link
from analytics.document import (
    Block,
    Cell,
    Chart,
    Document,
    Gap,
    Kind,
    Light,
    Name,
    PostCards,
    Range,
    Section,
    Signal,
    Table,
    Tiles,
)
from analytics.faces.cells import AMOUNTS, written
from analytics.faces.sorting import SCRIPT, SOURCE
from analytics.language import Words
from analytics.pictures import emblem_uri, thumbnail

CardSource = Callable[[str], bytes | None]
"""Gives a card's picture by its SHA-256; None when it is not kept any more."""

TEMPLATES = Path(__file__).parents[1] / "templates"

FOLDED = 40
"""A table with more rows than this is folded: a reader opens it."""

POLICY = (
    f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {SOURCE}; "
    "base-uri 'none'; form-action 'none'"
)

SHAPES = {Signal.GOOD: "●", Signal.CLOSE: "▲", Signal.BEHIND: "■", Signal.UNKNOWN: "○"}
"""The shape of each traffic light, so that its colour says nothing alone."""


def page(document: Document, words: Words, card: CardSource) -> str:
    """The page as text, to be written as UTF-8; `words` are those of the document's language."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    zone = ZoneInfo(document.zone)
    environment.globals.update(
        _=words,
        kind=_kind,
        cell=lambda cell, column: written(cell, column, words, zone),
        value=lambda cell: sort_value(cell, zone),
        gaps=gaps,
        is_gap=lambda cell: isinstance(cell, Gap),
        is_name=lambda cell: isinstance(cell, Name),
        is_light=lambda cell: isinstance(cell, Light),
        is_range=lambda cell: isinstance(cell, Range),
        is_amount=lambda column: column.kind in AMOUNTS,
        is_time=lambda column: column.kind in {Kind.DAY, Kind.MOMENT},
        shape=lambda light: SHAPES[light.signal],
        link=safe_link,
        drawn=lambda chart, narrow=False: _drawn(chart, words, narrow=narrow),
        picture=lambda sha256: _picture(card, sha256),
        folded=lambda table: len(table.rows) > FOLDED,
        has_chart=lambda section: any(isinstance(each, Chart) for each in section.blocks),
    )
    front = document.front
    return environment.get_template("page.html.j2").render(
        document=document,
        front=front,
        groups=list(_groups(document.sections)),
        emblem=emblem_uri(front.emblem) if front.emblem else "",
        policy=POLICY,
        script=Markup(SCRIPT),  # noqa: S704  # a file of the program
    )


def _drawn(chart: Chart, words: Words, *, narrow: bool) -> Markup:
    """A chart, whose every name is escaped there."""
    return Markup(charts.svg(chart, words, narrow=narrow))  # noqa: S704  # as the sentence says


def _kind(block: Block) -> str:
    """The name of a block's class, by which the template draws it."""
    return type(block).__name__


def _groups(sections: tuple[Section, ...]) -> Iterator[tuple[str, list[Section]]]:
    """The sections by how they stand: "tiles" and "whole" alone, "pair" two beside each other."""
    for half, some in groupby(sections, key=lambda each: each.half):
        found = list(some)
        if half:
            yield from (("pair", found[at : at + 2]) for at in range(0, len(found), 2))
        else:
            yield from ((_look(each), [each]) for each in found)


def _look(section: Section) -> str:
    if all(isinstance(each, Tiles) for each in section.blocks) and not section.subsections:
        return "tiles"
    tables = [each for each in section.blocks if isinstance(each, Table)]
    if len(tables) == 1 and sum(isinstance(each, Chart) for each in section.blocks) == 1:
        return "beside"
    if any(isinstance(each, PostCards) for each in section.blocks):
        return "cards"
    return "whole"


def gaps(table: Table) -> dict[str, int]:
    """Why figures of a table are missing: each reason with the number that marks it."""
    rows = (*table.rows, *((table.sums,) if table.sums else ()))
    reasons = (cell.why for row in rows for cell in row if isinstance(cell, Gap) and cell.why)
    return {why: number for number, why in enumerate(dict.fromkeys(reasons), start=1)}


def sort_value(cell: Cell, zone: tzinfo) -> str | None:
    """What a cell is sorted by: a number or an ISO time as text; None for a gap."""
    if isinstance(cell, Gap):
        return None
    if isinstance(cell, Range):
        return repr(cell.value)
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Name):
        return cell.text
    if isinstance(cell, Light):
        return str(list(Signal).index(cell.signal))
    return cell if isinstance(cell, str) else repr(cell)


def _picture(card: CardSource, sha256: str | None) -> str | None:
    found = card(sha256) if sha256 else None
    return thumbnail(found) if found else None
