"""Posts that are named in a table of the figures' quality: which, on which channel, and when."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.document import Column, Gap, Kind, Name, Row
from analytics.language import Words
from analytics.metrics import Subject
from analytics.sections import naming
from analytics.words import Labels


def channel(words: Words) -> Column:
    """The channel, which may head the rows."""
    return Column("channel", words("Channel"), Kind.TEXT, words("One account on one network."))


def age(words: Words) -> Column:
    """The age of a count, in hours."""
    return Column(
        "age_hours",
        words("Hours after it went out"),
        Kind.NUMBER,
        words("The age at which a post is to be counted."),
    )


def heads(words: Words) -> tuple[Column, ...]:
    """The columns that say which post it is."""
    return (
        Column("post", words("Post"), Kind.TEXT, words("Its headline, in its own language.")),
        channel(words),
        Column("published_at", words("Went out"), Kind.MOMENT, words("When the post went out.")),
    )


def post(posts: Mapping[int, Subject], number: int, words: Words, labels: Labels) -> Row:
    """The cells that say which post it is; one that is not at hand has its number."""
    subject = posts.get(number)
    if subject is None:
        gap = Gap(words("not known"))
        return (words("Publication %(number)s", number=number), gap, gap)
    return (
        naming.headline(subject),
        Name(labels.name("channel", subject.channel)),
        subject.published_at,
    )


def more(words: Words, all_of_them: int, shown: int) -> str:
    """A note on how many are not listed; "" for none."""
    if all_of_them <= shown:
        return ""
    return words.many(
        "and %(n)s more, which is not listed",
        "and %(n)s more, which are not listed",
        all_of_them - shown,
    )
