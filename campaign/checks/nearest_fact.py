"""Finds the fact that a typed figure may mean: by its value, and by the words beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from math import log10

import regex

from campaign.checks.figures import Figure, readings
from campaign.model import Fact

_WORD = regex.compile(r"\p{L}{4,}")
_ROOT = 5  # letters that two forms of a word share: regions, regional, regiones
_FARTHEST = 3.0  # powers of ten: what is farther apart is equally far


def equal(figure: Figure, fact: Fact) -> bool:
    """Whether a figure, in one of its readings, is the number of a fact."""
    return any(value in figure.values for value in _values(fact))


def by_nearness(figure: Figure, facts: Iterable[Fact], listed: Collection[str]) -> list[Fact]:
    """The facts with a number, the nearest to a figure first; `listed` are those of the post.

    The same value counts most, then the same words, then the size, then a place in the list.
    """
    roots = _roots(" ".join(figure.follows.split()[:3]))

    def distance(fact: Fact) -> tuple[bool, int, float, bool, str]:
        shared, apart = len(roots & _roots(fact.text)), _apart(figure, fact)
        return not equal(figure, fact), -shared, apart, fact.id not in listed, fact.id

    return sorted((fact for fact in facts if fact.value), key=distance)


def _values(fact: Fact) -> tuple[Decimal, ...]:
    """What the value of a fact may be; a value in quotes may have the marks of a language."""
    if not regex.search(r"\d", fact.value):
        return ()
    if not fact.quoted and regex.fullmatch(r"-?\d+(?:\.\d+)?", fact.value):
        return (Decimal(fact.value),)
    return readings("".join(regex.findall(r"[\d.,'’ \u00a0\u202f]+", fact.value)).strip(" .,"))


def _roots(words: str) -> set[str]:
    return {word[:_ROOT].casefold() for word in _WORD.findall(words)}


def _apart(figure: Figure, fact: Fact) -> float:
    """How far the sizes of a figure and a fact are apart, in powers of ten."""
    sizes = [float(value) for value in figure.values if value > 0]
    others = [float(value) for value in _values(fact) if value > 0]
    if not sizes or not others:
        return _FARTHEST
    return min(abs(log10(size) - log10(other)) for size in sizes for other in others)
