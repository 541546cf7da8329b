"""Computes the contrast of two colours by WCAG 2.1.

Source: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio and #dfn-relative-luminance.
"""

from __future__ import annotations

from PIL import ImageColor

#: Success criterion 1.4.3 (AA) for text of any size. Large text needs only 3, but cards are often
#: seen small.
ENOUGH = 4.5


def rgb(colour: str) -> tuple[int, int, int]:
    """A CSS-like colour ("#003399") as red, green, blue from 0 to 255; raises ValueError."""
    red, green, blue, *_ = ImageColor.getrgb(colour)
    return red, green, blue


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance of an sRGB colour, from 0 (black) to 1 (white)."""

    def linear(channel: int) -> float:
        c = channel / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str | tuple[int, int, int], other: str | tuple[int, int, int]) -> float:
    """The contrast ratio of two colours, from 1 (the same) to 21 (black on white)."""
    lights = sorted(luminance(rgb(c) if isinstance(c, str) else c) for c in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)
