"""Measures and draws one line of text: its length, the place of its ink, and the ink itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypedDict

from PIL import Image, ImageDraw

from campaign.cards.fonts import SHAPES, Font, face
from campaign.cards.geometry import Box

#: Languages written from right to left, by their first subtag (Unicode CLDR, characterOrder).
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

#: The size at which words are measured before their size is known, in pixels.
LARGE = 200


def is_right_to_left(language: str) -> bool:
    """Whether a language (BCP 47) is written from right to left."""
    return language.lower().partition("-")[0] in RIGHT_TO_LEFT


def runs(text: str, fonts: Sequence[Font]) -> list[tuple[str, Font]]:
    """The text in pieces, each with the first font that has all its characters."""
    pieces: list[tuple[str, Font]] = []
    for c in text:
        able = next((f for f in fonts if f.has(c)), fonts[0])
        if pieces and (pieces[-1][1] == able or c == " "):
            pieces[-1] = (pieces[-1][0] + c, pieces[-1][1])
        else:
            pieces.append((c, able))
    return pieces


@lru_cache(maxsize=8192)
def measure(text: str, fonts: tuple[Font, ...], size: int, language: str) -> float:
    """How far the pen moves, in pixels, when the text is drawn at a size."""
    how = _shaping(language)
    return sum(face(font, size).getlength(part, **how) for part, font in runs(text, fonts))


def ink_of(text: str, fonts: tuple[Font, ...], size: int, language: str) -> Box:
    """The box of the ink around a pen at (0, 0) on the baseline.

    Pillow's own bounding box also includes the pen's way and the baseline. With it, lines that
    begin with “T” and “H” would not look flush, and a quotation mark would stand too high.
    """
    boxes = [box for _, box in inked(text, fonts, size, language)]
    if not boxes:
        return Box(0, 0, 0, 0)
    return Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


@lru_cache(maxsize=128)
def inked(
    text: str, fonts: tuple[Font, ...], size: int, language: str
) -> tuple[tuple[Image.Image, Box], ...]:
    """A line's ink as masks, one for each font, with its place around a pen at (0, 0).

    Both finding a line's place and painting it need this. The last 128 lines are kept, among them
    the words that every card repeats.
    """
    how = _shaping(language)
    pen, made = 0.0, []
    for part, font in _in_order(text, fonts, language):
        drawn = face(font, size)
        left, top, right, bottom = (int(v) for v in drawn.getbbox(part, anchor="ls", **how))
        mask = Image.new("L", (right - left + 2, bottom - top + 2), 0)
        ImageDraw.Draw(mask).text((-left, -top), part, fill=255, font=drawn, anchor="ls", **how)
        seen = mask.getbbox()
        if seen:
            x, y = round(pen) + left + seen[0], top + seen[1]
            mask = mask.crop(seen)
            made.append((mask, Box(x, y, x + mask.width, y + mask.height)))
        pen += drawn.getlength(part, **how)
    return tuple(made)


def reach(text: str, fonts: tuple[Font, ...], language: str) -> tuple[float, float]:
    """How far the ink reaches above and below the baseline, as parts of the size."""
    how = _shaping(language)
    boxes = [
        face(font, LARGE).getbbox(part, anchor="ls", **how) for part, font in runs(text, fonts)
    ]
    return -min(b[1] for b in boxes) / LARGE, max(b[3] for b in boxes) / LARGE


def _in_order(text: str, fonts: Sequence[Font], language: str) -> list[tuple[str, Font]]:
    pieces = runs(text, fonts)
    return pieces[::-1] if is_right_to_left(language) else pieces


class _Shaping(TypedDict, total=False):
    """Pillow's keywords for shaping."""

    direction: str
    language: str


def _shaping(language: str) -> _Shaping:
    """Pillow's keywords for a language; none when Pillow cannot shape text."""
    if not SHAPES:
        return {}
    return {"direction": "rtl" if is_right_to_left(language) else "ltr", "language": language}
