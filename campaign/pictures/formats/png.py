"""PNG and its moving kin: the chunks of https://www.w3.org/TR/png-3/."""

from __future__ import annotations

import zlib

from campaign.pictures import wide_gamut
from campaign.pictures.formats.outline import (
    CAMERA,
    COMMENT,
    OTHER,
    PNG,
    TRAILING,
    XMP,
    Outline,
    cut_short,
    damaged,
    for_hdr,
)

MAGIC = b"\x89PNG\r\n\x1a\n"

# What decides how the picture is shown. A colour profile (iCCP) is read and then needed no more.
_SHOWN = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"}
    | {b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD", b"pHYs", b"hIST"}
)
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_AROUND = 12  # length, type and checksum
_MOST_PROFILE = 4_000_000


def outline(data: bytes) -> Outline:
    """Walk through the chunks up to the last; raises StorageError."""
    kept, dropped, at = [MAGIC], dict[str, None](), len(MAGIC)
    exif = icc_profile = header = b""
    frames, gamma, work, is_srgb = 1, 0.0, 0, False
    while True:
        body_at, end, kind = _chunk(data, at)
        body = data[body_at : end - 4] if kind != b"IDAT" else b""
        if kind == b"IHDR" and not header:
            header = body
        if kind in _SHOWN:
            kept.append(data[at:end])
        elif kind == b"eXIf":
            exif, dropped[CAMERA] = exif or body, None
        elif kind == b"iCCP":
            icc_profile = icc_profile or _profile(body)
        elif kind in _TEXTS:
            dropped[XMP if body.startswith(b"XML:com.adobe.xmp\0") else COMMENT] = None
        elif kind == b"cICP" and len(body) == 4:
            if body[1] in wide_gamut.HDR:
                raise for_hdr()
            icc_profile = (
                wide_gamut.profile(body[0]) or icc_profile
            )  # it counts more than a profile
        else:
            dropped[OTHER] = None
        if kind == b"acTL":
            frames = max(1, int.from_bytes(body[:4]))
        elif kind == b"gAMA":
            gamma = int.from_bytes(body[:4]) / 100_000
        elif kind == b"fcTL":
            work += int.from_bytes(body[4:8]) * int.from_bytes(body[8:12])
        elif kind == b"sRGB":
            is_srgb = True
        at = end
        if kind == b"IEND":
            break
    if len(header) < 13:
        raise damaged("it does not say how large it is")
    if len(data) > at:
        dropped[TRAILING] = None
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    clean = b"".join(kept)
    return Outline(
        PNG,
        width,
        height,
        clean,
        tuple(dropped),
        exif,
        icc_profile,
        frames,
        max(work, width * height),
        bits=header[8],
        gamma=0.0 if icc_profile or is_srgb else gamma,
        lossless=True,
    )


def _chunk(data: bytes, at: int) -> tuple[int, int, bytes]:
    """Where the body of the chunk that stands there begins, where the chunk ends, and its type."""
    if len(data) < at + _AROUND:
        raise cut_short()
    length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
    end = at + _AROUND + length
    if end > len(data):
        raise cut_short() if kind.isalpha() else damaged("its chunks cannot be read")
    if zlib.crc32(memoryview(data)[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
        raise damaged("a checksum in it is wrong")
    return at + 8, end, kind


def _profile(body: bytes) -> bytes:
    """The colour profile of an iCCP chunk, unpacked within a bound; "broken" where it cannot be."""
    packed = body[body.find(b"\0") + 2 :]
    try:
        return zlib.decompressobj().decompress(packed, _MOST_PROFILE) or b"broken"
    except zlib.error:
        return b"broken"
