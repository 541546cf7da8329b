"""Colour profiles for files that name their colours by a number, as ITU-T H.273 lists them.

A profile is laid out as the International Color Consortium specifies it (https://www.color.org/).
Its primaries are brought to the white of D50 by Bradford's way; its curve is that of sRGB, or of
Adobe RGB.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

Matrix = tuple[tuple[float, float, float], ...]

#: Display P3 and BT.2020, by their number in H.273: x and y of red, green and blue. White is D65.
PRIMARIES = {
    9: ("BT.2020", ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))),
    12: ("Display P3", ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))),
}
#: Adobe RGB (1998), which H.273 does not list: cameras name it by a mark in EXIF.
ADOBE_RGB = -1
#: The brightness of PQ and of HLG, which are made for HDR screens.
HDR = frozenset({16, 18})

_WHITE = (0.3127 / 0.3290, 1.0, (1 - 0.3127 - 0.3290) / 0.3290)
_D50 = (0.9642, 1.0, 0.8249)
_BRADFORD: Matrix = (
    (1.0478112, 0.0228866, -0.0501270),
    (0.0295424, 0.9904844, -0.0170491),
    (-0.0092345, 0.0150436, 0.7521316),
)
# g, a, b, c, d of the curve of sRGB, as a parametric curve of type 3; and the plain one of Adobe.
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_ADOBE_CURVE = (2.19921875, 1.0, 0.0, 0.0, 0.0)
_ADOBE = ("Adobe RGB", ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)))


def profile(number: int) -> bytes:
    """The profile of a number's colours, b"" for those that need none."""
    if number == ADOBE_RGB:
        return _written(_ADOBE[0], _columns(_ADOBE[1]), _ADOBE_CURVE)
    if number not in PRIMARIES:
        return b""
    name, corners = PRIMARIES[number]
    return _written(name, _columns(corners), _CURVE)


def _columns(corners: Sequence[tuple[float, float]]) -> list[tuple[float, ...]]:
    """X, Y and Z of red, green and blue at their brightest, under D50."""
    xyz = [(x / y, 1.0, (1 - x - y) / y) for x, y in corners]
    rows = tuple(zip(*xyz, strict=True))
    whole = _determinant(rows)
    parts = []
    for column in range(3):  # Cramer's rule: how much of each makes white
        swapped = tuple(
            tuple(_WHITE[row] if at == column else rows[row][at] for at in range(3))
            for row in range(3)
        )
        parts.append(_determinant(swapped) / whole)
    brightest = [
        tuple(part * value for value in each) for part, each in zip(parts, xyz, strict=True)
    ]
    return [
        tuple(sum(by * value for by, value in zip(row, each, strict=True)) for row in _BRADFORD)
        for each in brightest
    ]


def _determinant(m: Sequence[Sequence[float]]) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


def _written(name: str, columns: Sequence[Sequence[float]], shape: Sequence[float]) -> bytes:
    text = name.encode("ascii") + b"\0"
    curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _fixed(shape)
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78),
        b"cprt": b"text\0\0\0\0" + b"none\0",
        b"wtpt": b"XYZ \0\0\0\0" + _fixed(_D50),
    }
    for colour, column in zip((b"r", b"g", b"b"), columns, strict=True):
        tags[colour + b"XYZ"] = b"XYZ \0\0\0\0" + _fixed(column)
        tags[colour + b"TRC"] = curve
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for kind, value in tags.items():
        table += kind + struct.pack(">II", at + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = struct.pack(">I4xI4s4s4s", at + len(body), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + _fixed(_D50)
    return head.ljust(128, b"\0") + table + body


def _fixed(values: Sequence[float]) -> bytes:
    """Numbers with 16 bits behind the point."""
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)
