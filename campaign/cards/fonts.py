"""A font as a value, and the drawing faces made from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

from PIL import ImageFont, features

from campaign.cards.glyphs import codepoints
from campaign.errors import RenderError

#: True when Pillow can shape text (kerning, joined Arabic letters, right to left). Pillow's wheels
#: have libraqm. A Pillow without it can still set Latin, Greek and Cyrillic.
SHAPES = bool(features.check("raqm"))


@dataclass(frozen=True, slots=True)
class Font:
    """One font file: its name, its bytes, and what it can draw. Equal when the bytes are equal."""

    name: str = field(compare=False)
    digest: str
    data: bytes = field(compare=False, repr=False)
    characters: frozenset[int] = field(compare=False, repr=False)

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Font:
        """Read a font; raises RenderError, naming it, when the bytes are no font."""
        try:
            return cls(name, hashlib.sha256(data).hexdigest(), data, codepoints(data))
        except RenderError as broken:
            raise RenderError(f"font {name}: {broken.message}") from broken

    def has(self, character: str) -> bool:
        """Whether there is a glyph for one character."""
        return ord(character) in self.characters


@lru_cache(maxsize=512)
def face(font: Font, size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels; the last 512 are kept, enough for about thirty cards."""
    engine = ImageFont.Layout.RAQM if SHAPES else ImageFont.Layout.BASIC
    return ImageFont.truetype(BytesIO(font.data), size, layout_engine=engine)
