"""What a picture's EXIF block says that matters here: which side is up, where it was taken."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from PIL import Image

_ORIENTATION, _GPS, _INTEROPERABILITY = 0x0112, 0x8825, 0xA005

#: How each orientation mark is turned upright, Exif 3.0 (CIPA DC-008), 4.6.5.1.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The orientation mark (1: upright already), and what else is told.

    `is_adobe_rgb` is how cameras say it that write no colour profile (DCF 2.0, "R03").
    """

    orientation: int = 1
    has_place: bool = False
    is_adobe_rgb: bool = False

    @property
    def lies_on_its_side(self) -> bool:
        """True when width and height change places."""
        return self.orientation >= 5


def read(exif: bytes) -> Marks:
    """The marks in an EXIF block; a broken block says nothing, as in every browser."""
    if not exif:
        return Marks()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _marks(exif)
    except Exception:  # the bytes are anybody's, and Pillow's reader raises anything over them
        return Marks()


def _marks(exif: bytes) -> Marks:
    block = Image.Exif()
    block.load(exif)
    orientation = block.get(_ORIENTATION, 1)
    turned = orientation if isinstance(orientation, int) and orientation in TURNS else 1
    place = bool(block.get_ifd(_GPS))
    index = block.get_ifd(_INTEROPERABILITY).get(1, "")
    return Marks(turned, place, isinstance(index, str) and index.startswith("R03"))
