"""A report as a document: sections of blocks, the same for every face.

    Report ─→ sections ─→ Document ─→ faces: page (HTML), pdf, workbook, csv files, Markdown

Sections decide what is said, in the reader's language; faces decide how it looks. A face adds no
figure and leaves none out that is not marked so. Values stay values up to the face: a number in a
cell is a number, a day a day, and what is not known is a `Gap`, never a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What the cells of a column hold, and how a face writes them."""

    TEXT = "text"  # str, or Name where it is in another language or has an address
    COUNT = "count"  # int
    NUMBER = "number"  # float, with the column's digits
    SHARE = "share"  # float, a part of one: 0.034 is 3.4 %
    CHANGE = "change"  # float, in percent of what was before: 12.0 is +12 %
    DIFFERENCE = "difference"  # int or float, with its sign
    DAY = "day"  # date
    MOMENT = "moment"  # aware datetime; shown in the report's zone
    LIGHT = "light"  # Light
    RANGE = "range"  # Range


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not known, and why, in words of the reader; in a cell it stands as "n/a"."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A text that may be in another language (BCP 47), and may lead to a web address."""

    text: str
    lang: str = ""
    url: str = ""


class Signal(StrEnum):
    """How a target stands; each has a shape of its own, so that colour says nothing alone."""

    GOOD = "good"
    CLOSE = "close"
    BEHIND = "behind"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Light:
    """A traffic light: the signal, and its word in the reader's language."""

    signal: Signal
    word: str


@dataclass(frozen=True, slots=True)
class Range:
    """A value with what it lies between, both ends inside; digits are the column's."""

    value: float
    low: float
    high: float


Cell = str | int | float | date | datetime | Name | Light | Range | Gap


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name for machines, its head in plain words, what it means, how it is written.

    `id` is the same in every language and for ever: it heads the CSV files.
    """

    id: str
    head: str
    kind: Kind
    meaning: str = ""
    digits: int = 0


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column heads its rows.

    `more` gives rows that only files for machines hold (workbook, CSV), in place of `rows`: they
    may be a million, and are read one after the other. `sums` is the last row, of the same columns.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sums: Row | None = None
    note: str = ""
    more: Callable[[], Iterator[Row]] | None = None

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.sums,) if self.sums else ())):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"{self.id}: a row has {len(row)} cells, there are {len(self.columns)} columns"
                )


class Shape(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"  # one horizontal bar a category
    COLUMNS = "columns"  # one upright column a category, in their order
    LINES = "lines"  # one line a series over the categories
    INTERVALS = "intervals"  # a dot and its range a category; the values are Range


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values of a chart, one a category; None is a gap."""

    name: str
    values: tuple[float | Range | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures that also stand in a table of the same section.

    `alt` says in a sentence what it shows. `missing` labels a gap ("n/a", or "no posts").
    """

    id: str
    title: str
    shape: Shape
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    note: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline figure: what it is, the figure as a cell of a column, and a sentence below."""

    column: Column
    value: Cell
    below: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """The headline figures."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; `quiet` ones explain."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is a line of parts, of which some are names in other languages."""

    items: tuple[tuple[str | Name, ...], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Words and what they mean."""

    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post shown with its picture (SHA-256 of the card that went out, None without one)."""

    title: Name
    text: Name
    card: str | None
    facts: tuple[str, ...]
    figure: str


@dataclass(frozen=True, slots=True)
class PostCards:
    """Posts with their pictures, in their order."""

    posts: tuple[PostCard, ...]


Block = Tiles | Paragraph | Table | Chart | Items | Terms | PostCards


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report. `half` says that it may stand beside the next one that says so."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    half: bool = False
    subsections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """What stands around the figures, on a cover or at the head and foot of a page.

    `kind` says what kind of report it is; `notes` are what a reader must know of the whole.
    """

    campaign: str
    title: str
    subtitle: str
    summary: str
    made: str
    owner: str = ""
    statement: str = ""
    disclaimer: str = ""
    grant: str = ""
    emblem: bytes | None = None
    notes: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language (BCP 47); `id` begins the names of its files.

    `generated` is the aware instant at which it was made.
    """

    id: str
    language: str
    generated: datetime
    zone: str
    front: Front
    sections: tuple[Section, ...] = field(default=())

    def tables(self) -> Iterator[Table]:
        """Every table, in the order in which they stand."""
        for section in self.sections:
            yield from _tables(section)


def _tables(section: Section) -> Iterator[Table]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield block
    for each in section.subsections:
        yield from _tables(each)
