"""Makes a document of a report: the sections in one language, and what stands around them."""

from __future__ import annotations

from analytics.document import Document, Front
from analytics.language import Words
from analytics.parts import Parts
from analytics.reading import Report
from analytics.sections import headline, naming, sections
from analytics.words import Labels, Masthead


def document(
    report: Report, parts: Parts, words: Words, labels: Labels, masthead: Masthead
) -> Document:
    """The report in the language of `words`; names come from `labels`, made for that language.

    What had to stay English for want of a translation is counted in a note.
    """
    labels = labels.read_in(words)
    found = sections(report, parts, words, labels)
    front = Front(
        campaign=masthead.campaign,
        kind=words(naming.KINDS[report.period.kind]),
        title=naming.title(words, report.period),
        subtitle=naming.dates(words, report.period),
        summary=headline.summary(report, words),
        made=_made(report, words, masthead),
        owner=masthead.owner,
        statement=masthead.statement,
        disclaimer=masthead.disclaimer,
        grant=masthead.grant,
        emblem=masthead.emblem,
        notes=_notes(report, words),
    )
    return Document(
        str(report.period), words.language, report.generated, str(report.zone), front, found
    )


def _made(report: Report, words: Words, masthead: Masthead) -> str:
    when, zone = words.full_moment(report.generated, report.zone), str(report.zone)
    if masthead.owner:
        return words(
            "Made on %(when)s (%(zone)s) by %(owner)s", when=when, zone=zone, owner=masthead.owner
        )
    return words("Made on %(when)s (%(zone)s)", when=when, zone=zone)


def _notes(report: Report, words: Words) -> tuple[str, ...]:
    """That the period was not over; and how much could not be translated, which comes last."""
    found = []
    when = words.full_moment(report.as_of, report.zone)
    if report.as_of < report.end and report.generated < report.end:
        found.append(words("The period is still running: figures as of %(when)s.", when=when))
    elif report.as_of < report.end:
        found.append(words("Figures as of %(when)s, before the period was over.", when=when))
    if english := len(words.missing):
        found.append(
            words.many(
                "%(n)s phrase of this report is not translated yet and stands in English.",
                "%(n)s phrases of this report are not translated yet and stand in English.",
                english,
            )
        )
    return tuple(found)
