"""Searches texts for the terms of one language's glossary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import is_normalized, normalize

import regex

from campaign.model import Term

# Two ways to write the same letter: apostrophes, and Romanian letters with comma or cedilla.
_ALIKE = (("’", "'"), ("\u00a0", " "), ("ş", "ș"), ("ţ", "ț"), ("Ş", "Ș"), ("Ţ", "Ț"))


class Lexicon:
    """Finds whole words and phrases of a glossary, in small letters or capitals.

    A term that is all capitals is an acronym. It is found in capitals only, because “mena” is an
    ordinary word in Catalan and MENA is not.
    """

    __slots__ = ("_exact", "_folded", "_pattern", "_phrases")

    def __init__(self, terms: Iterable[Term]) -> None:
        self._exact: dict[str, Term] = {}
        self._folded: dict[str, Term] = {}
        for term in terms:
            for words in map(_alike, term.avoid):
                if words.isupper():
                    self._exact.setdefault(words, term)
                else:
                    self._folded.setdefault(words.casefold(), term)
        self._phrases = (*self._folded, *(words.casefold() for words in self._exact))
        self._pattern = _pattern(self._exact, self._folded)

    def found_in(self, words: str) -> Iterator[tuple[str, Term]]:
        """Each phrase that is found, as the text writes it, with its term; the longest wins."""
        words = _alike(words)
        # Nearly every text holds no term, and a plain search says so quickly.
        small = words.casefold()
        if self._pattern is None or not any(phrase in small for phrase in self._phrases):
            return
        for match in self._pattern.finditer(words):
            found = match[0]
            yield found, self._exact.get(found) or self._folded[found.casefold()]


def _pattern(exact: Iterable[str], folded: Iterable[str]) -> regex.Pattern[str] | None:
    choices = [
        rf"(?{flag}:{'|'.join(map(regex.escape, sorted(words, key=len, reverse=True)))})"
        for flag, words in (("-i", exact), ("i", folded))
        if words
    ]
    return regex.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)") if choices else None


def _alike(words: str) -> str:
    if words.isascii():
        return words
    if not is_normalized("NFC", words):
        words = normalize("NFC", words)
    for other, letter in _ALIKE:
        if other in words:
            words = words.replace(other, letter)
    return words
