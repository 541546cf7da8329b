"""Documents for the tests of faces: every kind of block and cell, with what is hard to write."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from analytics.document import (
    Cell,
    Chart,
    Column,
    Document,
    Front,
    Gap,
    Items,
    Kind,
    Light,
    Name,
    Paragraph,
    PostCard,
    PostCards,
    Range,
    Row,
    Section,
    Series,
    Shape,
    Signal,
    Table,
    Terms,
    Tile,
    Tiles,
)
from tests.analytics import sample

UNTOLD = Gap("the network does not say")
MADE = datetime(2026, 12, 7, 7, 5, tzinfo=UTC)
FRONT = Front(
    campaign="EU-BELONG",
    kind="Weekly report",
    title="Week 49",
    subtitle="30 November to 6 December 2026",
    summary="56 posts on 28 channels; 54 of 56 posts measured.",
    made="Made on 7 Dec 2026, 08:05 (Europe/Brussels)",
    owner="Assembly of European Regions",
    statement="Co-funded by the European Union",
    disclaimer="Views and opinions expressed are however those of the author(s) only.",
    grant="101038215",
    emblem=sample.emblem(),
    notes=("The period is still running.",),
)
CELLS: dict[Kind, tuple[Cell, ...]] = {
    Kind.TEXT: ("Timiș", Name("Drei Tage. Ein Tisch.", "de", "https://x.example/1"), UNTOLD),
    Kind.COUNT: (1234567, 0, UNTOLD),
    Kind.NUMBER: (12.345, 0.0, math.nan),
    Kind.SHARE: (0.0345, 0.0, UNTOLD),
    Kind.CHANGE: (12.0, -3.0, Gap("no post in one of the two weeks")),
    Kind.DIFFERENCE: (12, -3, UNTOLD),
    Kind.DAY: (date(2026, 12, 6), date(2024, 2, 29), UNTOLD),
    # the clock changes between these two: each stands as it was on the wall in Brussels
    Kind.MOMENT: (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        UNTOLD,
    ),
    Kind.LIGHT: (Light(Signal.GOOD, "on track"), Light(Signal.BEHIND, "behind"), UNTOLD),
    Kind.RANGE: (Range(12.0, 8.0, 16.0), Range(0.5, -1.0, 2.0), UNTOLD),
}


def column(kind: Kind, **changes: Any) -> Column:
    """A column of a kind, called by it."""
    values = {"id": f"a_{kind}", "head": f"A {kind}", "kind": kind, "meaning": f"What {kind} is."}
    return Column(**values | changes)


def table(rows: int = 3, **changes: Any) -> Table:
    """A table with a column of each kind, whose rows repeat."""
    columns = tuple(column(kind, digits=1 if kind is Kind.NUMBER else 0) for kind in CELLS)
    found: tuple[Row, ...] = tuple(
        tuple(cells[at % 3] for cells in CELLS.values()) for at in range(rows)
    )
    values = {"id": "kinds", "title": "Every kind", "columns": columns, "rows": found}
    return Table(**values | changes)


def chart(shape: Shape = Shape.BARS, **changes: Any) -> Chart:
    """A chart with a gap."""
    values = {
        "id": f"by-{shape}",
        "title": "Engagement by region",
        "shape": shape,
        "categories": ("Timiș", "Donegal", "Navarra"),
        "series": (Series("Engagement", (1234, 0, None)),),
        "alt": "Timiș leads with 1,234.",
        "missing": ("", "", "no posts"),
    }
    return Chart(**values | changes)


def card(title: Name, text: str = "Three days. One table.") -> PostCard:
    """A post as a card."""
    found = sample.subjects()[0].card
    return PostCard(title, Name(text, title.lang), found, ("Catalonia",), "41 interactions")


def document(*sections: Section, language: str = "en", **front: Any) -> Document:
    """A document of these sections."""
    return Document(
        "2026-W49", language, MADE, "Europe/Brussels", replace(FRONT, **front), sections
    )


def whole(language: str = "en", headline: Name | None = None) -> Document:
    """A document with every kind of block."""
    tiles = Tiles(
        (
            Tile(column(Kind.COUNT, head="Posts published"), 56, "on 28 channels"),
            Tile(column(Kind.COUNT, head="Measured"), 54, of="of 56"),
            Tile(column(Kind.COUNT, head="Followers"), UNTOLD),
        )
    )
    forecast = Series("Forecast", (None, Range(2, 1, 3), Range(3, 1, 5)))
    lines = chart(Shape.LINES, series=(Series("Actual", (1, 2, None)), forecast), note="A note.")
    intervals = chart(Shape.INTERVALS, series=(Series("Mean", (Range(2, 1, 3), None, 4)),))
    posts = PostCards((card(headline or Name("Tres dies", "ca", "https://x.example/")),) * 2)
    return document(
        Section("key", "Headline figures", (tiles, Paragraph("A sentence."))),
        Section("charts", "Charts", (chart(), chart(Shape.COLUMNS), lines, intervals)),
        Section("kinds", "Every kind", (table(sums=table().rows[0], note="A note of it."),)),
        Section("top", "Posts people responded to most", (Paragraph("Ranked.", True), posts)),
        Section(
            "sure",
            "How sure these figures are",
            (Items((("Salzburg: ", Name("Ein Tisch", "de")), ("Two",))),),
            subsections=(Section("terms", "Words", (Terms((("Week", "Seven days."),)),)),),
        ),
        language=language,
    )
