"""Figures that no network tells and that people entered."""

from __future__ import annotations

from analytics.document import Cell, Column, Gap, Kind, Name, Paragraph, Row, Section, Table
from analytics.isoweek import Week
from analytics.language import Words
from analytics.marks import N_
from analytics.reading import HandFigure, Report
from analytics.sections import columns, naming
from analytics.words import Labels


def section(report: Report, words: Words, labels: Labels) -> Section | None:
    """Each with where it comes from and who entered it; one that is asked for and missing too."""
    if not report.by_hand:
        return None
    heads = (
        Column("metric", words("Figure"), Kind.TEXT, words("What was counted.")),
        Column("of", words("Of"), Kind.TEXT, words("The post or the channel, or all of it.")),
        Column("week", words("Week"), Kind.TEXT, words("The week that the figure is of.")),
        Column("number", words("Number"), Kind.COUNT, words("As it was entered last.")),
        Column(
            "number_before",
            words("Before"),
            Kind.COUNT,
            words("What stood there before the last correction."),
        ),
        Column("source", words("Where it comes from"), Kind.TEXT, words("Where it was read.")),
        Column("entered_by", words("Entered by"), Kind.TEXT, words("The person who entered it.")),
        Column("entered_at", words("Entered"), Kind.MOMENT, words("When it was entered.")),
    )
    rows = [_row(each, words, labels) for each in report.by_hand]
    kept, told = columns.without_empty(heads, rows, ("week", "number_before"))
    title = words("Figures entered by hand")
    lead = words(
        "No network tells these. A person read each of them somewhere and entered it; they are in "
        "no other figure of this report, and “n/a” is one that nobody has entered."
    )
    return Section("hand", title, (Paragraph(lead, quiet=True), Table("hand", title, kept, told)))


def _row(figure: HandFigure, words: Words, labels: Labels) -> Row:
    entered = figure.entered
    nobody = Gap(words("nobody has entered it"))
    return (
        naming.metric(words, figure.metric),
        _of(figure, words, labels),
        words("Week %(number)s", number=Week.parse(figure.about.week).number)
        if figure.about.week
        else Gap(),
        columns.known(words, figure.number, N_("nobody has entered it")),
        columns.known(words, figure.before[0].number if figure.before else None, ""),
        Name(entered.source) if entered else nobody,
        Name(labels.name("person", entered.who)) if entered else nobody,
        entered.at if entered else nobody,
    )


def _of(figure: HandFigure, words: Words, labels: Labels) -> Cell:
    if figure.subject is not None:
        return naming.headline(figure.subject)
    if figure.about.channel:
        return Name(labels.name("channel", figure.about.channel))
    return words("the whole campaign")
