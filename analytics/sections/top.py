"""The posts that people responded to most, with their cards, and the table of the posts."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.document import (
    Column,
    Kind,
    Name,
    Paragraph,
    PostCard,
    PostCards,
    Row,
    Section,
    Table,
)
from analytics.language import Words
from analytics.marks import N_, NN_
from analytics.metrics import METRICS
from analytics.posts import PostFigures
from analytics.reading import LISTED, Report
from analytics.sections import columns, naming
from analytics.words import Labels

EXCERPT = 180
"""Characters of a post's text on its card."""

DONE = {
    "reactions": NN_("%(n)s reaction", "%(n)s reactions"),
    "reposts": NN_("%(n)s repost", "%(n)s reposts"),
    "replies": NN_("%(n)s reply", "%(n)s replies"),
    "quotes": NN_("%(n)s quote", "%(n)s quotes"),
    "clicks": NN_("%(n)s link click", "%(n)s link clicks"),
    "saves": NN_("%(n)s save", "%(n)s saves"),
    "views": NN_("%(n)s view", "%(n)s views"),
}


def section(report: Report, words: Words, labels: Labels) -> Section | None:
    """The first posts by engagement at one age, so that older posts have no head start."""
    if not report.total.posts:
        return None
    lead = words("Ranked by the latest counts.")
    if report.rank_age is not None:
        lead = words(
            "Ranked by engagement %(age)s after each went out, so that older posts have no head "
            "start.",
            age=words.age(report.rank_age),
        )
        if report.unranked > 0:
            lead += " " + words.many(
                "%(n)s post without a count at that age is not ranked.",
                "%(n)s posts without a count at that age are not ranked.",
                report.unranked,
            )
    title = words("Posts people responded to most")
    if not report.top:
        empty = words("No post of the period has been counted yet.")
        return Section("top", title, (Paragraph(empty, quiet=True),))
    cards = tuple(_card(report, each, words, labels) for each in report.top)
    return Section("top", title, (Paragraph(lead, quiet=True), PostCards(cards)))


def listed(report: Report, words: Words, labels: Labels) -> Section | None:
    """The posts in a table: those with the most engagement; all of them in files for machines."""
    if not report.total.posts:
        return None
    heads = (
        Column("headline", words("Post"), Kind.TEXT, words("The headline, in its own language.")),
        Column("channel", words("Channel"), Kind.TEXT, words("One account on one network.")),
        Column("language", words("Language"), Kind.TEXT, words("The language of the post.")),
        Column(
            "published_at", words("Went out"), Kind.MOMENT, words("When the network had the post.")
        ),
        columns.count(words, "engagement"),
        *(columns.count(words, each) for each in METRICS),
        Column(
            "counted_at_age",
            words("Counted after"),
            Kind.TEXT,
            words("The age of the post at its last count."),
        ),
    )

    def every() -> Iterator[Row]:
        return (_row(each, words, labels) for each in report.every())

    rows = [_row(each, words, labels) for each in report.most]
    note = words("The posts with the most engagement by their latest counts.")
    if report.total.posts > LISTED:
        note = words.many(
            "The %(listed)s posts of %(n)s with the most engagement; the workbook and the CSV "
            "file have all.",
            "The %(listed)s posts of %(n)s with the most engagement; the workbook and the CSV "
            "file have all.",
            report.total.posts,
            listed=words.number(LISTED),
        )
    title = words("The posts")
    table = Table("all-posts", title, heads, tuple(rows), note=note, more=every)
    return Section("all-posts", title, (table,))


def _row(post: PostFigures, words: Words, labels: Labels) -> Row:
    subject = post.subject
    counts = post.counts.values() if post.counts else (None,) * len(METRICS)
    return (
        naming.headline(subject),
        Name(labels.name("channel", subject.channel)),
        labels.name("language", subject.language),
        subject.published_at,
        columns.known(words, post.counts.engagement if post.counts else None),
        *(columns.known(words, each) for each in counts),
        columns.known(words, words.age(post.age) if post.age else None, N_("not measured")),
    )


def _card(report: Report, post: PostFigures, words: Words, labels: Labels) -> PostCard:
    subject = post.subject
    engagement = post.counts.engagement if post.counts else None
    if report.rank_age is not None:
        engagement = post.at_age.get(report.rank_age)
    figure = words.many("%(n)s interaction", "%(n)s interactions", engagement or 0)
    if report.rank_age is not None:
        figure = words(
            "%(interactions)s after %(age)s",
            interactions=figure,
            age=words.age(report.rank_age),
        )
    counts = zip(METRICS, post.counts.values() if post.counts else (), strict=False)
    done = ", ".join(words.many(*DONE[metric], n) for metric, n in counts if n)
    where = (
        labels.name("region", subject.region),
        labels.name("platform", subject.platform),
        words.language_name(subject.language),
    )
    when = words.moment(subject.published_at, report.zone)
    return PostCard(
        naming.headline(subject),
        Name(excerpt(subject.text), subject.language),
        subject.card,
        (" · ".join(where), done, f"{labels.name('channel', subject.channel)} · {when}"),
        figure,
    )


def excerpt(text: str) -> str:
    """The beginning of a text, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= EXCERPT:
        return flat
    return flat[:EXCERPT].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
