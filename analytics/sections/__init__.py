"""The sections of a report, in the order in which they stand; one function each, in one module.

Each takes the report or its own part, the words and the labels of one language. It gives a
Section, or None when there is nothing to say.
"""

from __future__ import annotations

from analytics.document import Section
from analytics.language import Words
from analytics.parts import Parts
from analytics.sections import decisions
from analytics.week import WeeklyReport
from analytics.words import Labels


def sections(
    report: WeeklyReport, parts: Parts, words: Words, labels: Labels
) -> tuple[Section, ...]:
    """Every section that has something to say."""
    found: tuple[Section | None, ...] = (decisions.section(report, parts.decisions, words, labels),)
    return tuple(each for each in found if each is not None)
