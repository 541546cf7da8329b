"""When a post is counted: at certain ages, each at most once, and never back-filled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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
"""Time since a post went out at which it is counted, where nothing else is set."""

_OVERTIME = timedelta(days=7)


def closes(ages: Sequence[timedelta] = AGES) -> timedelta:
    """The age after which nothing is due: a week after the last of these ages.

    A post that its network no longer knows is not asked for ever.
    """
    return max(ages) + _OVERTIME


def due(
    subject: Subject,
    taken: Collection[timedelta],
    now: datetime,
    ages: Sequence[timedelta] = AGES,
) -> timedelta | None:
    """The latest of the `ages` the post has reached, when it has not been counted at it yet.

    An earlier age that was missed stays missing: a count taken on day three is no count of hour
    one. None before the first age, after the last one was taken, and past `closes`.
    """
    age = utc(now, "now") - subject.published_at
    if age > closes(ages):
        return None
    last = max((each for each in ages if each <= age), default=None)
    return None if last is None or last in taken else last


def all_due(
    subjects: Iterable[Subject],
    taken: Mapping[int, Collection[timedelta]],
    now: datetime,
    ages: Sequence[timedelta] = AGES,
) -> list[tuple[Subject, timedelta]]:
    """Every post to count now with the age it is counted at; `taken` is by publication id."""
    found = []
    for subject in subjects:
        age = due(subject, taken.get(subject.publication_id, ()), now, ages)
        if age is not None:
            found.append((subject, age))
    return found


def age_words(age: timedelta) -> str:
    """An age in a sentence: "30 minutes", "1 hour", "24 hours", "3 days"."""
    number, unit = _said(age)
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _said(age: timedelta) -> tuple[int, str]:
    """An age in the largest unit that holds it whole; a day is 24 hours up to the first."""
    minutes = round(age / timedelta(minutes=1))
    if minutes % 60:
        return minutes, "minute"
    hours = minutes // 60
    return (hours, "hour") if hours <= 24 or hours % 24 else (hours // 24, "day")
