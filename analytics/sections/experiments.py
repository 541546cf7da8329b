"""Posts in two frames: which does better, how sure that is, how many more posts it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.document import (
    Cell,
    Column,
    Gap,
    Kind,
    Name,
    Paragraph,
    Range,
    Row,
    Section,
    Table,
)
from analytics.language import Words
from analytics.meaning.experiments import (
    FEWEST,
    FEWEST_STORIES,
    HOLDS,
    POWER,
    SURE,
    WORTH,
    Finding,
    Posterior,
)
from analytics.meaning.frames import FEWEST_OTHERS, Arm, Experiment
from analytics.sections.meaning import TOO_LITTLE


@dataclass(frozen=True, slots=True)
class _Better:
    """The frame that is ahead, beside the other one."""

    likely: float
    ratio: float
    low: float
    high: float


def section(experiments: Sequence[Experiment], words: Words) -> Section | None:
    """Each pair of frames, from its first post to the moment of the report; None without any."""
    if not experiments:
        return None
    lead = words(
        "Some posts tell the same story in two frames, and each channel gets one of them. A "
        "publication is put beside what is usual for its own channel, which is 100, and then "
        "beside the same story in the other frame. Networks are not compared with one another. "
        "The figures hold everything since the first of these posts, and not only this period."
    )
    return Section(
        "experiments",
        words("Experiments"),
        (Paragraph(lead, quiet=True),),
        subsections=(
            *(_one(number, each, words) for number, each in enumerate(experiments, start=1)),
            Section("experiments_caution", words("How to read this"), _caution(words)),
        ),
    )


def readable(frame: str) -> str:
    """A frame's name as people read it: "shared humanity"."""
    return frame.replace("_", " ").replace("-", " ")


def _caution(words: Words) -> tuple[Paragraph, ...]:
    return (
        Paragraph(
            words(
                "A difference is drawn towards none, the more, the fewer posts there are, because "
                "few posts differ by chance. In %(holds)s of cases the true value lies in the "
                "range. A frame is called better from a probability of %(sure)s on.",
                holds=words.percent(HOLDS),
                sure=words.percent(SURE),
            )
        ),
        Paragraph(
            words(
                "Channels are compared, and not people: nobody knows who read what. Which channel "
                "gets which frame follows from a fixed rule and was not drawn by lot, so a "
                "difference may have another cause than the frame."
            )
        ),
    )


def _one(number: int, each: Experiment, words: Words) -> Section:
    id_ = f"experiment_{number}"
    title = words(
        "“%(first)s” or “%(second)s”",
        first=readable(each.first.frame),
        second=readable(each.second.frame),
    )
    heads = (
        Column("frame", words("Frame"), Kind.TEXT, words("The way in which the story is told.")),
        Column(
            "stories",
            words("Stories"),
            Kind.COUNT,
            words("Posts of which something went out in this frame."),
        ),
        Column(
            "publications",
            words("Publications"),
            Kind.COUNT,
            words("How often this frame went out: one post counts once for each channel."),
        ),
        Column(
            "counted",
            words("Compared"),
            Kind.COUNT,
            words(
                "Publications that were counted at the compared age, on channels with at least "
                "%(posts)s other posts that show what is usual there.",
                posts=words.number(FEWEST_OTHERS),
            ),
        ),
        Column(
            "index",
            words("Usual is 100"),
            Kind.RANGE,
            words(
                "The median of the compared publications beside their channels' usual, with the "
                "lowest and the highest. Nothing is drawn towards the usual here."
            ),
        ),
    )
    table = Table(id_, title, heads, tuple(_row(arm, words) for arm in (each.first, each.second)))
    return Section(id_, title, (Paragraph(_told(each, words)), table))


def _row(arm: Arm, words: Words) -> Row:
    index: Cell = Gap(words(TOO_LITTLE))
    if arm.middle is not None and arm.least is not None and arm.most is not None:
        index = Range(100 * arm.middle, 100 * arm.least, 100 * arm.most)
    return (Name(readable(arm.frame)), arm.stories, arm.publications, arm.counted, index)


def _told(each: Experiment, words: Words) -> str:
    """What is known of an experiment, in sentences."""
    if each.posterior is None or each.age is None:
        return words(
            "There is too little to say yet: it takes at least %(stories)s stories that were "
            "counted in both frames, and %(posts)s publications of each frame.",
            stories=words.number(FEWEST_STORIES),
            posts=words.number(FEWEST),
        )
    found = each.posterior
    ahead, behind, better = _sides(each, found)
    values = {
        "better": readable(ahead),
        "other": readable(behind),
        "probability": _probability(better.likely, words),
        "index": words.number(round(100 * better.ratio)),
        "low": words.number(round(100 * better.low)),
        "high": words.number(round(100 * better.high)),
        "age": words.age(each.age),
        "kept": words.percent(found.kept),
    }
    if found.finding is not Finding.CANNOT_TELL:
        return words(
            "“%(better)s” does better: its probability is %(probability)s. %(age)s after a post "
            "goes out, it gets %(index)s where “%(other)s” gets 100 (range %(low)s to %(high)s). "
            "Of the measured difference, %(kept)s was kept.",
            **values,
        )
    return " ".join(
        (
            words(
                "It cannot be said yet which does better. The probability of “%(better)s” is "
                "%(probability)s. %(age)s after a post goes out, it gets %(index)s where "
                "“%(other)s” gets 100 (range %(low)s to %(high)s). Of the measured difference, "
                "%(kept)s was kept.",
                **values,
            ),
            words.many(
                "About %(n)s more story in both frames, on as many channels as those so far, would "
                "show a difference of %(worth)s in %(power)s of cases.",
                "About %(n)s more stories in both frames, on as many channels as those so far, "
                "would show a difference of %(worth)s in %(power)s of cases.",
                found.more,
                worth=words.percent(WORTH - 1),
                power=words.percent(POWER),
            ),
        )
    )


def _sides(each: Experiment, found: Posterior) -> tuple[str, str, _Better]:
    """The frame that is more likely to do better, the other one, and how much better it does."""
    if found.likely >= 0.5:
        better = _Better(found.likely, found.ratio, found.low, found.high)
        return each.second.frame, each.first.frame, better
    turned = _Better(1 - found.likely, 1 / found.ratio, 1 / found.high, 1 / found.low)
    return each.first.frame, each.second.frame, turned


def _probability(likely: float, words: Words) -> str:
    """A probability in words; none is certain."""
    return words.percent(min(round(likely, 2), 0.99))
