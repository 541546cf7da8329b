"""How wide the columns of a printed table are, and whether it needs a page on its side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analytics.document import Column, Kind
from analytics.faces.cells import AMOUNTS

#: The kinds whose cells stand on one line.
WHOLE = AMOUNTS | {Kind.DAY, Kind.MOMENT}

UPRIGHT, FLIPPED = 493.0, 740.0
"""Points across a page of A4 within its margins, upright and on its side."""

SIZES = ((8.5, 4.0), (8.0, 3.5), (7.5, 3.0))
"""Sizes of letters and the room beside a cell (points), the first that fits."""

LETTER = 0.56
"""A letter's width on average, in the size of the letters; measured for Inter."""

HEAD = 1.12
"""A letter of a head is so much wider: it is bold."""

ROOMY = 0.6
"""Texts that have less than this of the room that they would like are set smaller."""

WORD, TEXT = 16, 48
"""Letters: of a word, more than that are broken; of a text, more than that get no more room."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The columns' widths (points), and the size of letters and the room beside cells (points).

    `given` is which part of the room that texts would like they have.
    """

    columns: tuple[dict[str, Any], ...]
    size: float
    gap: float
    wide: bool
    given: float


def measured(
    heads: Sequence[str], rows: Sequence[Sequence[Any]], columns: Sequence[Column]
) -> Measures:
    """The widths for these heads and cells; a table that is too wide lies on its side."""
    amounts = [column.kind in AMOUNTS for column in columns]
    shown = [[heads[at], *(plain(row[at]) for row in rows)] for at in range(len(columns))]
    least = [
        _least(texts, column.kind in WHOLE) for texts, column in zip(shown, columns, strict=True)
    ]
    fitting = [
        _measures(shown, amounts, least, size, gap, wide)
        for wide, room in ((False, UPRIGHT), (True, FLIPPED))
        for size, gap in SIZES
        if _needed(least, size, gap) <= room
    ]
    if fitting:
        upright = [each for each in fitting if not each.wide]
        roomy = [each for each in upright or fitting if each.given >= ROOMY]
        return roomy[0] if roomy else (upright or fitting)[-1]
    size, gap = SIZES[-1]
    shrunk = max(5.0, size * FLIPPED / _needed(least, size, gap))
    return _measures(shown, amounts, least, shrunk, 2.0, True)


def plain(cell: Any) -> str:
    """The text of a cell as it is set."""
    if isinstance(cell, str):
        return cell
    if "gap" in cell:
        return f"{cell['gap']}{cell['mark'] or ''}"
    return f"   {cell['word']}" if "signal" in cell else str(cell["text"])


def _least(texts: Sequence[str], whole: bool) -> int:
    """The letters that a column needs: amounts and days stay whole, texts break between words."""
    words = math.ceil(HEAD * max((len(word) for word in texts[0].split()), default=1))
    if whole:
        return max(words, *(len(each) for each in texts[1:]), 1)
    longest = max((len(word) for each in texts for word in each.split()), default=1)
    return max(words, min(longest, WORD), min(max(map(len, texts)), 10))


def _needed(least: Sequence[int], size: float, gap: float) -> float:
    return sum(each * size * LETTER + 2 * gap for each in least)


def _measures(
    shown: Sequence[Sequence[str]],
    amounts: Sequence[bool],
    least: Sequence[int],
    size: float,
    gap: float,
    wide: bool,
) -> Measures:
    """What is over after the least goes to texts that have more to say, and then to all alike."""
    points = [each * size * LETTER + 2 * gap for each in least]
    wants = [
        0.0 if amount else max(0, min(max(map(len, texts)), TEXT) - letters) * size * LETTER
        for texts, amount, letters in zip(shown, amounts, least, strict=True)
    ]
    over = max(0.0, (FLIPPED if wide else UPRIGHT) - sum(points))
    given = min(1.0, over / sum(wants)) if sum(wants) else 1.0
    alike = max(0.0, over - sum(wants)) / len(points)
    found = tuple(
        {"amount": amount, "width": round(each + want * given + alike, 2)}
        for each, want, amount in zip(points, wants, amounts, strict=True)
    )
    return Measures(found, size, gap, wide, given)
