"""Finds the figures in a text that say something about the project.

Most numbers in an ordinary sentence say when, where, by which telephone or for how much. Each of
these kinds is recognised by its form and by the words beside it, and is blanked out. A number that
is left is a figure: “165 stakeholders”, “20 %”, “3 million”::

    words ─ figure_kinds (forms) with figure_words (data) blank out what they know ─ figures
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import regex

from campaign.checks.figure_kinds import KNOWN, NUMBER, kinds, large, prices
from campaign.compose.urls import find_urls

_DIGIT = regex.compile(r"\d")
_FREE = rf"(?<![\w#@{KNOWN}])"
_FIGURE = regex.compile(
    rf"{_FREE}\d+/\d+(?![\w/])|{_FREE}(?P<first>{NUMBER})(?: ?[-–—] ?(?P<last>{NUMBER}))?"
)
_MARKS = regex.compile(r"[ '’]")
_GROUPED = regex.compile(r"[.,](?=\d{3}(?:\D|$))")
#: From here on an amount of money is a sum that the project has, and no price.
_SUM = 10_000
_THOUSAND = regex.compile(r"k|mil(?![iljy])|mila|mille|míle|mii|thou|tau|tys|tus|tis|ezer|duiz")
_BILLION = regex.compile(r"mld|mrd|bn|bill|mill?iard|miljard")
# One space for all, so that the forms need to know one alone; the length stays.
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})
_AFTERWARDS = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written, what it may mean, and the words that follow it."""

    text: str
    values: tuple[Decimal, ...]
    follows: str


def figures(words: str, language: str) -> Iterator[Figure]:
    """The figures of a text in a language (BCP 47, "" for none) that say something, in order."""
    if not _DIGIT.search(words):
        return
    left = _without_known(words.translate(_SPACES), language)
    for match in _FIGURE.finditer(left):
        follows = left[match.end() : match.end() + _AFTERWARDS]
        numbers = [each for each in (match["first"], match["last"]) if each]
        factor = _factor(follows)
        values = tuple(value * factor for each in numbers for value in readings(each))
        yield Figure(words[match.start() : match.end()], values, follows.replace(KNOWN, " "))


def readings(number: str) -> tuple[Decimal, ...]:
    """Every value that a number may have: “1.250” is 1250 in Spain and 1.25 in Ireland."""
    bare = _MARKS.sub("", number.translate(_SPACES))
    found = dict.fromkeys(
        Decimal(plain)
        for plain in (each.replace(",", ".") for each in (_GROUPED.sub("", bare), bare))
        if plain.count(".") <= 1
    )
    return tuple(found) or (Decimal("".join(_DIGIT.findall(bare))),)


def _factor(follows: str) -> int:
    """By how much the word behind a number multiplies it: 3 million, 5 mila."""
    match = large().match(follows)
    if not match:
        return 1
    word = match[0].strip().casefold()
    if _THOUSAND.match(word):
        return 1000
    return 10**9 if _BILLION.match(word) else 10**6


def _without_known(words: str, language: str) -> str:
    """The text with everything blanked out that is no figure."""
    for start, end in list(find_urls(words)):
        words = f"{words[:start]}{KNOWN * (end - start)}{words[end:]}"
    for kind in kinds(language.partition("-")[0].casefold()):
        if not _DIGIT.search(words):
            return words
        words = kind().sub(lambda match: KNOWN * len(match[0]), words)
    return prices().sub(_price, words)


def _price(match: regex.Match[str]) -> str:
    """A price blanked out; a sum stays, because a sum is a figure of the project.

    A price has two decimals at most, so that three digits behind a mark are thousands.
    """
    amounts = [max(readings(each)) for each in regex.findall(NUMBER, match[0])]
    return match[0] if max(amounts) >= _SUM else KNOWN * len(match[0])
