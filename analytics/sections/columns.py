"""The columns that several tables share, and the cells that stand in them."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.compare import Change
from analytics.document import Cell, Column, Gap, Kind, Range, Row
from analytics.language import Words
from analytics.marks import N_
from analytics.sections import naming
from analytics.spread import FEWEST, Spread

UNTOLD = N_("the network does not say, or the post was not measured")


def count(words: Words, metric: str) -> Column:
    """A count, by its name in `METRICS` or "engagement"."""
    return Column(metric, naming.metric(words, metric), Kind.COUNT, words(naming.MEANINGS[metric]))


def posts(words: Words) -> Column:
    """How many posts there are."""
    meaning = words(
        "Posts that went out in the period. One text on one channel in one language is one post."
    )
    return Column("posts", words("Posts"), Kind.COUNT, meaning)


def measured(words: Words) -> Column:
    """How many of the posts have any figure."""
    meaning = words("How many of the posts have figures.")
    return Column("measured", words("Measured"), Kind.COUNT, meaning)


def mean(words: Words) -> Column:
    """Engagement divided by posts."""
    meaning = words(
        "The mean: engagement divided by the number of posts whose network tells any of it."
    )
    return Column("engagement_per_post", words("Engagement a post"), Kind.NUMBER, meaning, 1)


def median(words: Words) -> Column:
    """The engagement of the middle post, and of the middle half of the posts."""
    meaning = words(
        "The median: half of the posts have more engagement than this, half have less. The range "
        "beside it holds the middle half of the posts."
    )
    return Column("engagement_median", words("Middle post"), Kind.RANGE, meaning, 1)


def rate(words: Words) -> Column:
    """Engagement divided by views."""
    meaning = words(
        "Engagement divided by views, only over the posts of which both are known. Views are "
        "displays, not people."
    )
    return Column("engagement_rate", words("Engagement per view"), Kind.SHARE, meaning, 1)


def change(words: Words) -> Column:
    """The change of engagement against the period before."""
    meaning = words(
        "The change of engagement against the period before, with the posts of both periods "
        "counted at the same age."
    )
    return Column("change_percent", words("Change"), Kind.CHANGE, meaning)


def known(words: Words, value: Cell | None, why: str = UNTOLD) -> Cell:
    """A value, or a gap with its reason (a message)."""
    return Gap(words(why)) if value is None else value


def moved(words: Words, found: Change) -> Cell:
    """A change in percent, or a gap that says why there is none."""
    if found.percent is not None:
        return found.percent
    if found.difference is not None:
        return Gap(words("there was nothing before, which a percentage needs"))
    return Gap(words(found.note) if found.note else "")


def spread(words: Words, found: Spread | None) -> Cell:
    """A median with its middle half, or a gap where the posts are too few."""
    if found is None:
        few = words.many(
            "fewer than %(n)s post has figures", "fewer than %(n)s posts have figures", FEWEST
        )
        return Gap(few)
    return Range(found.median, found.low, found.high)


def told(
    words: Words, labels: Sequence[str], values: Sequence[float | None], missing: Sequence[str] = ()
) -> str:
    """The figures of a chart in words, for whoever cannot see it."""
    figures = []
    for at, (label, value) in enumerate(zip(labels, values, strict=True)):
        gap = missing[at] if at < len(missing) else words("n/a")
        digits = 0 if isinstance(value, int) else 1
        figures.append(f"{label}: {gap if value is None else words.decimal(value, digits)}")
    return f"{', '.join(figures)}."


def without_empty(
    columns: Sequence[Column], rows: Sequence[Row], may_go: Sequence[str]
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Leave out those of the columns `may_go` (by id) in which no row knows anything."""
    kept = [
        at
        for at, column in enumerate(columns)
        if column.id not in may_go or any(not isinstance(row[at], Gap) for row in rows)
    ]
    return (
        tuple(columns[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in rows),
    )
