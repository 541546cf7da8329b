"""Two texts beside each other: which words went, which came, and which stayed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Words, and what stands between them, so that every character of a text is in one piece.
_PIECES = re.compile(r"\s+|[^\s]+")
# How much two texts have in common, of 1, so that single words are worth marking.
_ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a text; `differs` is true where the other text has others, or none."""

    words: str
    differs: bool


def beside(old: str, new: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Both texts whole, in stretches. Of texts with little in common, everything differs."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    if not before or not after or matcher.ratio() < _ALIKE:
        return _whole(old), _whole(new)
    gone: list[Stretch] = []
    come: list[Stretch] = []
    blocks = matcher.get_opcodes()
    for number, (tag, start, end, start_new, end_new) in enumerate(blocks):
        # A blank between two words that differ is read as one with them.
        blank = not "".join(before[start:end]).strip(" ") and 0 < number < len(blocks) - 1
        differs = tag != "equal" or blank
        _add(gone, "".join(before[start:end]), differs=differs)
        _add(come, "".join(after[start_new:end_new]), differs=differs)
    return tuple(gone), tuple(come)


class Side(StrEnum):
    """Where words stand: in both texts, or in one alone."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Change:
    """Some words of two texts that are read in one row."""

    words: str
    side: Side


def in_one(old: str, new: str) -> tuple[Change, ...]:
    """Both texts in one row: what went stands before what came in its place.

    Of texts with little in common, the whole old one stands before the whole new one.
    """
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    blocks = matcher.get_opcodes()
    if matcher.ratio() < _ALIKE:
        blocks = [("replace", 0, len(before), 0, len(after))]
    row: list[Change] = []
    gone, come = "", ""
    for number, (tag, start, end, start_new, end_new) in enumerate(blocks):
        words = "".join(before[start:end])
        # A blank between two words that differ is read as one with them.
        if tag == "equal" and (words.strip(" ") or number in (0, len(blocks) - 1)):
            row += _both(gone, come)
            row.append(Change(words, Side.BOTH))
            gone, come = "", ""
        else:
            gone, come = gone + words, come + "".join(after[start_new:end_new])
    return (*row, *_both(gone, come))


def _both(gone: str, come: str) -> list[Change]:
    """What went before what came."""
    pairs = ((gone, Side.OLD), (come, Side.NEW))
    return [Change(words, side) for words, side in pairs if words]


def _add(stretches: list[Stretch], words: str, *, differs: bool) -> None:
    if not words:
        return
    if stretches and stretches[-1].differs is differs:
        words = stretches.pop().words + words
    stretches.append(Stretch(words, differs))


def _whole(text: str) -> tuple[Stretch, ...]:
    return (Stretch(text, True),) if text else ()
