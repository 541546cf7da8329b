"""When a post is counted: at six ages, each at most once, and never back-filled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from analytics.metrics import Subject, utc

AGES = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=28),
)
"""Time since a post went out at which it is counted."""

CLOSES = timedelta(days=35)
"""After this age nothing is due: a post that its network no longer knows is not asked for ever."""


def due(subject: Subject, taken: Collection[timedelta], now: datetime) -> timedelta | None:
    """The latest age the post has reached, when it has not been counted at it yet.

    An earlier age that was missed stays missing: a count taken on day three is no count of hour
    one. None before the first age, after the last one was taken, and past `CLOSES`.
    """
    age = utc(now, "now") - subject.published_at
    if age > CLOSES:
        return None
    reached = [each for each in AGES if each <= age]
    if not reached or reached[-1] in taken:
        return None
    return reached[-1]


def all_due(
    subjects: Iterable[Subject],
    taken: Mapping[int, Collection[timedelta]],
    now: datetime,
) -> list[tuple[Subject, timedelta]]:
    """Every post to count now with the age it is counted at; `taken` is by publication id."""
    found = []
    for subject in subjects:
        age = due(subject, taken.get(subject.publication_id, ()), now)
        if age is not None:
            found.append((subject, age))
    return found


def age_label(age: timedelta) -> str:
    """An age as people say it: "1 h", "24 h", "3 d"."""
    hours = age // timedelta(hours=1)
    return f"{hours} h" if hours <= 24 else f"{hours // 24} d"


def age_words(age: timedelta) -> str:
    """An age in a sentence: "1 hour", "24 hours", "3 days"."""
    hours = age // timedelta(hours=1)
    number, unit = (hours, "hour") if hours <= 24 else (hours // 24, "day")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
