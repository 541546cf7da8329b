"""Decode a picture within bounds; whatever its decoder raises becomes one kind of error."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from campaign.errors import StorageError
from campaign.pictures.formats.outline import (
    AVIF,
    GIF,
    HEIC,
    JPEG,
    PNG,
    WEBP,
    Outline,
    damaged,
)

#: The most pixels that are decoded of each format, so that about 500 MB of memory are enough. The
#: decoder of WebP holds them four times; a drawing can be transparent.
MOST_PIXELS = {
    JPEG: 50_000_000,
    HEIC: 50_000_000,
    AVIF: 50_000_000,
    PNG: 34_000_000,
    GIF: 34_000_000,
    WEBP: 25_000_000,
}
#: A JPEG in one pass may have more: it can be decoded at a half, a quarter or an eighth.
MOST_JPEG_PIXELS = 150_000_000
#: The most pixels of one side: a JPEG has no more.
MOST_SIDE = 65_500
#: The most pixels of all frames of an animation together.
MOST_FRAME_PIXELS = 200_000_000
#: The longer side of a photo that is encoded anew. It is more than a feed shows, and so much that
#: the same file can go to most networks.
ENOUGH = 2560
#: The same of a drawing, a map or a screenshot, whose letters a reader may want to see larger.
ENOUGH_DRAWN = 4096

_MOST_SCANS = 100  # a progressive JPEG has about ten; each of thousands would take its time
_FORMATS = {JPEG: "JPEG", PNG: "PNG", GIF: "GIF", WEBP: "WEBP", AVIF: "AVIF", HEIC: "HEIF"}
_LONGEST_REASON = 160


def within_bounds(outline: Outline) -> None:
    """Raise StorageError, with the numbers, for a picture that would take too much to decode."""
    reducible = outline.mime == JPEG and not outline.progressive
    most = MOST_JPEG_PIXELS if reducible else MOST_PIXELS[outline.mime]
    size = f"{outline.width} × {outline.height} pixels"
    if outline.pixels > most:
        raise StorageError(
            f"the picture has {size}, more than the {most // 1_000_000} million that are decoded: "
            "save it smaller"
        )
    if max(outline.width, outline.height) > MOST_SIDE:
        raise StorageError(
            f"the picture has {size}, and a side has {MOST_SIDE:,} pixels at most: save it smaller"
        )
    if outline.work > MOST_FRAME_PIXELS:
        raise StorageError(
            f"the picture has {outline.frames} frames of {size}, more than the "
            f"{MOST_FRAME_PIXELS // 1_000_000} million pixels that are decoded: make it shorter, "
            "or a film of it"
        )
    if outline.scans > _MOST_SCANS:
        raise StorageError(
            f"the picture is drawn in {outline.scans} passes, more than {_MOST_SCANS}: save it anew"
        )


def opened(outline: Outline) -> Image.Image:
    """The picture, ready to be decoded; raises StorageError."""
    if outline.mime == HEIC:
        _take_heic()
    with forgiving():
        return Image.open(BytesIO(outline.clean), formats=[_FORMATS[outline.mime]])


def decoded(outline: Outline, *, least: int = 0) -> Image.Image:
    """The first frame's pixels; raises StorageError when they cannot be decoded to the last.

    A photo's longer side may come as a half, a quarter or an eighth, as long as it has `least`
    pixels (0: whole, unless it is too large for that).
    """
    image = opened(outline)
    with forgiving():
        if outline.mime == JPEG and (least or outline.pixels > MOST_PIXELS[JPEG]):
            longer = max(outline.width, outline.height)
            part = min(1.0, (least or ENOUGH) / longer)
            wide, high = (max(1, round(side * part)) for side in (outline.width, outline.height))
            image.draft(None, (wide, high))
        image.load()
    return image


def looked_through(outline: Outline) -> None:
    """Decode all frames and keep none; raises StorageError when one of them is damaged."""
    if outline.mime == JPEG:
        decoded(outline, least=1)
        return
    image = opened(outline)
    with forgiving():
        for number in range(max(outline.frames, getattr(image, "n_frames", 1))):
            image.seek(number)
            image.load()


@contextmanager
def forgiving() -> Iterator[None]:
    """Decoders raise anything over damaged files; all of it says that the picture is damaged.

    Their warnings are ignored: of a block of EXIF that is not sent anyway, and of a number of
    pixels that `within_bounds` has judged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except StorageError:
        raise
    except MemoryError as error:
        raise StorageError(
            "the picture takes more memory than there is: save it smaller"
        ) from error
    except UnidentifiedImageError as error:
        raise damaged("its decoder does not know it") from error
    except Exception as error:
        words = "".join(letter for letter in str(error) if letter.isprintable())[:_LONGEST_REASON]
        raise damaged(words or "its decoder stopped") from error


def _take_heic() -> None:
    """Let Pillow open HEIC by its plug-in; raises StorageError where that is not installed."""
    try:
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - it may not be installed
    except ImportError:
        raise StorageError(
            "to read HEIC photos one more part is needed: `pip install .[heic]` in the clone, or "
            "save the picture as JPEG"
        ) from None
    register_heif_opener(thumbnails=False)
