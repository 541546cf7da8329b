"""What was changed of a picture, in words that its owner understands."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.pictures import fit
from campaign.pictures.formats.outline import AVIF, CAMERA, GIF, HEIC, JPEG, PNG, WEBP
from campaign.pictures.source import Source

_NAMES = {JPEG: "JPEG", PNG: "PNG", GIF: "GIF", WEBP: "WebP", HEIC: "HEIC", AVIF: "AVIF"}
_PLACE = "the place where it was taken (GPS)"


def of_marks(source: Source, *, stands_still: bool = False) -> Iterator[str]:
    """Which side is up, and what stood beside the pixels."""
    if source.marks.orientation != 1:
        yield f"turned upright, as its orientation mark {source.marks.orientation} says"
    dropped = list(source.outline.dropped)
    if source.marks.has_place:
        dropped.insert(0, _PLACE)
        if CAMERA not in dropped:
            dropped.insert(1, CAMERA)
    if dropped:
        yield f"left out: {', '.join(dropped)}"
    if stands_still:
        yield f"only the first of its {source.outline.frames} frames"


def of_frame(whole: tuple[int, int], frame: fit.Frame, size: tuple[int, int]) -> Iterator[str]:
    """What was cropped and scaled."""
    if cut := fit.lost(whole, frame.crop):
        yield f"cropped by {cut} pixel{'s' if cut > 1 else ''} to a ratio that the network takes"
    if size != frame.crop:
        yield "scaled from {} × {} to {} × {} pixels".format(*frame.crop, *size)


def of_encoding(source: Source, mime: str, quality: int) -> Iterator[str]:
    """As what it was encoded anew."""
    if source.is_clear and mime == JPEG:
        yield "what is transparent became white"
    was = source.outline.mime
    kind = f"JPEG of quality {quality}" if mime == JPEG else _NAMES[mime]
    yield f"saved anew as {kind}" if was == mime else f"saved as {kind}, it was {_NAMES[was]}"
