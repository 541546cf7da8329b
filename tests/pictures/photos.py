"""Pictures for tests, as phones, cameras, scanners and drawing programs write them: all drawn."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from campaign.model import PictureSize
from campaign.pictures import Bounds, Prepared, Source, prepare, wide_gamut

PNG, JPEG, GIF, WEBP = "image/png", "image/jpeg", "image/gif", "image/webp"

#: A network that takes everything, one that takes JPEG alone, and one where animations move.
ANY = Bounds((PNG, JPEG, GIF, WEBP))
ONLY_JPEG = Bounds((JPEG,), 8_000_000, PictureSize(ratios=(0.8, 1.91)))
MOVING = Bounds((PNG, JPEG, GIF, WEBP), moves=True)

#: The profile of a phone's wide colours.
P3 = wide_gamut.profile(12)

_ORIENTATION, _GPS, _MAKER = 0x0112, 0x8825, 0x010F


def scene(width: int = 160, height: int = 120) -> Image.Image:
    """A picture whose four corners can be told apart: red, green, blue and yellow, on grey."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    w, h = width // 4, height // 4
    for (x, y), colour in zip(
        ((0, 0), (width - w, 0), (0, height - h), (width - w, height - h)),
        ("red", "lime", "blue", "yellow"),
        strict=True,
    ):
        draw.rectangle((x, y, x + w, y + h), fill=colour)
    return image


def phone_photo(width: int = 4032, height: int = 3024, *, grain: int = 60) -> Image.Image:
    """A large picture with as much detail as a photo has: soft shapes, edges and grain."""
    small = Image.effect_noise((width // 24, height // 24), 90).convert("RGB")
    soft = small.resize((width, height), Image.Resampling.BICUBIC)
    tint = scene(256, 192).resize((width, height)).filter(ImageFilter.GaussianBlur(8))
    image = Image.blend(soft, tint, 0.6)
    noise = Image.effect_noise((width, height), grain).convert("RGB")
    return Image.blend(image, noise, 0.16)


def exif(orientation: int = 1, *, place: bool = True) -> bytes:
    """An EXIF block with an orientation mark, a maker, and a place in the North Sea."""
    block = Image.Exif()
    block[_ORIENTATION] = orientation
    block[_MAKER] = "a maker"
    if place:
        gps = block.get_ifd(_GPS)
        gps[1], gps[2], gps[3], gps[4] = "N", (55.0, 30.0, 0.0), "E", (3.0, 15.0, 0.0)
    return block.tobytes()


def written(image: Image.Image, kind: str, **more: Any) -> bytes:
    """A picture as a file of that kind."""
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def moving(kind: str, frames: Sequence[Image.Image] | None = None, **more: Any) -> bytes:
    """Frames that follow one another, in a file of that kind."""
    first, *others = frames or [scene(), scene().rotate(90), scene().rotate(180)]
    usual: dict[str, Any] = {"duration": [100, 250, 400][: 1 + len(others)], "loop": 3}
    return written(first, kind, save_all=True, append_images=others, **{**usual, **more})


def sent(data: bytes, bounds: Bounds = ANY) -> tuple[Prepared, bytes]:
    """What goes out of a file to a network with such bounds."""
    return prepare(Source(data), bounds)


def seen(data: bytes) -> Image.Image:
    """A file as a network decodes it."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def corners(image: Image.Image) -> list[str]:
    """The names of the four corners' colours, row by row."""
    names = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}
    plain = image.convert("RGB")
    places = [(x, y) for y in (3, image.height - 4) for x in (3, image.width - 4)]

    def name(place: tuple[int, int]) -> str:
        pixel = plain.getpixel(place)
        assert isinstance(pixel, tuple)
        return min(
            names, key=lambda n: sum((a - b) ** 2 for a, b in zip(names[n], pixel, strict=True))
        )

    return [name(place) for place in places]


def apart(one: Image.Image, other: Image.Image) -> tuple[int, float]:
    """How far two pictures' colours are apart: the most, and the mean, in steps of 255."""
    from PIL import ImageChops, ImageStat

    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    stat = ImageStat.Stat(difference)
    return max(high for _, high in stat.extrema), sum(stat.mean) / 3
