"""Tells by the words around a term how it is meant: of people, or in the name of a law."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

import regex

from campaign.checks.glossary.forms import any_of, pattern
from campaign.model import Surroundings

# How far a word for people may stand from the term, in words; and behind “of”.
_NEAR = 6
_BEHIND_OF = 2
# No name and no six words are longer, in characters.
_REACH = 300
_CLAUSE = regex.compile(r"[,;:()]")
_END = regex.compile(r"[.!?…]+[\"'»”’)\]]*\s+(?=[\p{Lu}\p{N}¿¡\"«“„(#@])|\n\s*\n|\n(?=\s*[\-•*])")
_QUOTED = regex.compile(r"[“„«»”\"]([^“„«»”\"\n]{1,200})[“„«»”\"]")
# What separates a name from the term: a space, and perhaps an article (l'immigrant).
_TO_THE_TERM = r"[\s\-]+(?:\w{1,3}')?$"
_NAMED = r"[\d][\d/.()\-]*|\(?(?:\w')?\p{Lu}[\w\-]*\)?,?"


class Reader:
    """Reads the surroundings of a find in one language."""

    __slots__ = (
        *("_apart", "_behind", "_law_before", "_name_before"),
        *("_of", "_people", "_takes", "_titles"),
    )

    def __init__(self, words: Surroundings) -> None:
        titles = (*words.laws, *words.bodies)
        self._people = any_of(words.people)
        self._titles = any_of(titles)
        # One word may stand between: “una marea humana de …”.
        self._of = _words(words.of, start=r"^[\s\-]*(?:\w+[\s\-]+)??")
        self._apart = _words(words.apart)
        self._takes = frozenset((*words.of, *words.apart))
        small = "|".join(map(regex.escape, (*words.links, *words.about)))
        inside = rf"(?:[\s\-]+(?:{small}|{_NAMED})|\s+\w{{1,3}}'(?=\p{{Lu}})\w+)"
        self._name_before = _ending(titles, rf"{inside}{{0,9}}{_TO_THE_TERM}")
        self._behind = _beginning(titles, rf"^{inside}{{0,5}}[\s\-]+")
        about = "|".join(map(regex.escape, words.about))
        between = rf"{inside}{{0,6}}[\s\-]+(?:{about})(?:[\s\-]+\w+){{0,3}}"
        self._law_before = _ending(words.laws, between + _TO_THE_TERM) if about else None

    def near_people(self, text: str, start: int, end: int) -> bool:
        """True when a word for people stands near the words from `start` to `end`."""
        if self._people is None:
            return True
        before, after = _sentence(text, start, end)
        of = self._of.match(after) if self._of else None
        if of:
            # What it is of counts, and not what else the sentence speaks of.
            return self.of_people(text, start, end)
        apart = self._apart.search(after) if self._apart else None
        if apart:
            after = after[: apart.start()]
        return self._speaks_of_people(
            text[start:end], " ".join(before.split()[-_NEAR:]), " ".join(after.split()[:_NEAR])
        )

    def of_people(self, text: str, start: int, end: int) -> bool:
        """True when the words are said of people: “a wave of migrants”, “the migrant wave”."""
        if self._people is None:
            return True
        before, after = _sentence(text, start, end)
        after = _CLAUSE.split(after, maxsplit=1)[0]
        of = self._of.match(after) if self._of else None
        if of:
            after = after[of.end() :]
        apart = self._apart.search(after) if self._apart else None
        if apart:
            after = after[: apart.start()]
        takes = text[start:end].rpartition(" ")[2].casefold() in self._takes
        reach = _BEHIND_OF if of or takes or self._of is None else 1
        return self._speaks_of_people(
            text[start:end], " ".join(before.split()[-1:]), " ".join(after.split()[:reach])
        )

    def _speaks_of_people(self, *pieces: str) -> bool:
        return self._people is not None and any(map(self._people.search, pieces))

    def in_a_name(self, text: str, start: int, end: int) -> bool:
        """True when the words belong to the title of a law or the name of an authority."""
        before, after = _sentence(text, start, end)
        if self._titles is not None and self._quoted(text, start, end, self._titles):
            return True
        if text[start].isupper() and not text.isupper():
            if self._name_before is not None and self._name_before.search(before):
                return True
            if self._behind is not None and self._behind.search(after):
                return True
        return self._law_before is not None and bool(self._law_before.search(before))

    def _quoted(self, text: str, start: int, end: int, titles: regex.Pattern[str]) -> bool:
        for first, last in _quotations(text):
            if first < start and end < last:
                before, after = _sentence(text, first, last)
                around = (
                    " ".join(before.split()[-4:]),
                    text[first:last],
                    " ".join(after.split()[:2]),
                )
                return any(map(titles.search, around))
        return False


@lru_cache(maxsize=32)
def reader(words: Surroundings) -> Reader:
    """The reader for the words of one language."""
    return Reader(words)


# Of one text these are asked for at every find.
@lru_cache(maxsize=4)
def _ends(text: str) -> tuple[list[int], list[int]]:
    """Where sentences end, and where the next ones begin."""
    matches = list(_END.finditer(text))
    return [match.start() for match in matches], [match.end() for match in matches]


@lru_cache(maxsize=4)
def _quotations(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _QUOTED.finditer(text))


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What of the same sentence stands before and behind, as far as it is near."""
    ends, begins = _ends(text)
    before = bisect_right(begins, start)
    after = bisect_left(ends, end)
    first = max(begins[before - 1] if before else 0, start - _REACH)
    last = min(ends[after] if after < len(ends) else len(text), end + _REACH)
    return text[first:start], text[end:last]


def _words(words: Iterable[str], start: str = r"(?<!\w)") -> regex.Pattern[str] | None:
    # A word that ends with an apostrophe is written together with the next.
    made = [regex.escape(each) + ("" if each.endswith("'") else r"(?!\w)") for each in words]
    return regex.compile(rf"(?i){start}(?:{'|'.join(made)})") if made else None


def _ending(forms: tuple[str, ...], rest: str) -> regex.Pattern[str] | None:
    """A title that begins with a capital, and how a name goes on from it to the term."""
    made = "|".join(rf"(?i:{pattern(form)})" for form in forms)
    return regex.compile(rf"(?=\p{{Lu}})(?:{made}){rest}") if forms else None


def _beginning(forms: tuple[str, ...], rest: str) -> regex.Pattern[str] | None:
    made = "|".join(rf"(?i:{pattern(form)})" for form in forms)
    return regex.compile(rf"{rest}(?=\p{{Lu}})(?:{made})") if forms else None
