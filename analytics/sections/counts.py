"""What people did: every count over the whole period, and against the period before."""

from __future__ import annotations

from analytics.document import Column, Kind, Paragraph, Row, Section, Table
from analytics.language import Words
from analytics.reading import MetricRow, Report
from analytics.sections import columns, naming


def section(report: Report, words: Words) -> Section | None:
    """One row a count; engagement, their sum, stands last."""
    if not report.total.posts:
        return None
    comparison, before = report.comparison, report.before
    this = naming.title(words, report.period)
    heads = [
        Column(
            "metric", words("Count"), Kind.TEXT, words("What people did, as networks count it.")
        ),
        Column(
            "latest",
            words("Latest"),
            Kind.COUNT,
            words("The last figures of all posts of the period, whatever their age."),
        ),
        Column(
            "known_for",
            words("Known for"),
            Kind.COUNT,
            words("For how many posts the network tells this count."),
        ),
    ]
    if before is not None:
        at_age = words("All posts counted at the same age, so that both periods can be compared.")
        heads += [
            Column("at_age", this, Kind.COUNT, at_age),
            Column("at_age_before", naming.title(words, before), Kind.COUNT, at_age),
            columns.change(words),
        ]
    *parts, engagement = (_row(each, words)[: len(heads)] for each in report.metrics)
    title = words("What people did")
    table = Table("metrics", title, tuple(heads), tuple(parts), sums=engagement)
    if comparison is None:
        lead = words("There is no period before to compare with.")
    else:
        lead = words(
            "The last three columns read both periods %(age)s after each post went out. Counted "
            "then: %(now)s of %(all_now)s posts, and %(before)s of %(all_before)s before.",
            age=words.age(comparison.age),
            now=words.number(comparison.now.measured),
            all_now=words.number(comparison.now.posts),
            before=words.number(comparison.before.measured),
            all_before=words.number(comparison.before.posts),
        )
    return Section("metrics", title, (Paragraph(lead, quiet=True), table))


def _row(row: MetricRow, words: Words) -> Row:
    return (
        naming.metric(words, row.metric),
        columns.known(words, row.value),
        row.posts,
        columns.known(words, row.change.now),
        columns.known(words, row.change.before),
        columns.moved(words, row.change),
    )
