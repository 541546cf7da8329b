"""Which part of a picture goes out, and at what size, so that a network takes it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt

from campaign.model import PictureSize

#: A picture whose ratio is off by no more than this is cropped; a reader does not miss the sliver.
SLIVER = 0.02
#: A photo's longer side is never made shorter than this.
LEAST_SIDE = 1080


@dataclass(frozen=True, slots=True)
class Frame:
    """The part that is shown, centred, and the size it goes out with, both in pixels."""

    crop: tuple[int, int]
    size: tuple[int, int]


def framed(width: int, height: int, bounds: PictureSize, most_side: int = 0) -> Frame:
    """The frame for a picture that is so large when it stands upright.

    `most_side` bounds the longer side where the picture is encoded anew anyway (0: no bound). What
    no frame can mend without a loss stays as it is: a check tells it.
    """
    crop = _cropped(width, height, bounds.ratios)
    scale = min(1.0, _scale(*crop, bounds))
    if max(crop) * scale < min(LEAST_SIDE, max(crop)):
        scale = 1.0
    if most_side:
        scale = min(scale, most_side / max(crop))
    return Frame(crop, scaled(crop, scale, bounds))


def holds(size: tuple[int, int], bounds: PictureSize) -> bool:
    """True for a size that neither has to shrink nor to be cropped."""
    return _scale(*size, bounds) >= 1 and _cropped(*size, bounds.ratios) == size


def scaled(size: tuple[int, int], scale: float, bounds: PictureSize) -> tuple[int, int]:
    """Both sides times a factor of at most 1, in whole pixels and within the ratios."""
    if scale >= 1:
        return size
    smaller = (max(1, int(size[0] * scale)), max(1, int(size[1] * scale)))
    # Rounding moves the ratio a little: at its bound, a pixel less of the other side mends it.
    return _cropped(*smaller, bounds.ratios)


def _cropped(width: int, height: int, ratios: tuple[float, float] | None) -> tuple[int, int]:
    """Width and height after a sliver was cut off, where that brings the ratio within bounds."""
    if ratios is None:
        return width, height
    tallest, widest = ratios
    ratio = width / height
    if tallest * (1 - SLIVER) <= ratio < tallest:
        return width, max(1, floor(width / tallest))
    if widest < ratio <= widest * (1 + SLIVER):
        return max(1, floor(height * widest)), height
    return width, height


def _scale(width: int, height: int, bounds: PictureSize) -> float:
    """By how much both sides have to shrink for all bounds that count pixels."""
    scale = 1.0
    if bounds.pixels and width * height > bounds.pixels:
        scale = sqrt(bounds.pixels / (width * height))
    for most, counted in (
        (bounds.side, max(width, height)),
        (bounds.sides, width + height),
        (bounds.width, width),
        (bounds.height, height),
    ):
        if most:
            scale = min(scale, most / counted)
    return scale


def strip(size: tuple[int, int], crop: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box of a centred part: left, top, right, bottom."""
    left, top = (size[0] - crop[0]) // 2, (size[1] - crop[1]) // 2
    return left, top, left + crop[0], top + crop[1]


def lost(size: tuple[int, int], crop: tuple[int, int]) -> int:
    """How many rows or columns of pixels a crop leaves out."""
    return ceil(size[0] - crop[0] + size[1] - crop[1])
