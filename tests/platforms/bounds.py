"""The table of all bounds on words: every network's, with how it counts what is hard to count.

A new network adds a row to `ROWS` for each bound in its `Limits`, and to `MARKS` where it bounds
the number of hashtags, mentions or links. `test_text_limits.py` tries each of them.
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
    """One bound of a network: of which words it is, the most that fits, and how it is counted.

    `of` is text, caption, comment or alt; `counts` says how long each of PIECES is; `said` is how
    the finding calls the unit. `refusal` is how the sandbox answers to one more, "" where it takes
    it: a network without a sandbox or, as Facebook's, without a bound that anybody has written
    down. `filler` and its length fill a text up.
    """

    network: str
    of: str
    most: int
    counts: tuple[int, ...]
    said: str
    refusal: str = ""
    filler: tuple[str, int] = ("x", 1)

    def __str__(self) -> str:
        return f"{self.network}-{self.of}-{self.most}"

    def words(self, length: int) -> Iterator[str]:
        """Words of that length, in the row's own unit, that end in each of the pieces."""
        filler, size = self.filler
        for piece, count in zip(PIECES, self.counts, strict=True):
            left = length - count - 1
            yield f"{filler * (left // size)}{'x' * (left % size)} {piece}"


ROWS = (
    Row("apprise", "text", 2000, POINTS, "characters"),
    Row("bluesky", "text", 300, (1, 1, 1, 1, 5, 2, 1, 29, 16, 26), "characters as seen", "300 gr"),
    Row(
        "bluesky",
        "text",
        3000,
        (25, 8, 3, 4, 10, 6, 9, 31, 16, 26),
        "bytes",
        "longer than 3000",
        (FAMILY, 25),
    ),
    Row("facebook", "text", 63_206, POINTS, "characters"),
    Row("instagram", "text", 2200, POINTS, "characters", "caption was too long"),
    Row("instagram", "comment", 300, POINTS, "characters", "at most 300"),
    Row("instagram", "alt", 1000, POINTS, "characters", "no longer than 1000"),
    Row("linkedin", "text", 3000, UTF16, "UTF-16 units", "exceeds 3000"),
    Row("linkedin", "comment", 1250, UTF16, "UTF-16 units", "1 to 1250"),
    Row("linkedin", "alt", 4086, POINTS, "characters", "altText is too long"),
    Row(
        "mastodon",
        "text",
        500,
        (1, 1, 1, 1, 5, 2, 1, 23, 16, 8),
        "characters (a link counts as one length)",
        "limit of 500",
    ),
    Row("mastodon", "alt", 1500, POINTS, "characters"),
    Row("outbox", "text", 100_000, GRAPHEMES, "characters as seen"),
    Row("pixelfed", "text", 500, POINTS, "characters"),
    Row("pixelfed", "alt", 1000, POINTS, "characters"),
    Row("telegram", "text", 4096, UTF16, "UTF-16 units", "message is too long"),
    Row("telegram", "caption", 1024, UTF16, "UTF-16 units", "caption is too long"),
    Row(
        "threads",
        "text",
        500,
        (25, 8, 2, 1, 5, 2, 3, 44, 16, 26),
        "characters (an emoji counts its bytes)",
        "at most 500",
    ),
    Row("threads", "alt", 1000, POINTS, "characters", "at most 1000"),
    Row("x", "text", 280, (2, 2, 1, 2, 5, 4, 3, 23, 23, 26), "weighted characters", "too long"),
    Row("x", "alt", 1000, POINTS, "characters", "alt_text"),
)
#: How many of these a text may have: network, mark, most, what the finding calls them.
MARKS = (
    ("instagram", "#Tag{}", 30, "hashtags"),
    ("instagram", "@donegal{}", 20, "mentions"),
    ("threads", "https://eu-belong.aer.eu/{}", 5, "different links"),
)
