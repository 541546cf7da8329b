"""Writes the endings of a Basque date, which CLDR leaves open in brackets.

CLDR writes “2026(e)ko abenduaren 3(a)”: the “e” stands where the number, read aloud, ends in a
consonant, and a number that ends in “a” takes no other. Source: Euskaltzaindia, rule 37, on dates.
"""

from __future__ import annotations

from datetime import date

# Of the numbers up to twenty, those read with a consonant at the end: bat, bost, hamar, hamabost.
_CONSONANT = (1, 5, 10, 15)
_IN_A = (11, 31)  # hamaika, hogeita hamaika


def in_basque(shown: str, day: date) -> str:
    """A date as Babel prints it in Basque, with its endings written out."""
    linked = "e" if _ends_in_consonant(day.year) else ""
    ending = "" if day.day in _IN_A else "a"
    return shown.replace("(e)", linked).replace("(a)", ending)


def _ends_in_consonant(number: int) -> bool:
    """Whether a number, read aloud in Basque, ends in a consonant."""
    if number % 100:
        return number % 20 in _CONSONANT
    return number % 1000 != 0  # ehun (100) does, mila (1000) does not
