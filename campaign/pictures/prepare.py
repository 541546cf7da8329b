"""Prepare a picture for a network: upright, in sRGB, without metadata, and as the network takes it.

::

    outline ─▶ nothing to change?  ─▶ the same bytes (without metadata, where there is any)
                     │ no
                     ▼
    decode ─▶ crop and scale ─▶ sRGB ─▶ turn upright ─▶ encode within the bytes that are taken

Colours are converted after scaling, on fewer pixels. Where bounds cannot be met without a loss that
a reader would miss, the picture goes on as it is, and the checks tell the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from campaign.model import Media
from campaign.pictures import decode, encode, fit, words
from campaign.pictures.bounds import Bounds
from campaign.pictures.formats.outline import JPEG, PNG
from campaign.pictures.source import Source

#: Counts up when the same file comes out in other bytes: what was kept of before is made anew.
RECIPE = 1

# A PNG that is so many times too big is not tried again as PNG.
_HOPELESS = 1.5


@dataclass(frozen=True, slots=True)
class Prepared:
    """What goes out of one picture of the owner's, and what was done to it.

    `media` describes the bytes that go out, without an alt text. `changes` says in words what was
    changed; it is empty where the file goes out as it is. `stands_still` is true where the original
    moves and what goes out does not. `source` is the original's SHA-256.
    """

    media: Media
    changes: tuple[str, ...] = ()
    stands_still: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Encoded:
    data: bytes
    mime: str
    quality: int = 0
    size: tuple[int, int] = (0, 0)


def prepare(source: Source, bounds: Bounds) -> tuple[Prepared, bytes]:
    """What goes out of a picture to a network with such bounds, and its bytes.

    Raises StorageError when the picture cannot be decoded.
    """
    outline = source.outline
    moves = outline.frames > 1
    taken = outline.mime in bounds.types
    if moves and bounds.moves and taken:
        return _as_it_is(source)
    if moves:
        source.whole()  # or a damaged frame would be found out on some networks only
    own = bounds.for_type(outline.mime)
    frame = fit.framed(*source.size, own.size)
    unchanged = frame.size == source.size and _fits(outline.clean, own)
    if own != bounds and not fit.holds(source.size, own.size):
        unchanged = False  # as another type it may be taken
    if not moves and taken and source.is_plain and unchanged:
        return _as_it_is(source)
    enough = decode.ENOUGH_DRAWN if outline.lossless else decode.ENOUGH
    frame = fit.framed(*source.size, bounds.size, enough)
    made = _encoded(source, frame, bounds)
    if made is None:
        # Either the network takes neither PNG nor JPEG, or no file is small enough.
        if not moves and source.is_plain:
            return _as_it_is(source)
        mime = PNG if outline.lossless else JPEG
        made = _Encoded(source.encoded(frame, mime), mime, encode.QUALITY, frame.size)
    changes = (
        *words.of_marks(source, stands_still=moves),
        *source.conversion.words,
        *words.of_frame(source.size, frame, made.size),
        *words.of_encoding(source, made.mime, made.quality),
    )
    media = _media(made.data, made.mime, made.size)
    return Prepared(media, changes, moves, source.digest), made.data


def _as_it_is(source: Source) -> tuple[Prepared, bytes]:
    data, outline = source.whole(), source.outline
    media = replace(_media(data, outline.mime, source.size), frames=outline.frames)
    changes = (*words.of_marks(source), *source.conversion.words)
    return Prepared(media, changes, source=source.digest), data


def _media(data: bytes, mime: str, size: tuple[int, int]) -> Media:
    return Media(sha256(data).hexdigest(), mime, *size, len(data), "")


def _fits(data: bytes, bounds: Bounds) -> bool:
    return not bounds.most_bytes or len(data) <= bounds.most_bytes


def _encoded(source: Source, frame: fit.Frame, bounds: Bounds) -> _Encoded | None:
    """The picture as PNG or JPEG within the bytes that are taken; None where that cannot be."""
    image = source.finished(frame)
    is_clear = image.mode == "RGBA"
    order = (PNG, JPEG) if is_clear or source.outline.lossless else (JPEG, PNG)
    for mime in order:
        if mime not in bounds.types:
            continue
        made = _png(source, frame, bounds) if mime == PNG else _jpeg(source, frame, bounds)
        if made is not None:
            return made
    return None


def _png(source: Source, frame: fit.Frame, bounds: Bounds) -> _Encoded | None:
    outline = source.outline
    if outline.mime == PNG and bounds.most_bytes:
        share = frame.size[0] * frame.size[1] / outline.pixels
        if len(outline.clean) * share > _HOPELESS * bounds.most_bytes:
            return None
    data = source.encoded(frame, PNG)
    return _Encoded(data, PNG, 0, frame.size) if _fits(data, bounds) else None


def _jpeg(source: Source, frame: fit.Frame, bounds: Bounds) -> _Encoded | None:
    data = source.encoded(frame, JPEG)
    if _fits(data, bounds):
        return _Encoded(data, JPEG, encode.QUALITY, frame.size)
    sharp, most = source.outline.lossless, bounds.most_bytes
    with decode.forgiving():
        image = encode.on_white(source.finished(frame))
        for smaller, quality, size in encode.smaller_jpegs(
            image, len(data), most, bounds.size, sharp=sharp
        ):
            if _fits(smaller, bounds):
                return _Encoded(smaller, JPEG, quality, size)
    return None
