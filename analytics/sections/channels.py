"""Every channel: its posts, what came back, and its followers."""

from __future__ import annotations

from analytics.document import Column, Gap, Kind, Name, Row, Section, Table
from analytics.followers import FollowerRow
from analytics.language import Words
from analytics.marks import N_
from analytics.reading import GroupRow, Report
from analytics.sections import columns
from analytics.sections.groups import NO_POST
from analytics.spread import Spreads
from analytics.words import Labels


def section(report: Report, spreads: Spreads, words: Words, labels: Labels) -> Section | None:
    """The channels by the order of their names; those that published nothing come last."""
    if not report.followers.rows:
        return None
    groups = {row.key: row for row in report.groups["channel"]}
    rows = [
        _row(each, groups.get(each.channel), spreads, words, labels)
        for each in sorted(
            report.followers.rows,
            key=lambda each: not (each.channel in groups and groups[each.channel].figures.posts),
        )
    ]
    heads = (
        Column("channel", words("Channel"), Kind.TEXT, words("One account on one network.")),
        columns.count(words, "engagement"),
        columns.mean(words),
        columns.median(words),
        columns.rate(words),
        columns.change(words),
        columns.count(words, "views"),
        columns.posts(words),
        columns.measured(words),
        columns.count(words, "followers"),
        Column(
            "followers_change",
            words("New followers"),
            Kind.DIFFERENCE,
            words(
                "Followers at the end of the period, less those at its beginning or on the first "
                "day that is known."
            ),
        ),
    )
    kept, told = columns.without_empty(
        heads, rows, ("engagement_median", "engagement_rate", "views")
    )
    title = words("By channel")
    return Section("channels", title, (Table("channel", title, kept, told),))


def _row(
    followers: FollowerRow,
    group: GroupRow | None,
    spreads: Spreads,
    words: Words,
    labels: Labels,
) -> Row:
    name = Name(labels.name("channel", followers.channel))
    ends = (
        columns.known(words, followers.followers, N_("not known")),
        columns.known(
            words, followers.change.difference, N_("not known at the beginning and at the end")
        ),
    )
    if group is None or not group.figures.posts:
        gap = Gap(words(NO_POST))
        return (name, gap, gap, gap, gap, gap, gap, 0, 0, *ends)
    figures = group.figures
    return (
        name,
        columns.known(words, figures.engagement),
        columns.known(words, figures.per_post),
        columns.spread(words, spreads.of("channel", group.key)),
        columns.known(words, figures.rate, N_("no post has both engagement and views")),
        columns.moved(words, group.change),
        columns.known(words, figures.counts.views),
        figures.posts,
        figures.measured,
        *ends,
    )
