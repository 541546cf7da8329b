"""How good the figures are: coverage, gaps, late and lower counts, what was noticed, the costs."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.by_hand import About
from analytics.document import (
    Cell,
    Column,
    Gap,
    Kind,
    Name,
    Paragraph,
    Row,
    Section,
    Table,
)
from analytics.language import Words
from analytics.marks import N_
from analytics.metrics import Subject
from analytics.quality import Coverage, Measured, Quality, Sight
from analytics.reading import HandFigure, Report
from analytics.sections import named_posts, naming
from analytics.words import Labels

SIGHTS = {
    Sight.DELETED: N_("deleted at its network"),
    Sight.EDITED: N_("not as it was approved"),
}


def section(
    report: Report, quality: Quality | None, words: Words, labels: Labels
) -> Section | None:
    """What there is to say; None where no post was due and nothing was noticed."""
    if quality is None:
        return None
    parts = (
        _coverage(quality.measured, words, labels),
        _missed(quality, words, labels),
        _late(quality, words, labels),
        _corrected(report, words, labels),
        _noticed(quality, words, labels),
        _costs(quality, words, labels),
    )
    found = tuple(each for each in parts if each is not None)
    if not found:
        return None
    lead = words(
        "Each post is to be counted at fixed ages. %(taken)s of %(due)s counts that were due were "
        "taken.",
        taken=words.number(quality.measured.taken),
        due=words.number(quality.measured.due),
    )
    return Section(
        "quality", words("Quality of the figures"), (Paragraph(lead),), subsections=found
    )


def _coverage(measured: Measured, words: Words, labels: Labels) -> Section | None:
    """By age over all channels; then the channels in which something is amiss.

    Files for machines have each channel at each age.
    """
    if not measured.coverage and not measured.untold:
        return None
    title = words("What was counted when it was due")
    blocks: list[Paragraph | Table] = []
    if measured.coverage:
        heads = (named_posts.age(words), *_counted(words))
        rows = tuple(
            (each.age.total_seconds() / 3600, *_covered(each)) for each in measured.by_age()
        )
        blocks.append(Table("coverage_by_age", title, heads, rows))
        blocks += _of_channels(measured, words, labels)
    if measured.untold:
        names = ", ".join(
            f"{labels.name('channel', channel)} ({words.number(posts)})"
            for channel, posts in measured.untold.items()
        )
        told = words(
            "Nobody can be asked for the figures of these posts, by channel: %(channels)s.",
            channels=names,
        )
        blocks.append(Paragraph(told, quiet=True))
    return Section("coverage", title, tuple(blocks))


def _of_channels(measured: Measured, words: Words, labels: Labels) -> tuple[Paragraph | Table, ...]:
    def row(each: Coverage) -> Row:
        hours = each.age.total_seconds() / 3600
        return (Name(labels.name("channel", each.channel)), hours, *_covered(each))

    amiss = tuple(row(each) for each in measured.coverage if each.missed or each.late)
    heads = (named_posts.channel(words), named_posts.age(words), *_counted(words))
    table = Table(
        "coverage",
        words("Channels with counts that are missing or late"),
        heads,
        amiss,
        more=lambda: map(row, measured.coverage),
    )
    if amiss:
        return (table,)
    good = words("No channel has a count that was missed or came late.")
    return (Paragraph(good), table)


def _counted(words: Words) -> tuple[Column, ...]:
    return (
        Column("due", words("Due"), Kind.COUNT, words("Posts that have reached this age.")),
        Column(
            "in_time", words("In time"), Kind.COUNT, words("Counted at this age, or soon after.")
        ),
        Column(
            "late",
            words("Late"),
            Kind.COUNT,
            words("Counted much later than that: kept, and left out of comparisons."),
        ),
        Column(
            "missed",
            words("Missed"),
            Kind.COUNT,
            words("Not counted before their time was over. Nothing is made up for them."),
        ),
        Column("open", words("Open"), Kind.COUNT, words("Posts that may still be counted.")),
        Column(
            "covered",
            words("Counted"),
            Kind.SHARE,
            words("The part of the due counts that were taken, in time or late."),
            1,
        ),
    )


def _covered(each: Coverage) -> Row:
    taken = each.in_time + each.late
    return (each.due, each.in_time, each.late, each.missed, each.open, taken / each.due)


def _missed(quality: Quality, words: Words, labels: Labels) -> Section | None:
    measured = quality.measured
    if not measured.missed:
        return None
    title = words("Gaps: counts that were never taken")
    heads = (
        *named_posts.heads(words),
        named_posts.age(words),
        Column("why", words("Why"), Kind.TEXT, _reasons(words)),
    )
    rows = tuple(
        (
            *named_posts.post(quality.posts, each.publication, words, labels),
            each.age.total_seconds() / 3600,
            words("the network gave no figures for it")
            if each.unanswered
            else words("the network was not asked in time"),
        )
        for each in measured.missed
    )
    note = named_posts.more(words, measured.all_missed, len(rows))
    return Section("gaps", title, (Table("gaps", title, heads, rows, note=note),))


def _reasons(words: Words) -> str:
    return words(
        "A network gives no figures for a post that was deleted there, or that it does not show "
        "any more. It is not asked while the program does not run, a channel is paused, or a "
        "budget is spent."
    )


def _late(quality: Quality, words: Words, labels: Labels) -> Section | None:
    measured = quality.measured
    if not measured.late and not measured.lower:
        return None
    blocks: list[Table] = []
    if measured.late:
        heads = (
            *named_posts.heads(words),
            named_posts.age(words),
            Column("taken_at", words("Counted"), Kind.MOMENT, words("When it was counted.")),
        )
        rows = tuple(
            (
                *named_posts.post(quality.posts, each.publication, words, labels),
                each.age.total_seconds() / 3600,
                each.taken_at,
            )
            for each in measured.late
        )
        note = named_posts.more(words, measured.all_late, len(rows))
        blocks.append(Table("late", words("Counted late"), heads, rows, note=note))
    if measured.lower:
        heads = (
            *named_posts.heads(words),
            Column("metric", words("Figure"), Kind.TEXT, words("What was counted.")),
            Column("before", words("Before"), Kind.COUNT, words("What the earlier count says.")),
            Column("after", words("After"), Kind.COUNT, words("What the later count says.")),
            Column("taken_at", words("Counted"), Kind.MOMENT, words("When it was counted.")),
        )
        rows = tuple(
            (
                *named_posts.post(quality.posts, each.publication, words, labels),
                naming.metric(words, each.metric),
                each.before,
                each.after,
                each.taken_at,
            )
            for each in measured.lower
        )
        note = named_posts.more(words, measured.all_lower, len(rows))
        blocks.append(Table("lower", words("Counted lower than before"), heads, rows, note=note))
    lead = words(
        "A late count is kept, and is left out of comparisons. A count can fall: people take a "
        "reaction back, and networks delete accounts. Figures are those counted last."
    )
    title = words("Late and lower counts")
    return Section("late", title, (Paragraph(lead, quiet=True), *blocks))


def _corrected(report: Report, words: Words, labels: Labels) -> Section | None:
    """The figures by hand that somebody has corrected."""
    some = [each for each in report.by_hand if each.before]
    if not some:
        return None
    title = words("Figures by hand that were corrected")
    heads = (
        Column("metric", words("Figure"), Kind.TEXT, words("What was counted.")),
        Column("of", words("Of"), Kind.TEXT, words("The post or the channel, or all of it.")),
        Column(
            "before", words("Before"), Kind.COUNT, words("What stood there before the correction.")
        ),
        Column("after", words("After"), Kind.COUNT, words("What stands there now.")),
        Column("entered_by", words("Entered by"), Kind.TEXT, words("The person who entered it.")),
        Column("entered_at", words("Entered"), Kind.MOMENT, words("When it was entered.")),
    )
    posts = {each.subject.publication_id: each.subject for each in report.posts}
    rows = tuple(_correction(each, posts, words, labels) for each in some)
    return Section("corrected", title, (Table("corrected", title, heads, rows),))


def _correction(
    figure: HandFigure, posts: Mapping[int, Subject], words: Words, labels: Labels
) -> Row:
    unknown = Gap(words("not known"))
    before, entered = figure.before[0].number, figure.entered
    return (
        naming.metric(words, figure.metric),
        _of(figure.about, posts, words, labels),
        unknown if before is None else before,
        unknown if figure.number is None else figure.number,
        Name(labels.name("person", entered.who)) if entered else unknown,
        entered.at if entered else unknown,
    )


def _of(about: About, posts: Mapping[int, Subject], words: Words, labels: Labels) -> Cell:
    if about.publication:
        post = posts.get(about.publication)
        return Gap(words("not known")) if post is None else naming.headline(post)
    if about.channel:
        return Name(labels.name("channel", about.channel))
    return words("the whole campaign")


def _noticed(quality: Quality, words: Words, labels: Labels) -> Section | None:
    if not quality.noticed:
        return None
    title = words("Posts that readers get otherwise")
    lead = words(
        "Each post is read back from its network after it went out. These were deleted or changed "
        "there, not by this program."
    )
    heads = (
        *named_posts.heads(words),
        Column("seen", words("What was noticed"), Kind.TEXT, words("What readers get.")),
        Column("seen_at", words("Noticed"), Kind.MOMENT, words("When it was read back last.")),
        Column(
            "accepted",
            words("Accepted"),
            Kind.TEXT,
            words("Whether a person has seen it and lets it stand."),
        ),
    )
    rows = tuple(
        (
            *named_posts.post(quality.posts, each.publication, words, labels),
            words(SIGHTS[each.sight]),
            each.at,
            words("yes") if each.accepted else words("no"),
        )
        for each in quality.noticed
    )
    return Section(
        "noticed", title, (Paragraph(lead, quiet=True), Table("noticed", title, heads, rows))
    )


def _costs(quality: Quality, words: Words, labels: Labels) -> Section | None:
    if not quality.costs:
        return None
    title = words("What measuring cost")
    heads = (
        Column("network", words("Network"), Kind.TEXT, words("One that charges for figures.")),
        Column("posts_read", words("Posts read"), Kind.COUNT, words("Each time is one.")),
        Column("accounts_read", words("Accounts read"), Kind.COUNT, words("Each time is one.")),
        Column("cost", words("Cost"), Kind.NUMBER, words("In the currency of the network."), 2),
        Column("currency", words("Currency"), Kind.TEXT, words("In which the network charges.")),
        Column(
            "budget",
            words("Budget of a month"),
            Kind.NUMBER,
            words("What the campaign lets the network cost in a month, posting included."),
            2,
        ),
        Column(
            "of_budget",
            words("Of the budget"),
            Kind.SHARE,
            words("The part of a month's budget that measuring took, in the month with the most."),
            1,
        ),
    )
    none = Gap(words("no budget is set"))
    rows = tuple(
        (
            Name(labels.name("platform", each.platform)),
            each.posts,
            each.accounts,
            float(each.amount),
            each.currency,
            none if each.budget is None else float(each.budget),
            none if each.most is None else each.most,
        )
        for each in quality.costs
    )
    return Section("costs", title, (Table("costs", title, heads, rows),))
