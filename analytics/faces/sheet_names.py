"""Names of sheets that every spreadsheet program takes: short, without some signs, no two alike."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff\ud800-\udfff]")
_RESERVED: Final = {"history"}


class SheetNames:
    """Gives names that are not used yet; `usual` stands where nothing of a name is left."""

    def __init__(self, usual: str) -> None:
        self.usual = usual
        self.used: set[str] = set(_RESERVED)
        self.last = ""

    def __call__(self, wanted: str) -> str:
        """A valid name, as near to the wanted one as can be."""
        plain = " ".join(_FORBIDDEN.sub(" ", wanted).split()).strip("' ") or self.usual
        found, number = cut(plain, LONGEST), 1
        while found.casefold() in self.used:
            number += 1
            found = f"{cut(plain, LONGEST - len(str(number)) - 3)} ({number})"
        self.used.add(found.casefold())
        self.last = found
        return found


def cut(text: str, length: int) -> str:
    """The beginning of a text, in UTF-16 units, as spreadsheet programs count."""
    units = text.encode("utf-16-le")[: 2 * length]
    return units.decode("utf-16-le", "ignore").rstrip(" '")
