"""The posts in groups: by region, language, activity, network and outcome."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.document import (
    Chart,
    Column,
    Gap,
    Kind,
    Name,
    Paragraph,
    Row,
    Section,
    Series,
    Shape,
    Table,
)
from analytics.language import Words
from analytics.marks import N_
from analytics.reading import GroupRow, Report
from analytics.sections import columns
from analytics.spread import Spreads
from analytics.words import Labels

DRAWN = 24
"""With more bars than this the chart shows the first; the table holds them all."""

NO_POST = N_("no post in this period")


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way of grouping: its title, what heads its rows, its chart, and what the rows are."""

    title: str
    head: str
    chart: str
    meaning: str


GROUPINGS = {
    "region": Grouping(
        N_("By region"),
        N_("Region"),
        N_("Engagement by region"),
        N_("The region for which the channel speaks."),
    ),
    "language": Grouping(
        N_("By language"),
        N_("Language"),
        N_("Engagement by language"),
        N_("The language in which the post is written."),
    ),
    "activity": Grouping(
        N_("By activity"),
        N_("Activity"),
        N_("Engagement by activity"),
        N_("The project's activity that the post is about."),
    ),
    "platform": Grouping(
        N_("By network"),
        N_("Network"),
        N_("Engagement by network"),
        N_("The network on which the post went out. Networks tell different things."),
    ),
    "outcome": Grouping(
        N_("By outcome"),
        N_("Outcome"),
        N_("Engagement by outcome"),
        N_("The outcome of the project that the post serves."),
    ),
}


def section(
    report: Report, dimension: str, spreads: Spreads, words: Words, labels: Labels
) -> Section | None:
    """The posts by one dimension, the most engagement first; None when posts do not differ in it.

    A group that only the period before had comes last.
    """
    if not report.total.posts or not report.tells_apart(dimension):
        return None
    grouping = GROUPINGS[dimension]
    rows = sorted(report.groups[dimension], key=_order)
    shown = [row for row in rows if row.figures.posts]
    names = tuple(labels.name(dimension, row.key) for row in shown[:DRAWN])
    values = tuple(row.figures.engagement for row in shown[:DRAWN])
    missing = tuple(words("n/a") for _ in values)
    note = words("The chart shows the first %(n)s; the table has all.", n=words.number(DRAWN))
    chart = Chart(
        dimension,
        words(grouping.chart),
        Shape.BARS,
        names,
        (Series(words("Engagement"), values),),
        words("Bars: the engagement of each group, the most first.")
        + " "
        + columns.told(words, names, values, missing),
        note=note if len(shown) > DRAWN else "",
        missing=missing,
    )
    heads = (
        Column(dimension, words(grouping.head), Kind.TEXT, words(grouping.meaning)),
        columns.count(words, "engagement"),
        columns.mean(words),
        columns.median(words),
        columns.rate(words),
        columns.change(words),
        columns.posts(words),
        columns.measured(words),
    )
    cells = [_row(row, dimension, spreads, words, labels) for row in rows]
    kept, told = columns.without_empty(heads, cells, ("engagement_median", "engagement_rate"))
    title = words(grouping.title)
    table = Table(dimension, title, kept, told)
    lead = _lead(dimension, words)
    return Section(dimension, title, (*lead, chart, table))


def _lead(dimension: str, words: Words) -> tuple[Paragraph, ...]:
    if dimension != "platform":
        return ()
    found = words("Networks tell different things: compare each with itself.")
    return (Paragraph(found, quiet=True),)


def _order(row: GroupRow) -> tuple[bool, bool, int]:
    figures = row.figures
    return not figures.posts, figures.engagement is None, -(figures.engagement or 0)


def _row(row: GroupRow, dimension: str, spreads: Spreads, words: Words, labels: Labels) -> Row:
    name = Name(labels.name(dimension, row.key))
    figures = row.figures
    if not figures.posts:
        gap = Gap(words(NO_POST))
        return (name, gap, gap, gap, gap, gap, 0, 0)
    return (
        name,
        columns.known(words, figures.engagement),
        columns.known(words, figures.per_post),
        columns.spread(words, spreads.of(dimension, row.key)),
        columns.known(words, figures.rate, N_("no post has both engagement and views")),
        columns.moved(words, row.change),
        figures.posts,
        figures.measured,
    )
