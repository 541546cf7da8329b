"""Makes a document of a report: the sections in one language, and what stands around them."""

from __future__ import annotations

from analytics.document import Document, Front
from analytics.language import Words
from analytics.parts import Parts
from analytics.sections import sections
from analytics.week import WeeklyReport
from analytics.words import Labels, Masthead


def document(
    report: WeeklyReport, parts: Parts, words: Words, labels: Labels, masthead: Masthead
) -> Document:
    """The report in the language of `words`; names come from `labels`, made for that language."""
    labels = labels.read_in(words)
    found = sections(report, parts, words, labels)
    front = Front(
        campaign=masthead.campaign,
        title=words("Week %(number)s", number=report.week.number),
        subtitle=words.full_days(report.week.days()[0], report.week.days()[-1]),
        summary="",
        made="",
        owner=masthead.owner,
        statement=masthead.statement,
        disclaimer=masthead.disclaimer,
        grant=masthead.grant,
        emblem=masthead.emblem,
    )
    return Document(
        str(report.week), words.language, report.generated, str(report.zone), front, found
    )
