"""JPEG: the segments of ISO/IEC 10918-1, and what cameras put into the APPn segments.

The sampled data of the scans is never touched, so taking metadata out loses nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from campaign.pictures.formats.outline import (
    CAMERA,
    COMMENT,
    FILM,
    GAIN_MAP,
    IPTC,
    JPEG,
    MORE_PICTURES,
    OTHER,
    THUMBNAIL,
    TRAILING,
    XMP,
    Outline,
    cut_short,
    damaged,
)

MAGIC = b"\xff\xd8\xff"

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP13, _APP14, _LAST_APP = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xEF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a body
# What ends a scan: a marker that is neither a stuffed byte nor a restart.
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")

_EXIF = b"Exif\0"
_XMP = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
_ICC = b"ICC_PROFILE\0"
_GAIN_MAPS = (b"urn:iso:std:iso:ts:21496", b"hdrgm:", b"HDRGainMap")
_JFIF_LENGTH = 14
_MP_ENTRIES, _MOST_TAGS = 0xB002, 64


@dataclass
class _Found:
    """What a walk through the segments has met so far."""

    kept: list[bytes] = field(default_factory=lambda: [bytes([0xFF, _SOI])])
    dropped: dict[str, None] = field(default_factory=dict)
    exif: bytes = b""
    profile: dict[int, bytes] = field(default_factory=dict)
    size: tuple[int, int] = (0, 0)
    progressive: bool = False
    scans: int = 0
    last_listed: int = 0

    def drop(self, what: str) -> None:
        self.dropped[what] = None


def outline(data: bytes) -> Outline:
    """Walk from the start to the end of the first picture; raises StorageError."""
    found, at = _Found(), 2
    while True:
        marker, at = _marker(data, at)
        if marker == _EOI:
            break
        if marker in _ALONE:
            continue
        end = at + int.from_bytes(data[at : at + 2])
        if end < at + 2:
            raise damaged("a segment has no length") if len(data) > at + 1 else cut_short()
        if end > len(data):
            raise cut_short()
        body = data[at + 2 : end]
        if marker == _SOS:
            found.scans += 1
            behind = _NEXT.search(data, end)
            if behind is None:
                raise cut_short()
            found.kept.append(data[at - 2 : behind.start()])
            end = behind.start()
        elif _APP0 <= marker <= _LAST_APP or marker == _COM:
            _beside(found, marker, body, at + 2)
        else:
            if marker in _FRAMES:
                found.size = (int.from_bytes(body[3:5]), int.from_bytes(body[1:3]))
                found.progressive = found.progressive or marker in _PROGRESSIVE
            found.kept.append(b"\xff" + bytes([marker]) + data[at:end])
        at = end
    if not found.scans or not all(found.size):
        raise damaged("it holds no picture")
    found.kept.append(bytes([0xFF, _EOI]))
    if len(data) > at:
        # Programs that keep the first picture alone often leave the list of all, and some list
        # wrong lengths. A file that was cut does not end as a picture does.
        if len(data) < found.last_listed and not data.endswith(bytes([0xFF, _EOI])):
            raise cut_short()
        found.drop(_behind(data[at:]))
    clean = b"".join(found.kept)
    return Outline(
        JPEG,
        *found.size,
        clean,
        tuple(found.dropped),
        found.exif,
        b"".join(found.profile[number] for number in sorted(found.profile)),
        work=found.size[0] * found.size[1],
        scans=found.scans,
        progressive=found.progressive,
    )


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker that stands there, and where its body begins; fill bytes may come before it."""
    at = data.find(b"\xff", at)  # decoders skip what stands between two segments
    if at < 0:
        raise cut_short()
    while at < len(data) and data[at] == 0xFF:
        at += 1
    if at >= len(data):
        raise cut_short()
    return data[at], at + 1


def _beside(found: _Found, marker: int, body: bytes, at: int) -> None:
    """Keep what decoders need of a segment beside the picture, and name the rest.

    `at` is where the body stands in the file.
    """
    if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) >= _JFIF_LENGTH:
        plain = body[: _JFIF_LENGTH - 2] + b"\0\0"  # its last two bytes are the thumbnail's size
        if body != plain:
            found.drop(THUMBNAIL)
        found.kept.append(b"\xff\xe0\0\x10" + plain)
    elif marker == _APP14 and body.startswith(b"Adobe") and len(body) >= 12:
        if len(body) > 12:
            found.drop(OTHER)
        found.kept.append(b"\xff\xee\0\x0e" + body[:12])  # it says how the colours are coded
    elif marker == _APP1 and body.startswith(_EXIF):
        found.drop(CAMERA)
        found.exif = found.exif or body[6:]
    elif marker == _APP1 and body.startswith(_XMP):
        found.drop(XMP)
        if any(name in body for name in _GAIN_MAPS):
            found.drop(GAIN_MAP)
    elif marker == _APP2 and body.startswith(_ICC) and len(body) > len(_ICC) + 2:
        found.profile.setdefault(body[len(_ICC)], body[len(_ICC) + 2 :])
    elif marker == _APP2 and body.startswith(b"MPF\0"):
        found.drop(MORE_PICTURES)
        found.last_listed = _last_listed(body[4:], at + 4)
    elif marker == _APP2 and body.startswith(_GAIN_MAPS):
        found.drop(GAIN_MAP)
    elif marker == _APP13 and body.startswith(b"Photoshop 3.0\0"):
        found.drop(IPTC)
    elif marker == _COM:
        found.drop(COMMENT)
    elif marker == _APP0 and body.startswith(b"JFXX\0"):
        found.drop(THUMBNAIL)
    else:
        found.drop(OTHER)


def _last_listed(index: bytes, at: int) -> int:
    """Where the last picture ends that a list of several names (CIPA DC-007); 0 when unreadable.

    The list is laid out as TIFF; places are counted from where it stands in the file.
    """
    order: Literal["big", "little"] = "little" if index.startswith(b"II") else "big"

    def number(place: int, width: int) -> int:
        return int.from_bytes(index[place : place + width], order)

    start = number(4, 4)
    for entry in range(start + 2, start + 2 + 12 * min(number(start, 2), _MOST_TAGS), 12):
        if number(entry, 2) == _MP_ENTRIES:
            count, place = number(entry + 4, 4) // 16, number(entry + 8, 4)
            entries = range(place, place + 16 * min(count, _MOST_TAGS), 16)
            ends = [at + number(e + 8, 4) + number(e + 4, 4) for e in entries if number(e + 8, 4)]
            return max(ends, default=0)
    return 0


def _behind(rest: bytes) -> str:
    """What stands behind the picture's end."""
    if MAGIC in rest[:4096]:
        return MORE_PICTURES
    return FILM if b"ftyp" in rest[:65536] else TRAILING
