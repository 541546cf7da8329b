"""What a bound on words is, and how what is hard to count is counted.

A network's contract has a `Row` for each bound in its `Limits`, and a `Mark` where it bounds the
number of hashtags, mentions or links. `test_text_limits.py` tries each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

FAMILY = "👨‍👩‍👧‍👦"
#: What is hard to count; each stands last in a text that is as long as it may be.
PIECES = (
    FAMILY,
    "🇪🇺",
    "e\u0301",
    "𐍈",
    "مرحبا",
    "日本",
    "क्ष",
    "https://eu-belong.aer.eu/a/long/path?lang=ca",
    "eu-belong.aer.eu",
    "@donegal@social.example.ie",
)
# What they count on the networks that make nothing of a link or a mention.
POINTS = (7, 2, 2, 1, 5, 2, 3, 44, 16, 26)
UTF16 = (11, 4, 2, 2, 5, 2, 3, 44, 16, 26)
GRAPHEMES = (1, 1, 1, 1, 5, 2, 1, 44, 16, 26)


@dataclass(frozen=True, slots=True)
class Row:
    """One bound of a `network`: of which words it is, the most that fits, and how it is counted.

    `of` is text, caption, comment or alt; `counts` says how long each of PIECES is; `said` is how
    the finding calls the unit. `refusal` is how the sandbox answers to one more, "" where it takes
    it: a network without a sandbox or, as Facebook's, without a bound that anybody has written
    down. `filler` and its length fill a text up.
    """

    of: str
    most: int
    counts: tuple[int, ...]
    said: str
    refusal: str = ""
    filler: tuple[str, int] = ("x", 1)
    network: str = ""

    def __str__(self) -> str:
        return f"{self.network}-{self.of}-{self.most}"

    def words(self, length: int) -> Iterator[str]:
        """Words of that length, in the row's own unit, that end in each of the pieces."""
        filler, size = self.filler
        for piece, count in zip(PIECES, self.counts, strict=True):
            left = length - count - 1
            yield f"{filler * (left // size)}{'x' * (left % size)} {piece}"


@dataclass(frozen=True, slots=True)
class Mark:
    """How many of something a text may have: the thing, the most, what the finding calls them."""

    mark: str
    most: int
    said: str
    network: str = ""
