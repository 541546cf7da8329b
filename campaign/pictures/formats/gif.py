"""GIF: the blocks of https://www.w3.org/Graphics/GIF/spec-gif89a.txt."""

from __future__ import annotations

from campaign.pictures.formats.outline import (
    COMMENT,
    GIF,
    OTHER,
    TRAILING,
    XMP,
    Outline,
    cut_short,
    damaged,
)

MAGIC = (b"GIF87a", b"GIF89a")

_EXTENSION, _IMAGE, _END = 0x21, 0x2C, 0x3B
_CONTROL, _COMMENT, _APPLICATION = 0xF9, 0xFE, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def outline(data: bytes) -> Outline:
    """Walk through the blocks up to the trailer; raises StorageError."""
    if len(data) < 13:
        raise cut_short()
    width, height = (int.from_bytes(data[at : at + 2], "little") for at in (6, 8))
    at = 13 + _table(data[10])
    kept, dropped = [data[:at]], dict[str, None]()
    frames = work = 0
    while True:
        if at >= len(data):
            raise cut_short()
        kind, start = data[at], at
        if kind == _END:
            break
        if kind == _EXTENSION:
            label = data[at + 1 : at + 2]
            at = _blocks(data, at + 2)
            if _needed(label, data[start + 3 : start + 14]):
                kept.append(data[start:at])
            else:
                dropped[_name(label, data[start + 3 : start + 14])] = None
        elif kind == _IMAGE:
            if len(data) < at + 10:
                raise cut_short()
            left, top, wide, high = (
                int.from_bytes(data[at + n : at + n + 2], "little") for n in (1, 3, 5, 7)
            )
            # A frame that reaches over the edge makes the picture larger.
            width, height = max(width, left + wide), max(height, top + high)
            at = _blocks(data, at + 10 + _table(data[at + 9]) + 1)
            kept.append(data[start:at])
            frames += 1
        else:
            raise damaged("a block of it is of no known kind")
    if not frames or not width or not height:
        raise damaged("it holds no picture")
    if len(data) > at + 1:
        dropped[TRAILING] = None
    work = frames * width * height
    kept.append(bytes([_END]))
    return Outline(
        GIF, width, height, b"".join(kept), tuple(dropped), frames=frames, work=work, lossless=True
    )


def _table(flags: int) -> int:
    """How many bytes a table of colours takes, by the flags before it."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> int:
    """Where a row of sub-blocks ends that begins there."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    if at >= len(data):
        raise cut_short()
    return at + 1


def _needed(label: bytes, application: bytes) -> bool:
    """True for what steers how frames follow one another."""
    kind = label[0] if label else 0
    return kind == _CONTROL or (kind == _APPLICATION and application in _LOOPS)


def _name(label: bytes, application: bytes) -> str:
    kind = label[0] if label else 0
    if kind == _APPLICATION:
        return XMP if application.startswith(b"XMP Data") else OTHER
    return COMMENT if kind == _COMMENT else OTHER
