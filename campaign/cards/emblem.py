"""Draws the European emblem by its published geometry.

It is a rectangle of 3 by 2. Twelve upright five-pointed stars stand like the hours of a clock on an
invisible circle; its radius is a third of the height. Each star fits into a circle whose radius is
one eighteenth of the height. The colours are Reflex Blue #003399 and Yellow #FFCC00. On a coloured
background it has a white border of one twenty-fifth of the height.
Source: "Graphics guide to the European emblem", Annex A1 of the Interinstitutional style guide,
https://style-guide.europa.eu/en/content/-/isg/topic?identifier=annex-a1-graphic-guide
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin

from PIL import Image, ImageDraw

BLUE = "#003399"
YELLOW = "#FFCC00"
BORDER = 1 / 25

#: The inner corners of a regular star with five points lie on a circle this much smaller.
_INNER = (3 - 5**0.5) / 2
#: How many rows of the drawing make the picture. Small emblems are drawn finer, so that all twelve
#: stars still cover the same area.
_ROWS = 2160


def size(height: int) -> tuple[int, int]:
    """Width and height in pixels of the emblem without a border, for a height in pixels."""
    return round(height * 1.5), height


def centres(height: float) -> list[tuple[float, float]]:
    """The centres of the twelve stars, clockwise from the top, for an emblem of this height."""
    return [
        (
            height * 0.75 + height / 3 * sin(pi / 6 * hour),
            height * 0.5 - height / 3 * cos(pi / 6 * hour),
        )
        for hour in range(12)
    ]


def star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """The ten corners of an upright star around a centre, clockwise from its upper point."""
    radii = (radius, radius * _INNER)
    return [
        (x + radii[i % 2] * sin(pi / 5 * i), y - radii[i % 2] * cos(pi / 5 * i)) for i in range(10)
    ]


@lru_cache(maxsize=16)
def draw(height: int, *, bordered: bool = False) -> Image.Image:
    """The emblem at a height in pixels, as RGB; `bordered` adds the white border around it.

    The image is shared: paste it, do not change it.
    """
    wide, tall = size(height)
    finer = max(4, _ROWS // tall)
    mask = Image.new("L", (wide * finer, tall * finer), 0)
    pen = ImageDraw.Draw(mask)
    # Pillow's polygons include their border pixels. Half a fine pixel less gives the true outline.
    for x, y in centres(tall * finer):
        pen.polygon(star(x - 0.5, y - 0.5, tall * finer / 18 - 0.5), fill=255)
    flag = Image.new("RGB", (wide, tall), BLUE)
    flag.paste(YELLOW, (0, 0), mask.reduce(finer))
    if not bordered:
        return flag
    edge = max(1, round(tall * BORDER))
    framed = Image.new("RGB", (wide + 2 * edge, tall + 2 * edge), "#FFFFFF")
    framed.paste(flag, (edge, edge))
    return framed
