"""Searches texts for the terms of one language's glossary.

::

    text ─ forms (the words) ─ unless (phrases that stand) ─ surroundings (their meaning) ─→ finds
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from campaign.checks.forms import alike, any_of, constants
from campaign.checks.surroundings import reader
from campaign.model import Term


class Lexicon:
    """Finds whole words and phrases of a glossary, in small letters or capitals.

    A term that is all capitals is an acronym. It is found in capitals only, because “mena” is an
    ordinary word in Catalan and MENA is not.
    """

    __slots__ = ("_constants", "_terms")

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = [_Searched(term) for term in terms]
        numbers: dict[str, set[int]] = {}
        for number, searched in enumerate(self._terms):
            for form in searched.term.avoid:
                for piece in constants(form):
                    numbers.setdefault(piece, set()).add(number)
        self._constants = tuple(numbers.items())

    def found_in(self, words: str) -> Iterator[tuple[str, Term]]:
        """Each phrase that is found, as the text writes it, with its term; the longest wins."""
        words = alike(words)
        # Nearly every text holds no term, and a plain search says so quickly.
        small = words.casefold()
        numbers: set[int] = set()
        for piece, of in self._constants:
            if piece in small:
                numbers.update(of)
        if not numbers:
            return
        finds = sorted(
            (start, -end, number)
            for number in numbers
            for start, end in self._terms[number].spans(words)
        )
        reached = 0
        for start, minus_end, number in finds:
            if start >= reached:
                reached = -minus_end
                yield words[start:reached], self._terms[number].term


class _Searched:
    """One term with its expressions, which are made when its words first turn up."""

    __slots__ = ("_avoid", "_unless", "term")

    def __init__(self, term: Term) -> None:
        self.term = term
        self._avoid: regex.Pattern[str] | None = None
        self._unless: regex.Pattern[str] | None = None

    def spans(self, words: str) -> Iterator[tuple[int, int]]:
        """From where to where the term is found, without what stands rightly."""
        term = self.term
        if self._avoid is None:
            self._avoid = any_of(term.avoid, exact=term.exact)
            self._unless = any_of(term.unless)
        assert self._avoid is not None  # a term has a form
        excused: list[tuple[int, int]] | None = None
        for match in self._avoid.finditer(words):
            start, end = match.span()
            if excused is None:
                excused = (
                    [each.span() for each in self._unless.finditer(words, overlapped=True)]
                    if self._unless
                    else []
                )
            if any(first < end and start < last for first, last in excused):
                continue
            around = reader(term.around)
            if term.people == "near" and not around.near_people(words, start, end):
                continue
            if term.people == "of" and not around.of_people(words, start, end):
                continue
            if around.in_a_name(words, start, end):
                continue
            yield start, end
