"""A document that holds every kind of block and cell, with hostile words in each."""

from __future__ import annotations

from datetime import UTC, date, datetime

from analytics.document import (
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

EVIL = '</td></style><script>window.evil=1</script><img src=x onerror="window.evil=1">&'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def blocks() -> Document:
    """Every kind of block and cell, with hostile, long and right-to-left words in each."""
    arabic = Name("ثلاثة أيام. طاولة واحدة (34).", "ar", "https://example.org/?a=1&b=<2>")
    heads = tuple(
        Column(each.value, f"{LONG} {each.value}", each, f"{EVIL} {each.value}", 1) for each in Kind
    )
    row: Row = (
        arabic,
        12,
        3.25,
        0.031,
        -12.0,
        7,
        date(2026, 12, 1),
        datetime(2026, 12, 1, 9, tzinfo=UTC),
        Light(Signal.BEHIND, EVIL),
        Range(5, 2, 9),
    )
    gaps: Row = (Name(EVIL, url="javascript:alert(1)"), *(Gap(EVIL) for _ in row[1:]))
    table = Table("t", EVIL, heads, (row, gaps), sums=row, note=EVIL)
    chart = Chart(
        "c", EVIL, Shape.BARS, (EVIL, LONG), (Series(EVIL, (3, None)),), EVIL, missing=(EVIL, EVIL)
    )
    card = PostCard(arabic, Name(LONG, "de"), "0" * 64, (EVIL, LONG, EVIL), EVIL)
    sections = (
        Section(
            "tiles", EVIL, (Tiles((Tile(heads[1], 12, EVIL, EVIL), Tile(heads[1], Gap(EVIL)))),)
        ),
        Section("half", EVIL, (Paragraph(EVIL, quiet=True), chart, table), half=True),
        Section(
            "whole",
            EVIL,
            (Items(((EVIL, arabic, Name(EVIL)),)), Terms(((LONG, EVIL),)), PostCards((card,))),
            subsections=(Section("below", EVIL, (Paragraph(EVIL),)),),
        ),
    )
    front = Front(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, None, (EVIL,), EVIL)
    return Document(
        "x", "de", datetime(2026, 12, 7, tzinfo=UTC), "Europe/Brussels", front, sections
    )
