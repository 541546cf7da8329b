"""The input of a layout (a task) and its output (a scene: a picture before it is drawn).

A scene knows the place of every element before a pixel is drawn. So a test can ask whether a
headline touches the funding statement, and a layout is only a list of boxes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from campaign.cards.brand import Brand, Palette
from campaign.cards.geometry import Box
from campaign.cards.motif import Motif
from campaign.cards.text import Block
from campaign.model.variants import Card

#: Width and height in pixels, by format.
FORMATS = {"square": (1080, 1080), "landscape": (1200, 675)}


@dataclass(frozen=True, slots=True)
class Flag:
    """The European emblem in a box."""

    box: Box


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf of the motif, as a small mark in a square box."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A plain area of one colour."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, scaled to its box."""

    box: Box
    png: bytes


Element = Block | Motif | Flag | Leaf | Panel | Picture


@dataclass(frozen=True, slots=True)
class Scene:
    """A card before it is drawn: its size, its background and its elements from back to front."""

    width: int
    height: int
    paper: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The sheet of a layout: sizes, margins, and the footer's band, which it must leave free.

    Layouts are written from left to right; `lay` mirrors their boxes for other languages.
    """

    width: int
    height: int
    mirrored: bool

    @property
    def wide(self) -> bool:
        """True when the card is wider than it is high."""
        return self.width > self.height

    def px(self, length: float) -> int:
        """A length on a card of 1080 by 1080 pixels, converted to this card."""
        return round(length * sqrt(self.width * self.height) / 1080)

    @property
    def margin(self) -> int:
        """The clear edge on every side."""
        return self.px(72)

    @property
    def emblem(self) -> int:
        """The emblem's height: never small, and a multiple of 18 for stars of whole pixels."""
        return max(54, self.px(72) // 18 * 18)

    @property
    def band(self) -> int:
        """Where the footer begins, in pixels from the top."""
        return self.height - round(self.emblem * 1.9)

    def lay(self, box: Box) -> Box:
        """A box in this card's direction of reading."""
        return box.mirrored(self.width) if self.mirrored else box


@dataclass(frozen=True, slots=True)
class Task:
    """The task of a layout: a card's words, the brand, a palette and a frame."""

    card: Card
    brand: Brand
    palette: Palette
    frame: Frame


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to set a card.

    `arrange` returns the elements above the footer. The upper corner where reading starts must stay
    free for the wordmark. Raises RenderError when the words do not fit. `newer` names what the
    layout sets otherwise in a card than it did at first, so that just these cards are drawn again.
    """

    name: str
    summary: str
    arrange: Callable[[Task], tuple[Element, ...]]
    newer: Callable[[Card], tuple[str, ...]] = lambda _card: ()
