"""What the figures mean: at which hours, on which days, in which form posts do better than usual.

::

    PostFigures ─→ Placed, by one dimension ─→ pooling ─→ Grouping ─┐
                                                                    └─→ Meaning ─→ the section

Everything is compared within the project, and each channel with itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from analytics.meaning.pooling import Placed, Pooled, pooled
from analytics.metrics import Subject
from analytics.tally import PostFigures

DIMENSIONS = ("hour", "weekday", "format", "activity", "outcome", "language")
"""What is compared, in this order. Weekdays are 0 (Monday) to 6; hours are 00 to 23."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of one dimension, by their keys."""

    dimension: str
    groups: tuple[Pooled, ...]

    @property
    def says(self) -> bool:
        """Whether any group lies above or below the usual."""
        return any(each.says for each in self.groups)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What worked, read at one age of the posts; groupings that cannot be compared are left out."""

    age: timedelta
    groupings: tuple[Grouping, ...]


def read_meaning(
    posts: Iterable[PostFigures],
    age: timedelta | None,
    zone: tzinfo,
    zones: Mapping[str, tzinfo] | None = None,
) -> Meaning | None:
    """Compare the groups of these posts at one age; None without an age or anything to compare.

    A post counts where it was counted in time at this age, and where it was not taken back. Hours
    and days are those of the clock of its channel in `zones`, else of `zone`.
    """
    if age is None:
        return None
    clocks = zones or {}
    by: dict[str, list[Placed]] = {each: [] for each in DIMENSIONS}
    for each in posts:
        engagement, subject = each.at_age.get(age), each.subject
        if engagement is None or subject.withdrawn_at is not None:
            continue
        clock = clocks.get(subject.channel, zone)
        for dimension, read in _KEYS.items():
            if key := read(subject, clock):
                by[dimension].append(Placed(subject.channel, subject.post, key, engagement))
    found = (Grouping(dimension, pooled(some)) for dimension, some in by.items())
    groupings = tuple(each for each in found if each.groups)
    return Meaning(age, groupings) if groupings else None


_KEYS: dict[str, Callable[[Subject, tzinfo], str]] = {
    "hour": lambda subject, clock: f"{subject.published_at.astimezone(clock):%H}",
    "weekday": lambda subject, clock: str(subject.published_at.astimezone(clock).weekday()),
    "format": lambda subject, _clock: subject.format,
    "activity": lambda subject, _clock: subject.activity,
    "outcome": lambda subject, _clock: subject.outcome or "",
    "language": lambda subject, _clock: subject.language,
}
