"""The experiments so far: which posts carried two frames, and how each publication of them did.

::

    Carried (handed in) ─→ the publications' counts ─┐
    the channels' other posts ─→ their usual ────────┴→ Experiment, one a pair of frames

A report tells an experiment from its beginning to the moment at which the report stands, and not
only the part of one week: the parts of one experiment belong together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, fsum, log1p
from statistics import median

import sqlalchemy as sa

from analytics.meaning.experiments import Posterior, Story, compare_frames
from analytics.posts import PostFigures, Posts, figures_of

OTHERS, FEWEST_OTHERS = 40, 3
"""A channel's usual is that of so many of its latest posts without frames, and of no fewer."""

LOOK_BACK = timedelta(weeks=26)
"""How long before the first post with frames a channel's other posts may have gone out."""

MEASURED_WELL = 0.5
"""The part of the publications that must have been counted at the compared age, of the best."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What is known of frames: that of each publication, and the two names of each post.

    Publications are by their numbers, posts by their ids; the names are in alphabetical order.
    """

    frames: Mapping[int, str] = field(default_factory=dict)
    pairs: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arm:
    """One frame of an experiment: its posts and publications, and how those did.

    `counted` publications were counted at the compared age, on channels that have a usual. Of
    them, `middle`, `least` and `most` are the median and the range beside the usual, which is 1;
    None where there is none.
    """

    frame: str
    stories: int
    publications: int
    counted: int
    middle: float | None = None
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """One pair of frames; `posterior` is None where there is too little to say.

    `age` is that of the compared counts, None before anything was counted.
    """

    first: Arm
    second: Arm
    posterior: Posterior | None
    age: timedelta | None


def read_experiments(
    engine: sa.Engine, posts: Posts, carried: Carried, as_of: datetime
) -> tuple[Experiment, ...]:
    """Every experiment of which something went out before `as_of` (aware), by its frames' names.

    Posts that were taken back do not count.
    """
    known = sorted(carried.frames)
    if not known:
        return ()
    with engine.connect() as connection:
        shown = [
            each
            for each in figures_of(connection, posts, known, as_of)
            if each.subject.published_at < as_of
            and each.subject.withdrawn_at is None
            and carried.frames[each.subject.publication_id]
            in carried.pairs.get(each.subject.post, ())
        ]
        if not shown:
            return ()
        since = min(each.subject.published_at for each in shown) - LOOK_BACK
        channels = sorted({each.subject.channel for each in shown})
        others = {
            channel: _others(connection, posts, channel, since, as_of, carried.frames)
            for channel in channels
        }
    by_pair: dict[tuple[str, str], list[PostFigures]] = defaultdict(list)
    for each in shown:
        by_pair[carried.pairs[each.subject.post]].append(each)
    return tuple(
        _experiment(pair, some, others, carried.frames) for pair, some in sorted(by_pair.items())
    )


def _others(
    connection: sa.Connection,
    posts: Posts,
    channel: str,
    since: datetime,
    until: datetime,
    frames: Mapping[int, str],
) -> list[PostFigures]:
    """The latest posts of a channel that carry no frame, with what was counted of them."""
    span = posts.between(since, until).subquery()
    query = (
        sa.select(span.c.id)
        .where(span.c.channel == channel, span.c.withdrawn == 0)
        .order_by(span.c.at.desc(), span.c.id.desc())
    )
    found: list[int] = []
    with connection.execute(query, execution_options={"yield_per": OTHERS}) as rows:
        for number in rows.scalars():
            if number not in frames:
                found.append(number)
            if len(found) == OTHERS:
                break
    return figures_of(connection, posts, found, until)


def _experiment(
    pair: tuple[str, str],
    shown: Sequence[PostFigures],
    others: Mapping[str, Sequence[PostFigures]],
    frames: Mapping[int, str],
) -> Experiment:
    age = _age(shown)
    deviations: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    usual = {} if age is None else _usual(others, age)
    for each in shown:
        engagement = None if age is None else each.at_age.get(age)
        channel = each.subject.channel
        if engagement is not None and channel in usual:
            frame = frames[each.subject.publication_id]
            deviations[each.subject.post][frame].append(log1p(engagement) - usual[channel])
    stories = [
        Story(tuple(by.get(pair[0], ())), tuple(by.get(pair[1], ())))
        for _, by in sorted(deviations.items())
    ]
    first, second = (
        _arm(
            frame,
            [each for each in shown if frames[each.subject.publication_id] == frame],
            [x for by in deviations.values() for x in by.get(frame, ())],
        )
        for frame in pair
    )
    return Experiment(first, second, compare_frames(stories), age)


def _arm(frame: str, shown: Sequence[PostFigures], values: Sequence[float]) -> Arm:
    stories = len({each.subject.post for each in shown})
    if not values:
        return Arm(frame, stories, len(shown), 0)
    middle, least, most = median(values), min(values), max(values)
    return Arm(frame, stories, len(shown), len(values), exp(middle), exp(least), exp(most))


def _age(shown: Iterable[PostFigures]) -> timedelta | None:
    """The latest age at which nearly as many were counted as at any; None where none was."""
    counted = Counter(
        age for each in shown for age, known in each.at_age.items() if known is not None
    )
    if not counted:
        return None
    enough = MEASURED_WELL * max(counted.values())
    return max(age for age, many in counted.items() if many >= enough)


def _usual(others: Mapping[str, Sequence[PostFigures]], age: timedelta) -> dict[str, float]:
    """The mean of log(1 + engagement) over each channel's other posts, where it has enough."""
    found: dict[str, float] = {}
    for channel, some in others.items():
        values = list(_known(some, age))
        if len(values) >= FEWEST_OTHERS:
            found[channel] = fsum(values) / len(values)
    return found


def _known(some: Iterable[PostFigures], age: timedelta) -> Iterator[float]:
    for each in some:
        engagement = each.at_age.get(age)
        if engagement is not None:
            yield log1p(engagement)
