"""Each channel beside its own eight weeks: what is usual for it, and where the period lies."""

from __future__ import annotations

from analytics.document import (
    Cell,
    Chart,
    Column,
    Gap,
    Kind,
    Name,
    Paragraph,
    Range,
    Row,
    Section,
    Series,
    Shape,
    Table,
)
from analytics.language import Words
from analytics.marks import N_
from analytics.rolling import FEWEST_POSTS, FEWEST_WEEKS, Place, Rolling, RollingRow
from analytics.words import Labels

DRAWN = 24
TOO_LITTLE = N_("too little to say")
PLACES = {
    Place.BELOW: N_("below the usual range"),
    Place.WITHIN: N_("within the usual range"),
    Place.ABOVE: N_("above the usual range"),
    Place.UNKNOWN: TOO_LITTLE,
}


def section(rolling: Rolling | None, words: Words, labels: Labels) -> Section | None:
    """The channels of which there is enough to say; None without a time before to compare with.

    Files for machines have all of them.
    """
    if rolling is None or not rolling.rows:
        return None
    lead = words(
        "Engagement a post %(age)s after it went out, beside the eight weeks before this period. "
        "The usual is the median of the means of these weeks, and the range holds the middle four "
        "in five of them. With fewer than %(weeks)s weeks or %(posts)s posts there is too little "
        "to say.",
        age=words.age(rolling.age),
        weeks=words.number(FEWEST_WEEKS),
        posts=words.number(FEWEST_POSTS),
    )
    title = words("Against each channel's own eight weeks")
    heads = (
        Column("channel", words("Channel"), Kind.TEXT, words("One account on one network.")),
        Column(
            "engagement_per_post_at_age",
            words("Engagement a post"),
            Kind.NUMBER,
            words("The mean over the posts of the period that were counted at this age in time."),
            1,
        ),
        Column(
            "usual",
            words("Usual"),
            Kind.RANGE,
            words(
                "The median of the weekly means of the eight weeks before, with the range that "
                "holds the middle four in five of them."
            ),
            1,
        ),
        Column(
            "place",
            words("This period"),
            Kind.TEXT,
            words("Where the period lies beside the channel's usual range."),
        ),
        Column(
            "posts_at_age",
            words("Posts"),
            Kind.COUNT,
            words("The posts of the period that were counted at this age in time."),
        ),
        Column(
            "weeks",
            words("Weeks"),
            Kind.COUNT,
            words("Of how many of the eight weeks the mean is known."),
        ),
    )
    told = [each for each in rolling.rows if each.place is not Place.UNKNOWN]
    blocks: list[Paragraph | Chart | Table] = [Paragraph(lead, quiet=True)]
    if told:
        blocks.append(_chart(told[:DRAWN], words, labels))
    table = Table(
        "usual",
        title,
        heads,
        tuple(_row(each, words, labels) for each in told),
        more=lambda: (_row(each, words, labels) for each in rolling.rows),
    )
    blocks.append(table)
    if few := len(rolling.rows) - len(told):
        rest = words.many(
            "Of %(n)s channel there is too little to say.",
            "Of %(n)s channels there is too little to say.",
            few,
        )
        blocks.append(Paragraph(rest))
    return Section("usual", title, tuple(blocks))


def _row(row: RollingRow, words: Words, labels: Labels) -> Row:
    few = Gap(words(TOO_LITTLE))
    usual: Cell = few
    if row.usual is not None:
        usual = Range(row.usual.median, row.usual.low, row.usual.high)
    place: Cell = few if row.place is Place.UNKNOWN else words(PLACES[row.place])
    return (
        Name(labels.name("channel", row.channel)),
        Gap(words("not enough posts were counted at this age")) if row.value is None else row.value,
        usual,
        place,
        row.posts,
        row.weeks,
    )


def _chart(rows: list[RollingRow], words: Words, labels: Labels) -> Chart:
    names = tuple(labels.name("channel", each.channel) for each in rows)
    usual = tuple(
        Range(each.usual.median, each.usual.low, each.usual.high) if each.usual else None
        for each in rows
    )
    told = "; ".join(
        words(
            "%(channel)s: %(value)s, usual %(usual)s",
            channel=name,
            value=words.decimal(each.value or 0, 1),
            usual=words.decimal(each.usual.median if each.usual else 0, 1),
        )
        for name, each in zip(names, rows, strict=True)
    )
    return Chart(
        "usual",
        words("The usual range of each channel, and this period"),
        Shape.INTERVALS,
        names,
        (
            Series(words("Usual"), usual),
            Series(words("This period"), tuple(each.value for each in rows)),
        ),
        f"{told}.",
    )
