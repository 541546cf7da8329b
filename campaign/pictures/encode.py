"""Encode a finished picture: as PNG without a loss, or as JPEG with one that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from campaign.model import PictureSize
from campaign.pictures.fit import LEAST_SIDE, scaled

#: The quality of a JPEG, from 1 to 95, and the lowest to which it is brought to save bytes.
QUALITY, LEAST_QUALITY = 90, 80

_BETWEEN = 85
# How much of its size is left of a JPEG of quality 90 at 85 and at 80, by experience, and a
# little less than a bound allows, so that the next try is the last in most cases.
_SMALLER = {_BETWEEN: 0.78, LEAST_QUALITY: 0.65}
_MARGIN = 0.94
_TRIES = 4


def as_png(image: Image.Image) -> bytes:
    """The picture as PNG, without anything beside the pixels."""
    out = BytesIO()
    image.info = {}  # or Pillow would write profiles and comments again
    image.save(out, "PNG")
    return out.getvalue()


def as_jpeg(image: Image.Image, quality: int = QUALITY, *, sharp: bool = False) -> bytes:
    """The picture as JPEG, without anything beside the pixels.

    `sharp`: its colours keep all their pixels, as edges of letters and lines need it; a photo's
    are halved, as cameras do.
    """
    out = BytesIO()
    image.info = {}
    image.save(out, "JPEG", quality=quality, subsampling=0 if sharp else 2)
    return out.getvalue()


def smaller_jpegs(
    image: Image.Image, size: int, most_bytes: int, bounds: PictureSize, *, sharp: bool
) -> Iterator[tuple[bytes, int, tuple[int, int]]]:
    """Further tries for a JPEG that came out too big at quality 90: bytes, quality and size.

    First the quality falls, to 85 and then to 80; where that is not enough, the picture is made
    smaller, and its longer side never shorter than 1080 pixels. Its ratio stays within `bounds`.
    """
    for quality, left in _SMALLER.items():
        if size * left <= most_bytes * _MARGIN:
            yield as_jpeg(image, quality, sharp=sharp), quality, image.size
    floor = min(1.0, LEAST_SIDE / max(image.size))
    scale, quality, grown = 1.0, _BETWEEN, size * _SMALLER[_BETWEEN]
    for _ in range(_TRIES):
        scale = max(floor, scale * min(1.0, (most_bytes * _MARGIN / grown) ** 0.5))
        if scale <= floor:
            quality = LEAST_QUALITY
        smaller = scaled(image.size, scale, bounds)
        data = as_jpeg(shrunk(image, smaller), quality, sharp=sharp)
        yield data, quality, smaller
        if scale <= floor:
            return
        grown = len(data)


def shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture at another size, by the filter that Pillow takes of itself."""
    return image if image.size == size else image.resize(size, Image.Resampling.BICUBIC)


def on_white(image: Image.Image) -> Image.Image:
    """A picture without transparent parts: white shines through."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground
