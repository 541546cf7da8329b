"""Tells quickly that a text is in the language that it says, by groups of letters.

The model of py3langid is 68 MB when it is unpacked, which takes half a second. It holds for 100,000
groups of letters how often each language has them. `letter_groups.txt` has the 10,000 groups that
tell the measured languages apart best, with the same figures in ten steps. They do not name the
language of a text surely, but they are nearly always enough to see that it is the stated one, and
then the model is not needed. The file is written by `make docs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import exp, log1p, sqrt
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("letter_groups.txt")
LOWEST: Final = -14.6
"""The logarithm that the step 0 stands for: the rarest group of a language."""
STEP: Final = 9.8 / 9
"""How much more each step is, as a logarithm."""


def shares(text: str) -> Mapping[str, float]:
    """How much speaks for each of the languages in the file; together 1.

    The sums are those of py3langid: each group counts by the logarithm of how often it is there,
    and a longer text makes the result no more extreme than its length deserves.
    """
    languages, groups, longest = _table()
    padded = f" {text.casefold()} "
    counts: dict[str, int] = {}
    for end in range(2, len(padded) + 1):
        for start in range(max(end - longest, 0), end - 1):
            group = padded[start:end]
            if group in groups:
                counts[group] = counts.get(group, 0) + 1
                break
    sums = [0.0] * len(languages)
    for group, count in counts.items():
        weight = log1p(count) * STEP
        for place, step in enumerate(groups[group]):
            sums[place] += weight * step
    highest, scale = max(sums), sqrt(len(padded.encode(errors="surrogatepass")))
    parts = [exp((each - highest) / scale) for each in sums]
    return {language: part / sum(parts) for language, part in zip(languages, parts, strict=True)}


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, ...], dict[str, tuple[int, ...]], int]:
    """The languages, the steps of each group, and the letters of the longest group."""
    lines = [line for line in FILE.read_text(encoding="utf-8").split("\n") if line]
    heading, *rest = (line for line in lines if not line.startswith("#"))
    languages = tuple(heading.split("\t")[1].split())
    groups = {}
    for line in rest:
        group, digits = line.split("\t")
        groups[group] = tuple(map(int, digits))
    return languages, groups, max(map(len, groups))
