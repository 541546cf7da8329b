"""Breaks words into lines that look as if a person had set them.

The lines of a headline become similar in length. A line ends after a sentence where that is
possible. It never ends inside a word. It seldom ends after a word of one letter, which Polish
typography forbids, or between a number and its noun, or so that one short word stands alone on the
last line.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

_ENDS = (".", "!", "?", "…", ":", ";", ".”", ".“", ".»", "؟", "۔")


def greedy(widths: Sequence[float], space: float, width: float) -> int | None:
    """The smallest number of lines at this width; None when one word alone is too wide."""
    lines, used = 1, 0.0
    for word in widths:
        if word > width:
            return None
        grown = used + space + word if used else word
        if grown > width:
            lines, used = lines + 1, word
        else:
            used = grown
    return lines


def balanced(
    words: Sequence[str], widths: Sequence[float], space: float, width: float, lines: int
) -> tuple[float, tuple[str, ...]]:
    """The best way to set the words in exactly `lines` lines: its cost and the lines.

    `widths` and `space` have the unit of `width`. A lower cost is better; it is infinite when there
    is no way.
    """
    n = len(words)
    ahead = [0.0]
    for word in widths:
        ahead.append(ahead[-1] + word + space)

    def wide(first: int, after: int) -> float:
        return ahead[after] - ahead[first] - space

    ideal = min(width, wide(0, n) / lines * 1.04)
    best = [[inf] * (n + 1) for _ in range(lines + 1)]
    back = [[0] * (n + 1) for _ in range(lines + 1)]
    best[0][0] = 0.0
    for line in range(1, lines + 1):
        for after in range(line, n + 1):
            for first in range(line - 1, after):
                if best[line - 1][first] == inf or wide(first, after) > width:
                    continue
                slack = (ideal - wide(first, after)) / width
                cost = best[line - 1][first] + slack * slack
                cost += _ending(words, after) if after < n else _last(words, first, after)
                if cost < best[line][after]:
                    best[line][after], back[line][after] = cost, first
    if best[lines][n] == inf:
        return inf, ()
    made: list[str] = []
    after = n
    for line in range(lines, 0, -1):
        first = back[line][after]
        made.append(" ".join(words[first:after]))
        after = first
    return best[lines][n], tuple(reversed(made))


def _ending(words: Sequence[str], after: int) -> float:
    """The cost of a break after the word before `after`; negative at a good place."""
    word = words[after - 1]
    bare = word.strip("“”„«»\"'’(),")
    if word.endswith(_ENDS):
        return -0.06
    if len(bare) == 1:
        return 0.5
    if bare[-1:].isdigit():
        return 0.2
    if word.endswith((",", "–", "—")):
        return -0.04
    if word.islower():
        # Articles and prepositions belong to the word after them.
        return {2: 0.08, 3: 0.03}.get(len(bare), 0.0)
    return 0.0


def _last(words: Sequence[str], first: int, after: int) -> float:
    """The cost of the last line: a single word looks lost, and a short one looks worse."""
    if after - first > 1 or first == 0:
        return 0.0
    return 0.18 if len(words[first]) <= 6 else 0.08
