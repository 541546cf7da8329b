"""Read a film's size in pixels and its length from the boxes of its MP4 file.

The boxes are those of ISO/IEC 14496-12. Nothing is decoded, so no codec is needed to refuse a film
that no network would take.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from campaign.errors import StorageError

#: The type of every film that can be used.
MP4 = "video/mp4"

# The brands of MP4 files (https://mp4ra.org/registered-types/brands), and QuickTime's, whose boxes
# are alike. Pictures in such boxes (HEIC, AVIF) have others.
_QUICKTIME = b"qt  "
_BRANDS = frozenset(
    [*(b"iso%d" % number for number in range(2, 10)), b"isom", b"mp41", b"mp42", b"avc1", b"M4V "]
)
# Sample entries that hold H.264, ISO/IEC 14496-15, and what others hold, in people's words.
_H264 = frozenset({b"avc1", b"avc3"})
_CODECS = {
    b"hvc1": "H.265 (HEVC)",
    b"hev1": "H.265 (HEVC)",
    b"av01": "AV1",
    b"vp08": "VP8",
    b"vp09": "VP9",
    b"mp4v": "MPEG-4 Visual",
    b"encv": "encrypted pictures",
}
_REMEDY = "save it as MP4 with H.264"

# A film has some dozens of boxes beside one another; many more are no film.
_MOST = 4096
_HEAD, _LONG_HEAD, _FULL = 8, 16, 4
_UNKNOWN = (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Film:
    """A film's size in pixels, as it is shown, and its length in seconds."""

    width: int
    height: int
    seconds: float


def is_film(data: bytes) -> bool:
    """True when the first box says that this is a film in an MP4 or QuickTime file."""
    size = int.from_bytes(data[:4])
    if data[4:8] != b"ftyp" or size < _LONG_HEAD:
        return False
    names = data[8:12] + data[16 : min(size, _MOST)]
    brands = {names[at : at + 4] for at in range(0, len(names), 4)}
    return bool(brands & (_BRANDS | {_QUICKTIME}))


def read_film(data: bytes) -> Film:
    """What an MP4 film with H.264 is; raises StorageError when it is none, or not whole."""
    if not is_film(data):
        raise StorageError(f"this is no film that can be used: {_REMEDY}")
    if data[8:12] == _QUICKTIME:
        raise StorageError(f"this is a QuickTime film: {_REMEDY}")
    whole = memoryview(data)
    if not list(_all(whole, b"mdat")):  # walks to the end of the file, and finds it there
        raise StorageError(f"the film's file holds no pictures: {_REMEDY}")
    moov = _find(whole, b"moov")
    if moov is None:
        raise StorageError(
            "the film has no table of contents (moov): it was not written to its end"
        )
    if _find(moov, b"mvex") is not None:
        raise StorageError("the film is in fragments, made for streaming: save it as one plain MP4")
    seconds = _seconds(moov)
    for track in _all(moov, b"trak"):
        shown = _shown(track)
        if shown is not None:
            return Film(*shown, seconds)
    raise StorageError(f"the file holds no moving pictures: {_REMEDY}")


def _shown(track: memoryview) -> tuple[int, int] | None:
    """The width and height of a track of moving pictures; None for another, or one turned off."""
    media, head = _find(track, b"mdia"), _find(track, b"tkhd")
    handler = None if media is None else _find(media, b"hdlr")
    if media is None or head is None or handler is None or bytes(handler[8:12]) != b"vide":
        return None
    if not _number(head, 1, 3) & 1:
        return None
    entry = _entry(media)
    codec = bytes(entry[4:8])
    if codec not in _H264:
        name = _CODECS.get(codec) or repr(codec.decode("ascii", "replace"))
        raise StorageError(f"the film holds {name}, which not every network takes: {_REMEDY}")
    # Behind the head of version 1, whose instants take eight bytes each, all stands 12 further.
    matrix = 52 if head[0] == 1 else 40
    width, height = (round(_number(head, matrix + 36 + 4 * n, 4) / 0x10000) for n in (0, 1))
    if not width or not height:
        width, height = _number(entry, 32, 2), _number(entry, 34, 2)
    if not width or not height:
        raise StorageError(f"the film does not say how wide and high it is: {_REMEDY}")
    turned = not _number(head, matrix, 4) and _number(head, matrix + 4, 4)
    return (height, width) if turned else (width, height)


def _entry(media: memoryview) -> memoryview:
    """The first sample entry of a track, which names its codec."""
    table = media
    for kind in (b"minf", b"stbl", b"stsd"):
        found = _find(table, kind)
        if found is None:
            raise StorageError(f"the film does not say what it holds: {_REMEDY}")
        table = found
    return table[8:]


def _seconds(moov: memoryview) -> float:
    head = _find(moov, b"mvhd")
    if head is None:
        raise StorageError(f"the film does not say how long it lasts: {_REMEDY}")
    scale, width = (20, 8) if _number(head, 0, 1) == 1 else (12, 4)
    ticks, length = _number(head, scale, 4), _number(head, scale + 4, width)
    if not ticks or not length or length in _UNKNOWN:
        raise StorageError(f"the film does not say how long it lasts: {_REMEDY}")
    return length / ticks


def _number(box: memoryview, at: int, width: int) -> int:
    found = box[at : at + width]
    if len(found) < width:
        raise StorageError("the film is damaged: one of its boxes is too short")
    return int.from_bytes(found)


def _find(inside: memoryview, wanted: bytes) -> memoryview | None:
    return next(_all(inside, wanted), None)


def _all(inside: memoryview, wanted: bytes) -> Iterator[memoryview]:
    """The bodies of all boxes of one kind that stand directly in a body (or in the file)."""
    at = 0
    for _ in range(_MOST):
        if len(inside) - at < _HEAD:
            return
        size, kind, head = _number(inside, at, 4), bytes(inside[at + 4 : at + 8]), _HEAD
        if size == 1:
            size, head = _number(inside, at + _HEAD, 8), _LONG_HEAD
        elif size == 0:
            size = len(inside) - at  # the last box of a file may say that it goes on to the end
        if size < head or size > len(inside) - at:
            raise StorageError("the film is cut off: it was not copied to its end")
        if kind == wanted:
            yield inside[at + head : at + size]
        at += size
    raise StorageError(f"the film is in too many pieces: {_REMEDY}")
