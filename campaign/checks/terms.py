"""Words the campaign does not use, language by language, and what it says instead."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import is_normalized, normalize

import regex

from campaign.checks.desk import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity, Term

# The same letter, written otherwise: apostrophes, and Romanian's commas that became cedillas.
_ALIKE = str.maketrans({"’": "'", "\u00a0": " ", "ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț"})


def term_avoided(page: Page, desk: Desk) -> Iterator[Finding]:
    """A whole word or phrase of the glossary, whatever its case. A clean text proves nothing."""
    for passage in page.of("headline", "text", "alt"):
        terms = desk.registers.glossary.get(passage.language)
        if not terms:
            continue
        pattern, by_words = _search(terms)
        if pattern is None:
            continue
        for match in pattern.finditer(_alike(passage.words)):
            term = by_words[match[0] if match[0] in by_words else match[0].casefold()]
            prefer = " or ".join(f"“{words}”" for words in term.prefer)
            yield page.finding(
                "term-avoided",
                _severity(term),
                passage.path,
                f"“{match[0]}” ({term.id}): {term.reason or 'the campaign does not say this'}",
                f"say {prefer}" if prefer else "say it otherwise",
                passage.language,
            )


def _severity(term: Term) -> Severity:
    """A term from memory advises only: nobody has confirmed yet that it must not be used."""
    severity = Severity(term.severity)
    if severity is Severity.BLOCK and term.evidence == "memory":
        return Severity.WARN
    return severity


@lru_cache(maxsize=64)
def _search(terms: tuple[Term, ...]) -> tuple[regex.Pattern[str] | None, dict[str, Term]]:
    """One pattern for all terms of a language, the longest first, and the term of each match.

    A term all in capitals is an acronym and is found in capitals only: Catalan's “mena” is a kind,
    not the acronym MENA.
    """
    exact: dict[str, Term] = {}
    folded: dict[str, Term] = {}
    for term in terms:
        for words in map(_alike, term.avoid):
            (exact if words.isupper() else folded).setdefault(
                words if words.isupper() else words.casefold(), term
            )
    if not exact and not folded:
        return None, {}
    choices = [
        rf"(?{flag}:{'|'.join(map(regex.escape, sorted(words, key=len, reverse=True)))})"
        for flag, words in (("-i", exact), ("i", folded))
        if words
    ]
    return regex.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)"), {**folded, **exact}


def _alike(words: str) -> str:
    if not words.isascii():
        if not is_normalized("NFC", words):
            words = normalize("NFC", words)
        words = words.translate(_ALIKE)
    return words
