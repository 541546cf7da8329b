"""Tells what a cell of a workbook shows by its number format: a day, a time, or a number.

Source: ECMA-376 part 1, 18.8.30 (the built-in formats) and 18.8.31 (the codes).
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

#: The format that an exported sheet gives the cells of the column `when`.
PRESET: Final = "yyyy-mm-dd hh:mm"


class Shows(Enum):
    """What the format of a cell shows."""

    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    """A time, with a day or without."""
    PRESET = "preset"
    """Day and time, because every exported cell does, whatever a person typed into it."""


_DAYS: Final = frozenset({*range(14, 18), *range(27, 32), 34, 35, 36, *range(50, 55), 57, 58})
_TIMES: Final = frozenset({*range(18, 23), 32, 33, 45, 46, 47, 55, 56})

_QUOTED: Final = re.compile(r'"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I | re.S)
_DRESS: Final = re.compile(r'["\\]|\[\$[^\]]*\]')
_GENERAL: Final = re.compile("general", re.I)
_TIME: Final = re.compile(r"[hs]|am/pm|a/p", re.I)
_DAY: Final = re.compile(r"[dmyeg]", re.I)
_LONGEST: Final = 1000


def built_in(number: int) -> Shows:
    """What a format shows that is named by its number alone."""
    if number in _TIMES:
        return Shows.TIME
    return Shows.DAY if number in _DAYS else Shows.NUMBER


def custom(code: str) -> Shows:
    """What a format shows by its code ("dd/mm/yyyy hh:mm")."""
    code = code[:_LONGEST]
    # programs that save our sheet write its format with their own escapes, quotes and locale
    if _DRESS.sub("", code).partition(";")[0].strip().casefold() == PRESET:
        return Shows.PRESET
    plain = _GENERAL.sub("", _QUOTED.sub("", code).partition(";")[0])
    if "0" in plain or "#" in plain or "?" in plain:
        # 0.00E+00 is a number; a fraction of a second (ss.000) comes with its seconds
        return Shows.TIME if _TIME.search(plain) else Shows.NUMBER
    if _TIME.search(plain):
        return Shows.TIME
    return Shows.DAY if _DAY.search(plain) else Shows.NUMBER
