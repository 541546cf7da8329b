"""Checks that a fact's number can be printed by the rules of each language."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from campaign.checks.context import Desk
from campaign.compose.localized import printed
from campaign.model import Fact, Finding, Severity

_MARKED = regex.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+[.,]\d+")
# A year in a fact's text, in the words of the project's languages.
_OF_A_YEAR = regex.compile(
    r"\b(?:years?|year’s|date|deadline|since|until|founded|año|any|Jahr|rok|roku|anno|år|anul|"
    r"bliain|urte|année|jaar)\b",
    regex.IGNORECASE,
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def fact_form(desk: Desk) -> Iterator[Finding]:
    """A number in quotes is the same in every language, and a year takes no mark in any."""
    languages = dict.fromkeys(each.variant.language for each in desk.planned)
    for fact in desk.registers.facts.values():
        if fact.quoted and not fact.forms and _MARKED.fullmatch(fact.value):
            message = f"{fact.id} stands in quotes: it is {fact.value} in every language"
            remedy = "write it without quotes and marks, such as value = 1250, or give it forms"
        elif not fact.quoted and _is_year(fact):
            shown = next((p for each in languages if (p := printed(fact, each)) != fact.value), "")
            if not shown:
                continue
            message = f"{fact.id} is a year, and is printed as {shown}"
            remedy = 'add unit = "year", which sets no mark'
        else:
            continue
        yield Finding("fact-form", Severity.WARN, fact.place, message, remedy)


def _is_year(fact: Fact) -> bool:
    number = fact.value.isdecimal() and _FIRST_YEAR <= int(fact.value) <= _LAST_YEAR
    return bool(number and not fact.unit and _OF_A_YEAR.search(fact.text))
