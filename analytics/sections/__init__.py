"""The sections of a report, in the order in which they stand; one function each.

Each takes the report or its own part, the words and the labels of one language. It gives a
Section, or None when there is nothing to say.
"""

from __future__ import annotations

from analytics.document import Section
from analytics.language import Words
from analytics.parts import Parts
from analytics.reading import Report
from analytics.sections import (
    by_hand,
    certainty,
    channels,
    clicks,
    counts,
    decisions,
    elsewhere,
    experiments,
    groups,
    headline,
    kpi,
    meaning,
    over_time,
    quality,
    top,
    usual,
)
from analytics.words import Labels


def sections(report: Report, parts: Parts, words: Words, labels: Labels) -> tuple[Section, ...]:
    """Every section that has something to say."""
    spread = report.spreads
    found: tuple[Section | None, ...] = (
        headline.section(report, words),
        kpi.section(parts.kpi, words, labels),
        over_time.by_part(report, words),
        over_time.growth(report, words),
        *(
            groups.section(report, each, spread, words, labels)
            for each in ("region", "language", "activity")
        ),
        top.section(report, words, labels),
        counts.section(report, words),
        *(groups.section(report, each, spread, words, labels) for each in ("platform", "outcome")),
        channels.section(report, spread, words, labels),
        clicks.section(parts.clicks, report, words, labels),
        usual.section(parts.rolling, words, labels),
        meaning.section(parts.meaning, words, labels),
        experiments.section(parts.experiments, words),
        by_hand.section(report, words, labels),
        decisions.section(report, parts.decisions, words, labels),
        certainty.section(report, words, labels),
        quality.section(report, parts.quality, words, labels),
        elsewhere.section(parts.quality, words, labels),
        top.listed(report, words, labels),
    )
    return tuple(each for each in found if each is not None)
