"""The report as Markdown (CommonMark with tables, as GitHub and most intranets read it).

Everything that comes from a document is text: whatever would begin markup is escaped, so that a
headline can neither bring a link of its own, nor a heading, nor HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from analytics.addresses import safe_link
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
    PostCards,
    Section,
    Table,
    Terms,
    Tiles,
)
from analytics.faces.cells import AMOUNTS, gaps, written
from analytics.language import Words

# Every sign that CommonMark reads as markup, and "|" for tables. An address without "<" becomes a
# link in some programs: "@", ":" and "." between letters are left to `_BARE` below.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~^$=&])")
_BARE = re.compile(r"(?i)\b(https?|ftp|mailto|javascript|data|www)(?=[:.])")
# What begins a list or a heading at the start of a line: "1." or "1)".
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def text(words: str) -> str:
    """Words as Markdown shows them as they are, on one line."""
    flat = " ".join(words.split())
    escaped = _SIGNS.sub(r"\\\1", flat)
    # A zero-width sign after the name of a scheme, so that no program makes a link of it.
    escaped = _BARE.sub("\\1\u2060", escaped)
    return _NUMBERED.sub(r"\1\\\2", escaped)


def markdown(document: Document, words: Words) -> str:
    """The whole report; `words` are those of the document's language. It ends with a line end."""
    front = document.front
    title = f"{front.title} ({front.subtitle})" if front.subtitle else front.title
    lines = [f"# {text(title)}", f"{text(front.campaign)} · {text(front.kind)}"]
    lines += [f"**{text(front.summary)}**"] if front.summary else []
    lines += [text(note) for note in front.notes]
    writer = _Writer(words, ZoneInfo(document.zone))
    for section in document.sections:
        lines += writer.section(section, 2)
    lines.append("---")
    lines += [text(each) for each in (front.statement, front.disclaimer) if each]
    grant = words("Grant agreement %(number)s", number=front.grant) if front.grant else ""
    lines.append(" · ".join(text(each) for each in (front.made, grant) if each))
    return "\n\n".join(lines) + "\n"


class _Writer:
    """Writes the parts of a document in one language; each line it gives is a paragraph."""

    def __init__(self, words: Words, zone: ZoneInfo) -> None:
        self.words = words
        self.zone = zone

    def section(self, section: Section, level: int) -> Iterator[str]:
        """A heading and what stands below it."""
        yield f"{'#' * level} {text(section.title)}"
        for block in section.blocks:
            yield from self.block(block)
        for below in section.subsections:
            yield from self.section(below, level + 1)

    def block(self, block: Block) -> Iterator[str]:
        """One block. Of a chart, what it shows: its figures stand in a table."""
        if isinstance(block, Paragraph):
            yield text(block.text)
        elif isinstance(block, Table):
            if block.rows:
                yield from self.table(block)
        elif isinstance(block, Tiles):
            yield "\n".join(
                f"- {text(each.column.head)}: **{self.cell(each.value, each.column)}**"
                f"{f' {text(each.of)}' if each.of else ''}"
                f"{f' · {text(each.below)}' if each.below else ''}"
                for each in block.tiles
            )
        elif isinstance(block, Items):
            yield "\n".join(f"- {''.join(self.parts(item))}" for item in block.items)
        elif isinstance(block, Terms):
            yield "\n".join(f"- **{text(term)}**: {text(means)}" for term, means in block.terms)
        elif isinstance(block, PostCards):
            yield "\n".join(
                f"{number}. {self.name(post.title)}: **{text(post.figure)}** · "
                + " · ".join(text(fact) for fact in post.facts if fact)
                for number, post in enumerate(block.posts, start=1)
            )
        elif isinstance(block, Chart) and block.note:
            yield text(block.note)

    def table(self, table: Table) -> Iterator[str]:
        """A table with what its columns mean, and why figures are missing."""
        head = [text(each.head) for each in table.columns]
        rule = ["---:" if each.kind in AMOUNTS else "---" for each in table.columns]
        rows = [*table.rows, *((table.sums,) if table.sums else ())]
        yield "\n".join(
            [_line(head), _line(rule), *(_line(self.row(row, table.columns)) for row in rows)]
        )
        if table.note:
            yield text(table.note)
        why = tuple(dict.fromkeys(each for row in rows for each in gaps(row)))
        if why:
            yield "\n".join(f"- {text(self.words('n/a'))}: {text(each)}" for each in why)
        meant = [each for each in table.columns if each.meaning]
        if meant:
            yield "\n".join(f"- {text(each.head)}: {text(each.meaning)}" for each in meant)

    def row(self, row: Sequence[Cell], columns: Sequence[Column]) -> list[str]:
        """The cells of a row."""
        return [self.cell(cell, column) for cell, column in zip(row, columns, strict=True)]

    def cell(self, cell: Cell, column: Column) -> str:
        """One cell."""
        if isinstance(cell, Name):
            return self.name(cell)
        if isinstance(cell, Gap | Light):
            return text(written(cell, column, self.words, self.zone))
        return text(written(cell, column, self.words, self.zone))

    def parts(self, item: Sequence[str | Name]) -> Iterator[str]:
        """The parts of a line, with the spaces around them."""
        for part in item:
            if isinstance(part, Name):
                yield self.name(part)
            else:
                before = " " if part[:1].isspace() else ""
                after = " " if part[1:] and part[-1:].isspace() else ""
                yield f"{before}{text(part)}{after}"

    def name(self, name: Name) -> str:
        """A text, as a link where it leads into the web."""
        address = safe_link(name.url)
        if not address or not name.text.strip():
            return text(name.text)
        return f"[{text(name.text)}](<{_address(address)}>)"


def _address(url: str) -> str:
    """An address that cannot end the place it stands in, nor the cell of a table."""
    return re.sub(r"[\s<>|\\`\x00-\x1f]", lambda found: f"%{ord(found[0]):02X}", url)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
