"""Words the campaign does not use, language by language, and what it says instead."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity, Term


def term_avoided(page: Page, desk: Desk) -> Iterator[Finding]:
    """A word or phrase of the glossary. That none is found does not make a good story."""
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
    """A term from memory advises only: nobody has confirmed yet that it must not be used."""
    severity = Severity(term.severity)
    if severity is Severity.BLOCK and term.evidence == "memory":
        return Severity.WARN
    return severity
