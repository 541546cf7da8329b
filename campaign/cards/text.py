"""Sets text: finds the largest size at which it fits into a box, with good line breaks.

The words are measured once at a large size; all smaller sizes are computed. The best size is then
measured as it will be drawn, and is reduced pixel by pixel until nothing leaves the box.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from PIL import Image

from campaign.cards.binding import keep_together
from campaign.cards.fonts import SHAPES, Font
from campaign.cards.geometry import Box
from campaign.cards.ink import LARGE, ink_of, inked, is_right_to_left, measure, reach
from campaign.cards.linebreak import balanced, greedy
from campaign.errors import RenderError

_LEVEL = str.maketrans({"\u2011": "-", "\u202f": "\u00a0", "ŀ": "l·", "Ŀ": "L·", "\u00ad": ""})


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: fonts in order of preference, colour, and sizes in pixels.

    `leading` is the distance of two baselines as a multiple of the size. With `from_bottom` the
    block stands at the bottom of its box, otherwise at the top. `ranged` is the side on which lines
    are flush; "start" is the side where the language starts to read.
    """

    fonts: tuple[Font, ...]
    colour: str
    largest: int
    smallest: int
    leading: float = 1.06
    max_lines: int = 8
    from_bottom: bool = False
    ranged: Literal["start", "left", "right"] = "start"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it will be drawn: the start of its pen, its baseline, the box of its ink."""

    text: str
    left: int
    baseline: int
    ink: Box


@dataclass(frozen=True, slots=True)
class Block:
    """Text with its size and place."""

    lines: tuple[Line, ...]
    size: int
    fonts: tuple[Font, ...]
    colour: str
    language: str

    @property
    def ink(self) -> Box:
        """The smallest box around everything that will be drawn."""
        boxes = [line.ink for line in self.lines]
        return Box(
            min(b.left for b in boxes),
            min(b.top for b in boxes),
            max(b.right for b in boxes),
            max(b.bottom for b in boxes),
        )


def prepare(text: str) -> str:
    """The text in NFC, with plain spaces, and with common characters in place of rare ones.

    A no-break space stays, and `keep_together` adds those that a person would set. Soft hyphens are
    removed, because a headline is never hyphenated.
    """
    text = unicodedata.normalize("NFC", text).translate(_LEVEL)
    text = re.sub(r"[^\S\u00a0]+", " ", text).strip()
    # Catalan's raised point: bold fonts set it so close that it looks like a hyphen.
    text = re.sub(r"(?<=[lL])·(?=[lL])", "\u200a·\u200a", text)
    return keep_together(text)


def missing_glyphs(text: str, fonts: Sequence[Font]) -> tuple[str, ...]:
    """The characters of a text that none of the fonts can draw, each once, in order."""
    return tuple(
        dict.fromkeys(
            c
            for c in prepare(text)
            if unicodedata.category(c) not in ("Cf", "Cc") and not any(f.has(c) for f in fonts)
        )
    )


def place(text: str, box: Box, style: Style, language: str, what: str) -> Block:
    """Set a text in the largest size that its box allows.

    `what` names the text in errors ("the headline"). Raises RenderError when a character has no
    glyph, when the text is empty, or when it does not fit at the smallest size.
    """
    text = prepare(text)
    lost = missing_glyphs(text, style.fonts)
    if lost:
        names = ", ".join(f"“{c}” ({unicodedata.name(c, f'U+{ord(c):04X}')})" for c in lost)
        raise RenderError(f"{what} “{text}” holds {names}, which no font of the brand can draw")
    if not text:
        raise RenderError(f"{what} is empty")
    if is_right_to_left(language) and not SHAPES:
        raise RenderError(f"{what} is written from right to left, and this Pillow has no libraqm")
    fonts = _able(text, style.fonts)
    size, lines = _fit(text, fonts, box, style, language) or (0, ())
    while size >= style.smallest:
        block = _stand(lines, size, fonts, box, style, language)
        if box.holds(block.ink):
            return block
        size -= 1
    raise RenderError(
        f"{what} “{text}” does not fit {box.width}×{box.height} pixels"
        f" at {style.smallest} pixels, the smallest size: shorten it"
    )


def _able(text: str, fonts: tuple[Font, ...]) -> tuple[Font, ...]:
    """One font for the whole text if there is one, so that no word changes its font."""
    for font in fonts:
        if not missing_glyphs(text, (font,)):
            return (font,)
    return fonts


def _fit(
    text: str, fonts: tuple[Font, ...], box: Box, style: Style, language: str
) -> tuple[int, tuple[str, ...]] | None:
    """The best size and lines by the computed sizes; None when nothing fits."""
    words = text.split(" ")
    unit = [measure(word, fonts, LARGE, language) / LARGE for word in words]
    space = measure(" ", fonts, LARGE, language) / LARGE
    rise, fall = reach(text, fonts, language)

    def lines_at(size: int) -> int | None:
        width = box.width / size
        lines = greedy(unit, space, width)
        if lines is None or lines > style.max_lines:
            return None
        tall = size * (rise + fall + (lines - 1) * style.leading)
        return lines if tall <= box.height else None

    low, high = style.smallest, style.largest
    if lines_at(low) is None:
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if lines_at(middle) is None:
            high = middle - 1
        else:
            low = middle
    best: tuple[float, int, tuple[str, ...]] = (inf, low, ())
    for shrunk in (1.0, 0.95, 0.9, 0.85, 0.8):
        size = max(style.smallest, int(low * shrunk))
        lines = lines_at(size)
        if lines is not None:
            cost, made = balanced(words, unit, space, box.width / size, lines)
            cost += (1 - size / low) * 0.7
            if cost < best[0]:
                best = (cost, size, made)
    return best[1], best[2]


def _stand(
    lines: Sequence[str], size: int, fonts: tuple[Font, ...], box: Box, style: Style, language: str
) -> Block:
    """Give every line the place of its pen, and measure its real ink."""
    starts = "right" if is_right_to_left(language) else "left"
    right = (starts if style.ranged == "start" else style.ranged) == "right"
    inks = [ink_of(line, fonts, size, language) for line in lines]
    step = round(size * style.leading)
    if style.from_bottom:
        first = box.bottom - max(0, inks[-1].bottom) - step * (len(lines) - 1)
    else:
        first = box.top - inks[0].top
    placed = []
    for i, (line, ink) in enumerate(zip(lines, inks, strict=True)):
        base = first + i * step
        left = box.right - ink.right if right else box.left - ink.left
        drawn = Box(left + ink.left, base + ink.top, left + ink.right, base + ink.bottom)
        placed.append(Line(line, left, base, drawn))
    return Block(tuple(placed), size, fonts, style.colour, language)


def paint(canvas: Image.Image, block: Block) -> None:
    """Draw a block at its place."""
    for line in block.lines:
        for mask, box in inked(line.text, block.fonts, block.size, block.language):
            canvas.paste(block.colour, (line.left + box.left, line.baseline + box.top), mask)
