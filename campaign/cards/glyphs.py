"""Finds the characters that a font can draw, by its `cmap` table.

Pillow silently draws an empty box for a character that the font lacks; a card must not show one.
Source: OpenType specification, "cmap: Character to Glyph Index Mapping Table", formats 4 and 12.
"""

from __future__ import annotations

import struct

from campaign.errors import RenderError

_UNICODE = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}


def codepoints(data: bytes) -> frozenset[int]:
    """The code points that a TrueType or OpenType font has a glyph for.

    Raises RenderError when the bytes are not such a font.
    """
    try:
        return _read(data)
    except (struct.error, IndexError) as broken:
        raise RenderError("the file is no TrueType or OpenType font") from broken


def _read(data: bytes) -> frozenset[int]:
    start = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for i in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * i)
        if (platform, encoding) in _UNICODE:
            at = start + offset
            (form,) = struct.unpack_from(">H", data, at)
            if form == 4:
                found |= _format_4(data, at)
            elif form == 12:
                found |= _format_12(data, at)
    if not found:
        raise RenderError("the font has no Unicode character map")
    return frozenset(found)


def _table(data: bytes, tag: bytes) -> int:
    """The start of a table, in bytes from the start of the file."""
    (count,) = struct.unpack_from(">H", data, 4)
    for i in range(count):
        name, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * i)
        if name == tag:
            return int(offset)
    raise IndexError(tag)


def _format_4(data: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    n = double // 2
    ends = struct.unpack_from(f">{n}H", data, at + 14)
    starts = struct.unpack_from(f">{n}H", data, at + 16 + double)
    deltas = struct.unpack_from(f">{n}h", data, at + 16 + 2 * double)
    ranges_at = at + 16 + 3 * double
    ranges = struct.unpack_from(f">{n}H", data, ranges_at)
    found: set[int] = set()
    for i in range(n):
        for code in range(starts[i], ends[i] + 1):
            if code == 0xFFFF:
                continue
            glyph = code + deltas[i]
            if ranges[i]:
                where = ranges_at + 2 * i + ranges[i] + 2 * (code - starts[i])
                (glyph,) = struct.unpack_from(">H", data, where)
                glyph = glyph and glyph + deltas[i]
            if glyph % 0x10000:
                found.add(code)
    return found


def _format_12(data: bytes, at: int) -> set[int]:
    (groups,) = struct.unpack_from(">L", data, at + 12)
    found: set[int] = set()
    for i in range(groups):
        first, last, glyph = struct.unpack_from(">LLL", data, at + 16 + 12 * i)
        found.update(range(first + (glyph == 0), last + 1))
    return found
