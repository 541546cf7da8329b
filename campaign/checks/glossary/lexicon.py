"""Searches texts for the terms of one language's glossary.

::

    text ─ forms (the words) ─ unless (phrases that stand) ─ surroundings (their meaning) ─→ finds
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from campaign.checks.glossary.forms import alike, any_of, pieces
from campaign.checks.glossary.surroundings import reader
from campaign.model import Term


class Lexicon:
    """Finds whole words and phrases of a glossary, in small letters or capitals.

    A term that is all capitals is an acronym. It is found in capitals only, because “mena” is an
    ordinary word in Catalan and MENA is not.
    """

    __slots__ = ("_forms", "_pieces")

    def __init__(self, terms: Iterable[Term]) -> None:
        self._forms = [
            _Form(form, of_term)
            for term in terms
            for of_term in (_Searched(term),)
            for form in term.avoid
        ]
        numbers: dict[str, list[int]] = {}
        for number, each in enumerate(self._forms):
            for piece in each.pieces[0]:
                numbers.setdefault(piece, []).append(number)
        self._pieces = tuple(numbers.items())

    def found_in(self, words: str) -> Iterator[tuple[str, Term]]:
        """Each phrase that is found, as the text writes it, with its term; the longest wins."""
        words = alike(words)
        # Nearly every text holds no term, and a plain search says so quickly.
        small = words.casefold()
        numbers = {
            number
            for piece, of in self._pieces
            if piece in small
            for number in of
            if self._forms[number].may_stand_in(small)
        }
        if not numbers:
            return
        finds = sorted(
            (start, -end, number)
            for number in numbers
            for start, end in self._forms[number].spans(words)
        )
        reached = 0
        for start, minus_end, number in finds:
            if start >= reached:
                reached = -minus_end
                yield words[start:reached], self._forms[number].of.term


class _Form:
    """One form of a term; its expression is made when a text first holds a piece of it."""

    __slots__ = ("_pattern", "form", "of", "pieces")

    def __init__(self, form: str, of: _Searched) -> None:
        self.form = form
        self.of = of
        # A form of options alone that may all be missing can stand in any text.
        self.pieces = pieces(form) or (("",),)
        self._pattern: regex.Pattern[str] | None = None

    def may_stand_in(self, small: str) -> bool:
        """False when a text in small letters lacks something that the form always has."""
        return all(any(piece in small for piece in some) for some in self.pieces[1:])

    def spans(self, words: str) -> Iterator[tuple[int, int]]:
        """From where to where the form is found, without what stands rightly."""
        if self._pattern is None:
            self._pattern = any_of((self.form,), exact=self.of.term.exact)
            assert self._pattern is not None  # of one form there is an expression
        for match in self._pattern.finditer(words):
            if not self.of.stands(words, *match.span()):
                yield match.span()


class _Searched:
    """One term, and what excuses it."""

    __slots__ = ("_excused", "_unless", "term")

    def __init__(self, term: Term) -> None:
        self.term = term
        self._unless: regex.Pattern[str] | None = None
        # The text that was searched last, and what stands in it.
        self._excused: tuple[str, list[tuple[int, int]]] = ("", [])

    def stands(self, words: str, start: int, end: int) -> bool:
        """True when what was found from `start` to `end` is meant otherwise, and may stand."""
        term = self.term
        if any(first < end and start < last for first, last in self._standing_in(words)):
            return True
        around = reader(term.around)
        if term.people == "near" and not around.near_people(words, start, end):
            return True
        if term.people == "of" and not around.of_people(words, start, end):
            return True
        return around.in_a_name(words, start, end)

    def _standing_in(self, words: str) -> list[tuple[int, int]]:
        if self.term.unless and self._excused[0] != words:
            self._unless = self._unless or any_of(self.term.unless)
            assert self._unless is not None  # there are forms
            found = self._unless.finditer(words, overlapped=True)
            self._excused = (words, [match.span() for match in found])
        return self._excused[1]
