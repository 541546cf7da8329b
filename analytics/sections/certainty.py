"""How sure the figures are: what is measured, taken back, told by networks, and what words mean."""

from __future__ import annotations

from analytics.document import (
    Cell,
    Column,
    Gap,
    Items,
    Kind,
    Name,
    Paragraph,
    Section,
    Table,
    Terms,
)
from analytics.language import Words
from analytics.metrics import ENGAGEMENT, METRICS
from analytics.reading import GroupRow, Report
from analytics.sections import naming
from analytics.words import Labels

NAMED = 20
"""Posts without figures that are named; files for machines hold them all."""


def section(report: Report, words: Words, labels: Labels) -> Section:
    """The coverage in a sentence, the posts without figures, and what lies below them."""
    total = report.total
    unmeasured = report.unmeasured
    blocks: list[Paragraph | Items] = []
    if total.posts:
        blocks.append(
            Paragraph(
                words.many(
                    "%(measured)s of %(n)s post has figures.",
                    "%(measured)s of %(n)s posts have figures.",
                    total.posts,
                    measured=words.number(total.measured),
                )
            )
        )
    if unmeasured:
        blocks.append(Paragraph(words("Without figures:")))
        items: list[tuple[str | Name, ...]] = [
            (
                f"{labels.name('channel', each.subject.channel)}, "
                f"{words.moment(each.subject.published_at, report.zone)}: ",
                naming.headline(each.subject),
            )
            for each in unmeasured[:NAMED]
        ]
        if len(unmeasured) > NAMED:
            more = words.many(
                "and %(n)s more, in the file of the posts",
                "and %(n)s more, in the file of the posts",
                len(unmeasured) - NAMED,
            )
            items.append((more,))
        blocks.append(Items(tuple(items)))
    below = (
        withdrawn(report, words, labels),
        networks(report, words, labels),
        terms(report, words),
    )
    return Section(
        "cover",
        words("How sure these figures are"),
        tuple(blocks),
        subsections=tuple(each for each in below if each is not None),
    )


def withdrawn(report: Report, words: Words, labels: Labels) -> Section | None:
    """The posts that were taken back since, with when and why."""
    found = report.withdrawn
    if not found:
        return None
    items: list[tuple[str | Name, ...]] = []
    for each in found:
        subject = each.subject
        when = words.moment(subject.withdrawn_at or subject.published_at, report.zone)
        item: tuple[str | Name, ...] = (
            f"{labels.name('channel', subject.channel)}: ",
            naming.headline(subject),
            " · ",
            words("withdrawn on %(when)s", when=when),
        )
        if subject.withdrawn_because:
            item = (*item, " · ", words("because:"), " ", Name(subject.withdrawn_because))
        items.append(item)
    lead = words(
        "These posts were taken back. Their figures are those that were counted until then."
    )
    return Section(
        "withdrawn", words("Withdrawn"), (Paragraph(lead, quiet=True), Items(tuple(items)))
    )


def networks(report: Report, words: Words, labels: Labels) -> Section | None:
    """For each network its own word for each count, and of how many posts it told one."""
    rows = [row for row in report.groups["platform"] if row.figures.posts]
    if not rows:
        return None
    lead = words(
        "The network's own word, and of how many posts it said a figure in this period. “n/a” is "
        "something the network does not tell: it is nowhere taken for a zero."
    )
    heads = (
        Column("network", words("Network"), Kind.TEXT, words("Where the posts went out.")),
        *(
            Column(each, naming.metric(words, each), Kind.TEXT, words(naming.MEANINGS[each]))
            for each in METRICS
        ),
    )
    title = words("What each network counts")
    cells = tuple(
        (
            Name(labels.name("platform", row.key)),
            *(_told(row, each, words, labels) for each in METRICS),
        )
        for row in rows
    )
    table = Table("networks", title, heads, cells)
    return Section("networks", title, (Paragraph(lead, quiet=True), table))


def _told(row: GroupRow, metric: str, words: Words, labels: Labels) -> Cell:
    term = labels.terms.get(row.key or "", {}).get(metric, "")
    known = row.figures.posts_behind(metric)
    if not term and not known:
        return Gap(words("the network does not tell it"))
    share = words(
        "%(known)s of %(all)s", known=words.number(known), all=words.number(row.figures.posts)
    )
    word = term or words("counted")
    return Name(f"{word} ({share})", "en" if term else "")


def terms(report: Report, words: Words) -> Section:
    """What the words of the report mean."""
    comparison = report.comparison
    same_age = words("Both periods with the posts at the same age.")
    if comparison is not None:
        same_age = words(
            "Both periods %(age)s after each post went out: the latest age at which at least four "
            "in five posts of both were counted in time, or the best there is.",
            age=words.age(comparison.age),
        )
    told = [naming.metric(words, each) for each in ENGAGEMENT if report.total.posts_behind(each)]
    engagement = words(
        "Reactions, reposts, replies, quotes, link clicks and saves, as far as the network tells "
        "them. Critical reactions are in it too. Networks tell different things, so compare a "
        "network with itself."
    )
    if told:
        engagement += " " + words("Told in this period: %(counts)s.", counts=", ".join(told))
    found = (
        (
            words("Period"),
            words(
                "A post belongs to the period in which it went out, by the days of the calendar "
                "in %(zone)s.",
                zone=str(report.zone),
            ),
        ),
        (
            words("Post"),
            words(
                "One text on one channel in one language. The same text on 34 channels is 34 posts."
            ),
        ),
        (
            words("Figure"),
            words(
                "The last count taken by %(when)s. Each post is counted at fixed times after it "
                "went out; a count that was missed is not made up later.",
                when=words.full_moment(report.as_of, report.zone),
            ),
        ),
        (words("Engagement"), engagement),
        (
            words("Engagement a post"),
            words(
                "The mean: engagement divided by the number of posts whose network tells any of it."
            ),
        ),
        (
            words("Middle post"),
            words(
                "The median: half of the posts have more engagement than this, half have less. A "
                "few posts have most of the engagement, so it says more of a usual post than the "
                "mean. The range beside it holds the middle half of the posts."
            ),
        ),
        (
            words("Engagement per view"),
            words(
                "Engagement divided by views, only over the posts of which both are known. Posts "
                "on networks that tell no views are in neither."
            ),
        ),
        (
            words("Change"),
            same_age
            + " "
            + words(
                "It says n/a where a figure is unknown, where there was nothing before, or where "
                "the two periods were not measured alike."
            ),
        ),
        (
            words("Followers"),
            words(
                "Accounts that follow a channel, added up over channels: a person who follows two "
                "is counted twice. Growth compares only channels known at both ends (%(known)s of "
                "%(all)s).",
                known=words.number(report.followers.compared),
                all=words.number(len(report.followers.rows)),
            ),
        ),
        (
            words("Views, reach"),
            words(
                "Views are displays, not people. Reach is not added up over posts, channels or "
                "periods: nobody knows how many people are in it twice."
            ),
        ),
    )
    return Section("terms", words("What the words mean"), (Terms(found),))
