"""Clicks on links: what the networks tell, and what the project's own domain has counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.clicks import Clicks
from analytics.document import (
    Block,
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
from analytics.reading import Report
from analytics.sections import columns, naming
from analytics.words import Labels

#: With more columns than this no chart is drawn; the table holds them all.
_DRAWN = 35


def section(clicks: Clicks | None, report: Report, words: Words, labels: Labels) -> Section | None:
    """Both beside each other, because they count differently; None where nobody counts any."""
    if clicks is None:
        return None
    told = {**_told(report), **{name: each.clicks for name, each in clicks.by_link.items()}}
    names = [row.key for row in report.groups["channel"] if row.key and row.figures.posts]
    shown = [name for name in names if told.get(name) is not None or name in clicks.own]
    if not clicks.on and not shown:
        return None
    blocks: list[Block] = [Paragraph(_lead(clicks, words), quiet=True)]
    if shown:
        blocks.append(_by_channel(clicks, told, shown, words, labels))
    if clicks.on:
        blocks += _by_day(clicks, report, words)
    return Section("clicks", words("Clicks on links"), tuple(blocks))


def _told(report: Report) -> dict[str, int | None]:
    """What the networks tell for the period's posts, by channel."""
    return {row.key: row.figures.counts.clicks for row in report.groups["channel"] if row.key}


def _lead(clicks: Clicks, words: Words) -> str:
    if not clicks.on:
        return words(
            "Some networks tell how often the link of a post was followed. For the others nobody "
            "knows, which is no zero."
        )
    return words(
        "Networks and the project's own domain count differently: a network also counts clicks of "
        "people who turn back at once, and some of its own programs; the domain leaves out what it "
        "takes for robots and previews, and counts whoever follows the link from elsewhere. So the "
        "two stand beside each other and are not added up. Nothing is kept of who clicked."
    )


def _by_channel(
    clicks: Clicks,
    told: Mapping[str, int | None],
    shown: Sequence[str],
    words: Words,
    labels: Labels,
) -> Table:
    title = words("Clicks by channel")
    heads = (
        Column("channel", words("Channel"), Kind.TEXT, words("The account.")),
        Column(
            "clicks",
            words("The network says"),
            Kind.COUNT,
            words("Clicks on the links of the period's posts, as the network tells them."),
        ),
        Column(
            "clicks_own",
            words("Own domain"),
            Kind.COUNT,
            words("Clicks on the links of the period's posts, as the project's domain counted."),
        ),
        Column(
            "clicks_difference",
            words("Difference"),
            Kind.DIFFERENCE,
            words("Clicks on the own domain less those that the network tells."),
        ),
        Column(
            "robots",
            words("Left out"),
            Kind.COUNT,
            words("Requests to the own domain that robots and previews have made."),
        ),
        Column(
            "clicks_of_no_post",
            words("Of no post"),
            Kind.COUNT,
            words("Clicks that the network tells for links that no post of ours has."),
        ),
    )
    rows = [_row(each, told.get(each), clicks, words, labels) for each in shown]
    kept, cells = columns.without_empty(
        heads, rows, ("clicks_own", "clicks_difference", "robots", "clicks_of_no_post")
    )
    return Table("clicks", title, kept, cells)


def _row(channel: str, told: int | None, clicks: Clicks, words: Words, labels: Labels) -> Row:
    uncounted = Gap(words("no link on the own domain was followed") if clicks.on else "")
    own, by_link = clicks.own.get(channel), clicks.by_link.get(channel)
    return (
        Name(labels.name("channel", channel)),
        Gap(words("the network tells no clicks")) if told is None else told,
        uncounted if own is None else own.people,
        Gap() if own is None or told is None else own.people - told,
        uncounted if own is None else own.robots,
        Gap() if by_link is None else by_link.of_no_post,
    )


def _by_day(clicks: Clicks, report: Report, words: Words) -> list[Block]:
    title = words("Clicks on the own domain, by the day of the click")
    parts = report.period.parts()
    names = [naming.part(words, each) for each in parts]
    sums = []
    for part in parts:
        found = [each for day, each in clicks.days.items() if part.first <= day <= part.last]
        sums.append((sum(each.people for each in found), sum(each.robots for each in found)))
    heads = (
        Column("period", words("When"), Kind.TEXT, words("A part of the period.")),
        Column("clicks_own", words("Clicks"), Kind.COUNT, words("Whenever their posts went out.")),
        Column("robots", words("Left out"), Kind.COUNT, words("Robots and previews.")),
    )
    rows = tuple((name, *some) for name, some in zip(names, sums, strict=True))
    total = clicks.total
    note = words.many(
        "%(n)s request was left out as a robot's or a preview's.",
        "%(n)s requests were left out as robots' or previews'.",
        total.robots,
    )
    sums_row: Row = (words("All"), total.people, total.robots)
    table = Table("clicks-by-day", title, heads, rows, sums_row, note)
    if len(parts) > _DRAWN or not total.people:
        return [table]
    best = max(range(len(sums)), key=lambda each: sums[each][0])
    alt = words(
        "Clicks over the period: %(all)s in all, most at %(when)s with %(most)s.",
        all=words.number(total.people),
        when=names[best],
        most=words.number(sums[best][0]),
    )
    drawn = Chart(
        "clicks",
        title,
        Shape.COLUMNS,
        tuple(names),
        (Series(words("Clicks"), tuple(float(each[0]) for each in sums)),),
        alt,
    )
    return [drawn, table]
