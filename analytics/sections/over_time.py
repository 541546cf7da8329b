"""Engagement by the days, weeks or months of the period, and how it grows with a post's age."""

from __future__ import annotations

from datetime import timedelta

from analytics.document import (
    Chart,
    Column,
    Gap,
    Kind,
    Paragraph,
    Range,
    Section,
    Series,
    Shape,
    Table,
)
from analytics.language import Words
from analytics.marks import N_
from analytics.reading import Report
from analytics.sections import columns, naming

NO_POSTS = N_("no posts")


def by_part(report: Report, words: Words) -> Section | None:
    """Engagement by when the posts went out."""
    if not report.total.posts:
        return None
    title, lead, head = _parts(report, words)
    parts = len(report.parts)
    labels = tuple(naming.short_part(words, each, parts) for each, _ in report.parts)
    values = tuple(figures.engagement for _, figures in report.parts)
    # There is no room for words between columns; where nothing went out, nothing is missing.
    missing = tuple(words("n/a") if each.posts else "–" for _, each in report.parts)
    told = tuple(words("n/a") if each.posts else words(NO_POSTS) for _, each in report.parts)
    chart = Chart(
        "parts",
        title,
        Shape.COLUMNS,
        labels,
        (Series(words("Engagement"), values),),
        words("Columns: the engagement of the posts by when they went out.")
        + " "
        + columns.told(words, labels, values, told),
        missing=missing,
    )
    table = Table(
        "parts",
        title,
        (
            Column("part", head, Kind.TEXT, words("The days on which the posts went out.")),
            columns.posts(words),
            columns.measured(words),
            columns.count(words, "engagement"),
        ),
        tuple(
            (
                naming.part(words, each),
                figures.posts,
                figures.measured,
                columns.known(words, figures.engagement) if figures.posts else Gap(words(NO_POSTS)),
            )
            for each, figures in report.parts
        ),
    )
    return Section("parts", title, (Paragraph(lead, quiet=True), chart, table), half=True)


def _parts(report: Report, words: Words) -> tuple[str, str, str]:
    """The title, the sentence below it, and what heads the rows."""
    longest = max(each.last - each.first for each, _ in report.parts)
    if not longest:
        return (
            words("Engagement by day"),
            words("On the day each post went out"),
            words("Day"),
        )
    if longest < timedelta(days=7):
        return (
            words("Engagement by week"),
            words("In the week each post went out"),
            words("Week"),
        )
    return words("Engagement by month"), words("In the month each post went out"), words("Month")


def growth(report: Report, words: Words) -> Section | None:
    """Mean engagement a post by its age, in this period and in the one before."""
    if not report.total.posts:
        return None
    title = words("How engagement grows")
    lead = Paragraph(words("Mean engagement a post, by time since it went out"), quiet=True)
    points = report.growth
    if not points:
        empty = Paragraph(words("No post of the period has been counted yet."), quiet=True)
        return Section("growth", title, (lead, empty), half=True)
    this = naming.title(words, report.period)
    lines = [Series(this, tuple(each.now for each in points))]
    heads = [
        Column("age", words("Age"), Kind.TEXT, words("Time since the post went out.")),
        Column("engagement_per_post", this, Kind.NUMBER, columns.mean(words).meaning, 1),
        _counted("posts", words),
    ]
    if report.before is not None:
        last = naming.title(words, report.before)
        lines.append(Series(last, tuple(each.before for each in points)))
        heads.append(
            Column("engagement_per_post_before", last, Kind.NUMBER, columns.mean(words).meaning, 1)
        )
        heads.append(_counted("posts_before", words))
    drawn = tuple(each for each in lines if any(value is not None for value in each.values))
    ages = tuple(words.short_age(each.age) for each in points)
    chart = Chart(
        "growth",
        title,
        Shape.LINES,
        ages,
        drawn,
        " ".join(
            (
                words("Lines: mean engagement a post by time since it went out."),
                *(f"{each.name}: {columns.told(words, ages, _means(each))}" for each in drawn),
            )
        ),
    )
    few = words("fewer than half of the posts were counted at this age")
    rows = tuple(
        (
            words.age(each.age),
            Gap(few) if each.now is None else each.now,
            each.now_posts,
            Gap(few) if each.before is None else each.before,
            each.before_posts,
        )[: len(heads)]
        for each in points
    )
    table = Table("growth", title, tuple(heads), rows)
    return Section("growth", title, (lead, chart, table), half=True)


def _means(series: Series) -> tuple[float | None, ...]:
    return tuple(None if isinstance(each, Range) else each for each in series.values)


def _counted(name: str, words: Words) -> Column:
    return Column(
        name, words("Posts"), Kind.COUNT, words("How many posts were counted at this age.")
    )
