"""WebP: the chunks of RFC 9649 in a RIFF file."""

from __future__ import annotations

from campaign.pictures.formats.outline import (
    CAMERA,
    OTHER,
    TRAILING,
    WEBP,
    XMP,
    Outline,
    cut_short,
    damaged,
    is_empty_at_end,
)

MAGIC = b"RIFF"
KIND = b"WEBP"

_SHOWN = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_ICC, _EXIF, _XMP = 0x20, 0x08, 0x04  # flags of the extended header
_HEAD = 8


def outline(data: bytes) -> Outline:
    """Walk through the chunks; raises StorageError."""
    end = _HEAD + int.from_bytes(data[4:8], "little")
    if end > len(data) or is_empty_at_end(data[:end]):
        raise cut_short()
    kept, dropped = list[tuple[bytes, bytes]](), dict[str, None]()
    exif = icc_profile = b""
    size, frames, work, lossless, at = (0, 0), 0, 0, False, 12
    while at + _HEAD <= end:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + _HEAD], "little")
        body = data[at + _HEAD : at + _HEAD + length]
        if at + _HEAD + length > end:
            raise cut_short()
        at += _HEAD + length + length % 2
        if kind == b"VP8X":
            size = (_three(body, 4) + 1, _three(body, 7) + 1)
            kept.append((kind, body))
        elif kind in _SHOWN:
            kept.append((kind, body))
            lossless = lossless or kind == b"VP8L"
            frames += kind == b"ANMF"
            if kind == b"ANMF":
                work += (_three(body, 6) + 1) * (_three(body, 9) + 1)
            elif not any(size):
                size = _bitstream_size(kind, body)
        elif kind == b"ICCP":
            icc_profile = icc_profile or body
        elif kind == b"EXIF":
            exif, dropped[CAMERA] = exif or body.removeprefix(b"Exif\0\0"), None
        else:
            dropped[XMP if kind == b"XMP " else OTHER] = None
    if not all(size):
        raise damaged("it holds no picture")
    if len(data) > end + end % 2 or data[end:].strip(b"\0"):
        dropped[TRAILING] = None
    # Frames that move keep their profile: they go out as they are.
    profile = icc_profile if frames > 1 else b""
    clean = _written(kept, profile) if dropped or icc_profile != profile else data
    return Outline(
        WEBP,
        *size,
        clean,
        tuple(dropped),
        exif,
        icc_profile,
        max(1, frames),
        max(work, size[0] * size[1]),
        lossless=lossless,
    )


def _written(kept: list[tuple[bytes, bytes]], profile: bytes) -> bytes:
    parts = list[bytes]()
    for kind, body in kept:
        if kind == b"VP8X":
            flags = body[0] & ~(_EXIF | _XMP | _ICC) | (_ICC if profile else 0)
            parts.append(_chunk(kind, bytes([flags]) + body[1:]))
            if profile:
                parts.append(_chunk(b"ICCP", profile))
        else:
            parts.append(_chunk(kind, body))
    whole = KIND + b"".join(parts)
    return MAGIC + len(whole).to_bytes(4, "little") + whole


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _three(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 3], "little")


def _bitstream_size(kind: bytes, body: bytes) -> tuple[int, int]:
    """The size that a single picture's own header says."""
    if kind == b"VP8 ":
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return width, height
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 0, 0
