"""Finds words that the campaign avoids, and names the words that it prefers."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity, Term


def term_avoided(page: Page, desk: Desk) -> Iterator[Finding]:
    """The campaign's glossary avoids this word or phrase."""
    for passage in page.of("headline", "text", "alt"):
        lexicon = desk.lexicons.get(passage.language)
        for words, term in lexicon.found_in(passage.words) if lexicon else ():
            prefer = " or ".join(f"“{better}”" for better in term.prefer)
            yield page.finding(
                "term-avoided",
                _severity(term),
                passage.path,
                f"“{words}” ({term.id}): {term.reason or 'the campaign does not say this'}",
                f"say {prefer}" if prefer else "say it otherwise",
                passage.language,
            )


def _severity(term: Term) -> Severity:
    """The severity of a term; a term from memory only warns, because nobody has confirmed it."""
    severity = Severity(term.severity)
    if severity is Severity.BLOCK and term.evidence == "memory":
        return Severity.WARN
    return severity
