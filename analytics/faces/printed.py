"""A document as the values that the printed page is set from: words, pictures, widths."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from analytics import charts
from analytics.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Gap,
    Items,
    Light,
    Name,
    Paragraph,
    PostCard,
    PostCards,
    Section,
    Series,
    Table,
    Terms,
    Tiles,
)
from analytics.faces import columns
from analytics.faces.cells import web_address, written
from analytics.faces.letters import Letters, breakable, joined
from analytics.language import Words
from analytics.pictures import data_uri, thumbnail

#: The typesetter knows no rules of hyphenation for these, and does not say so.
UNHYPHENATED = frozenset({"eu", "ro", "ga"})

#: Pixels of a chart that are as wide as a page.
PAGE = 700
SCALE = 4
_VARIABLE = re.compile(r"var\(--[a-z]+,\s*(#[0-9A-Fa-f]+)\)")
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)"')
_TAG = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-.*)?")
_TWO = 2  # placeholders of the words for a page's number


class Printed:
    """Gives the values of one document; `letters` replaces what cannot be drawn.

    With `pixels` no chart holds text: each is a picture of points.
    """

    def __init__(
        self,
        document: Document,
        words: Words,
        letters: Letters,
        card: Callable[[str], bytes | None],
        fonts: Path,
        *,
        pixels: bool = False,
    ) -> None:
        self.document, self.words, self.letters, self.card = document, words, letters, card
        self.fonts, self.pixels = fonts, pixels
        self.zone = ZoneInfo(document.zone)
        self.labels: dict[tuple[str, str], tuple[str, str]] = {}

    def data(self) -> dict[str, Any]:
        """Everything, as what JSON can hold."""
        front, when = self.document.front, self.document.generated.astimezone(self.zone)
        language, region = tag(self.document.language)
        title = " – ".join(each for each in (front.campaign, front.title) if each)
        sections = [self._section(each) for each in self.document.sections]
        grant = self.words("Grant agreement %(number)s", number=front.grant) if front.grant else ""
        lines = [each for each in (grant, front.owner, front.made) if each]
        found = {
            "lang": language,
            "region": region,
            "hyphenate": language not in UNHYPHENATED,
            "title": self.text(title),
            "author": self.text(front.owner or front.campaign),
            "description": self.text(front.summary),
            "date": {"year": when.year, "month": when.month, "day": when.day},
            "campaign": self.text(front.campaign),
            "running": self.text(" · ".join(_said(front.title, front.subtitle))),
            "foot": self.text(" · ".join(_said(front.made, grant))),
            "emblem": self._emblem(front.emblem),
            "front": {
                "kind": self.text(front.kind),
                "title": self.text(front.title),
                "subtitle": self.text(front.subtitle),
                "summary": self.text(front.summary),
                "notes": [self.text(each) for each in front.notes],
                "statement": self.text(front.statement),
                "disclaimer": self.text(front.disclaimer),
                "lines": [self.text(each) for each in lines],
            },
            "sections": sections,
            "definitions": self._definitions(),
        }
        return {**found, "words": self._words()}

    def text(self, text: str) -> str:
        """A text that can be drawn, with places to break in very long words."""
        return breakable(self.letters(text))

    def _words(self) -> dict[str, Any]:
        words = self.words
        lost = words(
            "%(sign)s stands for a sign that the fonts of this document do not have.", sign="□"
        )
        return {
            "contents": self.text(words("Contents")),
            "definitions": self.text(words("What the columns mean")),
            "page": words("Page %(n)s of %(all)s", n="\0", all="\0").split("\0", _TWO),
            "lost": self.text(lost) if self.letters.lost else None,
        }

    def _section(self, section: Section) -> dict[str, Any]:
        return {
            "title": self.text(section.title),
            "blocks": [self._block(each, section.title) for each in shown(section)],
            "subsections": [self._section(each) for each in section.subsections],
        }

    def _block(self, block: Block, title: str) -> dict[str, Any]:
        """A block; its own title is left out where it only says the section's again."""
        if isinstance(block, Tiles):
            return {"kind": "tiles", "tiles": [self._tile(each) for each in block.tiles]}
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", "text": self.text(block.text), "quiet": block.quiet}
        if isinstance(block, Items):
            lines = [[self._part(part) for part in line] for line in block.items]
            return {"kind": "items", "items": lines}
        if isinstance(block, Terms):
            return {"kind": "terms", "terms": [list(map(self.text, each)) for each in block.terms]}
        if isinstance(block, PostCards):
            posts = [self._post(rank, each) for rank, each in enumerate(block.posts, 1)]
            return {"kind": "posts", "posts": posts}
        if isinstance(block, Table) and not block.rows:
            text = self.words("There is nothing to list.")
            return {"kind": "paragraph", "text": self.text(text), "quiet": True}
        own = None if block.title in {"", title} else self.text(block.title)
        if isinstance(block, Chart):
            return {"kind": "chart", "title": own, **self._chart(block)}
        return {"kind": "table", "title": own, **self._table(block)}

    def _tile(self, tile: Any) -> dict[str, Any]:
        below = tile.below
        if isinstance(tile.value, Gap) and tile.value.why and not below:
            below = tile.value.why
        return {
            "head": self.text(tile.column.head),
            "value": self._cell(tile.value, tile.column, {}),
            "of": self.text(tile.of),
            "below": self.text(below),
        }

    def _table(self, table: Table) -> dict[str, Any]:
        marks: dict[str, str] = {}
        every = (*table.rows, *((table.sums,) if table.sums else ()))
        for row in every:
            for cell in row:
                if isinstance(cell, Gap) and cell.why:
                    marks.setdefault(cell.why, mark(len(marks)))
        rows = [
            [self._cell(cell, head, marks) for cell, head in zip(row, table.columns, strict=True)]
            for row in every
        ]
        heads = [self._head(each, table) for each in table.columns]
        measures = columns.measured([each["head"] for each in heads], rows, table.columns)
        return {
            "columns": [{**head, **one} for head, one in zip(heads, measures.columns, strict=True)],
            "size": measures.size,
            "gap": measures.gap,
            "wide": measures.wide,
            "rows": rows[: len(table.rows)],
            "sums": rows[-1] if table.sums else None,
            "gaps": [{"mark": each, "text": self.text(why)} for why, each in marks.items()],
            "note": self.text(table.note),
        }

    def _head(self, column: Column, table: Table) -> dict[str, Any]:
        label = None
        if column.meaning:
            key = (column.head, column.meaning)
            label, _ = self.labels.setdefault(key, (f"column-{len(self.labels) + 1}", table.title))
        return {"head": self.text(column.head), "label": label}

    def _definitions(self) -> list[dict[str, str]]:
        """Every column head that is in a table, with what it means, by the alphabet.

        Where a head means something else in another table, the first table is named that has it.
        """
        found = sorted(self.labels.items(), key=lambda each: (each[0][0].casefold(), each[1]))
        often = Counter(head for head, _ in self.labels)
        return [
            {
                "head": self.text(head),
                "meaning": self.text(meaning),
                "label": label,
                "where": self.text(title) if often[head] > 1 else "",
            }
            for (head, meaning), (label, title) in found
        ]

    def _cell(self, cell: Cell, column: Column, marks: dict[str, str]) -> Any:
        shown = self.text(written(cell, column, self.words, self.zone))
        if isinstance(cell, Gap):
            return {"gap": shown, "mark": marks.get(cell.why)}
        if isinstance(cell, Light):
            return {"signal": str(cell.signal), "word": shown}
        if isinstance(cell, Name) and (cell.lang or cell.url):
            return self._part(cell)
        return shown

    def _part(self, part: str | Name) -> Any:
        if isinstance(part, str):
            return self.text(part)
        language, region = tag(part.lang)
        url = web_address(part.url) or None
        return {"text": self.text(part.text), "lang": language, "region": region, "url": url}

    def _chart(self, chart: Chart) -> dict[str, Any]:
        drawn = replace(
            chart,
            title=self.letters(chart.title),
            alt=self.letters(chart.alt),
            categories=tuple(map(self.letters, chart.categories)),
            series=tuple(Series(self.letters(each.name), each.values) for each in chart.series),
            missing=tuple(map(self.letters, chart.missing))
            or (self.words("n/a"),) * len(chart.categories),
        )
        svg = _VARIABLE.sub(r"\1", charts.svg(drawn, self.words))
        size = _SIZE.search(svg)
        width = 100 * float(size[1]) / PAGE if size else 100
        if self.pixels or joined([*drawn.categories, *(each.name for each in drawn.series)]):
            # In a drawing the typesetter cannot say which letters such signs stand for.
            svg = framed(data_uri(pixels(svg, self.fonts), "image/png"))
        alt = ". ".join(each for each in (drawn.title, drawn.alt) if each.strip())
        found = {"svg": svg, "alt": alt or self.words("Chart"), "width": width}
        return {**found, "note": self.text(chart.note)}

    def _post(self, rank: int, post: PostCard) -> dict[str, Any]:
        found = self.card(post.card) if post.card else None
        small = thumbnail(found) if found else None
        alt = self.words("The picture of the post: %(title)s", title=post.title.text)
        return {
            "rank": str(rank),
            "title": self._part(post.title),
            "text": self._part(post.text),
            "figure": self.text(post.figure),
            "facts": [self.text(each) for each in post.facts if each],
            "picture": {"svg": framed(small), "alt": self.letters(alt)} if small else None,
        }

    def _emblem(self, emblem: bytes | None) -> dict[str, str] | None:
        if emblem is None:
            return None
        alt = self.letters(self.words("Emblem of the European Union"))
        if emblem.startswith((b"\x89PNG", b"\xff\xd8")):
            kind = "image/png" if emblem.startswith(b"\x89") else "image/jpeg"
            return {"svg": framed(data_uri(emblem, kind)), "alt": alt}
        return {"svg": emblem.decode(), "alt": alt}


def shown(section: Section) -> tuple[Block, ...]:
    """The blocks of a section, without tables that have no row where others say something."""
    some = tuple(each for each in section.blocks if not isinstance(each, Table) or each.rows)
    return some or section.blocks


def pixels(svg: str, fonts: Path) -> bytes:
    """A drawing as a PNG, fine enough for print."""
    import vl_convert  # noqa: PLC0415  # large: only a report draws

    vl_convert.register_font_directory(str(fonts.resolve()))
    return bytes(vl_convert.svg_to_png(svg, scale=SCALE))


def framed(uri: str) -> str:
    """A picture (a data URI) as an SVG of its own size."""
    import base64  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415  # only a report needs it

    with Image.open(BytesIO(base64.b64decode(uri.partition(",")[2]))) as opened:
        width, height = opened.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}"><image width="{width}" height="{height}" href="{html.escape(uri)}"/>'
        "</svg>"
    )


def tag(language: str) -> tuple[str | None, str | None]:
    """A BCP 47 tag as language and region; None where there is none, or it is no tag."""
    found = _TAG.fullmatch(language)
    if found is None:
        return None, None
    return found[1].lower(), found[2].upper() if found[2] else None


def mark(number: int) -> str:
    """The sign of a note: a, b, … z, aa."""
    found = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(97 + rest) + found
    return found


def texts(document: Document, words: Words) -> Iterator[str]:
    """Every text that a page of the document may show."""
    yield from _texts(document)
    yield from ("□0123456789−±<>%–…·", *map(words, ("n/a", "Contents", "What the columns mean")))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Table):
        yield from _texts((value.title, value.note, value.columns, value.rows, value.sums))
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for one in value:
            yield from _texts(one)


def _said(*parts: str) -> list[str]:
    return [each for each in parts if each]
