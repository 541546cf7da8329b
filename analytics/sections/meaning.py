"""What worked: hours, days, formats and more beside the usual, each with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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
from analytics.meaning import Grouping, Meaning
from analytics.meaning.pooling import FEWEST, HOLDS, Pooled
from analytics.words import Labels

SHOWN = 4
"""How many groupings are shown at most: those that say something first."""

DRAWN = 24
TOO_LITTLE = N_("too little to say")
MONDAY = date(2024, 1, 1)
FORMATS = {
    "text": N_("Words alone"),
    "picture": N_("One picture"),
    "pictures": N_("Several pictures"),
    "film": N_("Film"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one grouping: its title, what heads its rows, what its rows are."""

    title: str
    head: str
    meaning: str


WORDINGS = {
    "hour": Wording(
        N_("By the hour"),
        N_("Hour"),
        N_("The hour in which the post went out, on the clock of its channel."),
    ),
    "weekday": Wording(
        N_("By the day of the week"),
        N_("Day of the week"),
        N_("The day on which the post went out, on the calendar of its channel."),
    ),
    "format": Wording(
        N_("By format"), N_("Format"), N_("What went out beside the words: pictures or a film.")
    ),
    "activity": Wording(
        N_("By activity"),
        N_("Activity"),
        N_("The project's activity that the post is about."),
    ),
    "outcome": Wording(
        N_("By outcome"), N_("Outcome"), N_("The outcome of the project that the post serves.")
    ),
    "language": Wording(
        N_("By language"),
        N_("Language"),
        N_("The language in which the post is written, on channels that write in several."),
    ),
}


def section(meaning: Meaning | None, words: Words, labels: Labels) -> Section | None:
    """The groupings with something to say; None where no group has enough posts."""
    known = [
        each
        for each in (meaning.groupings if meaning else ())
        if any(group.posts >= FEWEST for group in each.groups)
    ]
    if meaning is None or not known:
        return None
    shown = sorted(known, key=lambda each: not each.says)[:SHOWN]
    lead = words(
        "Each post is put beside what is usual for its own channel, by its engagement %(age)s "
        "after it went out. The usual is 100, and 120 is a fifth more. Groups with few posts are "
        "drawn towards 100, because few posts differ by chance. In %(holds)s of cases the true "
        "value lies in the range.",
        age=words.age(meaning.age),
        holds=words.percent(HOLDS),
    )
    caution = words(
        "This shows what went together, and not what caused it: an hour may look good because good "
        "posts went out in it. The usual is this project's own and says nothing about other "
        "campaigns."
    )
    return Section(
        "meaning",
        words("What worked"),
        (Paragraph(_told(shown, words, labels)), Paragraph(lead, quiet=True)),
        subsections=(
            *(_grouping(each, words, labels) for each in shown),
            Section("meaning_caution", words("How to read this"), (Paragraph(caution),)),
        ),
    )


def _told(shown: list[Grouping], words: Words, labels: Labels) -> str:
    """The finding of each grouping in a sentence, or that there is none."""
    found = []
    for each in shown:
        some = [group for group in each.groups if group.says and group.ratio > 1]
        if some:
            best = max(some, key=lambda group: group.ratio)
            found.append(
                words(
                    "%(head)s: %(name)s did better than usual, %(index)s where the usual is "
                    "100 (range %(low)s to %(high)s).",
                    head=words(WORDINGS[each.dimension].head),
                    name=_name(each.dimension, best.group, words, labels),
                    **_in_words(best, words),
                )
            )
    if found:
        return " ".join(found)
    if any(each.says for each in shown):
        return words("No group did better than usual beyond doubt; some did less well.")
    return words(
        "There is too little to say which posts do better: every range below holds the usual, or "
        "has fewer than %(posts)s posts behind it.",
        posts=words.number(FEWEST),
    )


def _grouping(grouping: Grouping, words: Words, labels: Labels) -> Section:
    wording, id_ = WORDINGS[grouping.dimension], f"meaning_{grouping.dimension}"
    title = words(wording.title)
    heads = (
        Column(grouping.dimension, words(wording.head), Kind.TEXT, words(wording.meaning)),
        Column(
            "index",
            words("Usual is 100"),
            Kind.RANGE,
            words(
                "Engagement beside the channel's usual, which is 100, drawn towards it where posts "
                "are few, with the range that holds the true value in four of five cases. One is "
                "added to each count, so that a post without engagement can be compared."
            ),
        ),
        Column(
            "finding",
            words("Finding"),
            Kind.TEXT,
            words(
                "Too little to say where the range holds 100, or where there are fewer than "
                "%(posts)s posts.",
                posts=words.number(FEWEST),
            ),
        ),
        Column(
            "different_posts",
            words("Different posts"),
            Kind.COUNT,
            words("One text counts once, on however many channels it went out."),
        ),
        Column(
            "kept",
            words("Kept"),
            Kind.SHARE,
            words(
                "How much of the measured difference is kept; the rest is taken to be chance. The "
                "fewer the posts, the less is kept."
            ),
        ),
    )
    rows = tuple(_row(grouping.dimension, each, words, labels) for each in grouping.groups)
    drawn = [each for each in grouping.groups if each.posts >= FEWEST][:DRAWN]
    chart = _chart(id_, title, grouping.dimension, drawn, words, labels)
    return Section(id_, title, (chart, Table(id_, title, heads, rows)))


def _row(dimension: str, group: Pooled, words: Words, labels: Labels) -> Row:
    finding = words(TOO_LITTLE)
    if group.says:
        finding = words("more than usual") if group.ratio > 1 else words("less than usual")
    index: Cell = Gap(words(TOO_LITTLE))
    if group.posts >= FEWEST:
        index = _index(group)
    name = Name(_name(dimension, group.group, words, labels))
    return (name, index, finding, group.posts, group.kept)


def _chart(
    id_: str, title: str, dimension: str, drawn: list[Pooled], words: Words, labels: Labels
) -> Chart:
    names = tuple(_name(dimension, each.group, words, labels) for each in drawn)
    values = tuple(_rounded(_index(each)) for each in drawn)
    told = "; ".join(
        words("%(name)s: %(index)s (%(low)s to %(high)s)", name=name, **_in_words(each, words))
        for name, each in zip(names, drawn, strict=True)
    )
    head = words("Usual is 100")
    return Chart(id_, title, Shape.INTERVALS, names, (Series(head, values),), f"{told}.")


def _index(group: Pooled) -> Range:
    """A group beside the usual, which is 100."""
    return Range(100 * group.ratio, 100 * group.low, 100 * group.high)


def _rounded(index: Range) -> Range:
    return Range(round(index.value), round(index.low), round(index.high))


def _in_words(group: Pooled, words: Words) -> dict[str, str]:
    index = _rounded(_index(group))
    return {
        "index": words.number(index.value),
        "low": words.number(index.low),
        "high": words.number(index.high),
    }


def _name(dimension: str, key: str, words: Words, labels: Labels) -> str:
    """A group as a reader knows it."""
    if dimension == "hour":
        return f"{key}:00–{key}:59"
    if dimension == "weekday":
        return words.weekday(MONDAY + timedelta(days=int(key)))
    if dimension == "format":
        return words(FORMATS[key]) if key in FORMATS else key
    return labels.name(dimension, key)
