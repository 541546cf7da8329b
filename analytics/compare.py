"""Two weeks compared fairly: every post at the same age.

The rule, in words for a reader: last week's posts have had seven more days to be liked, so the
latest counts of two weeks cannot be compared. First, the week before is read as it stood seven
days earlier, so that both weeks are equally far on. Then both are read at one age of their posts:
the oldest at which at least four in five of the measured posts of each week were counted in
time. When no age is that well covered, the age the weaker week covers best is taken. A percentage
is given only when it means something: both figures are known, the earlier one is above zero, and
about the same part of the posts is behind both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from analytics.figures import Figures
from analytics.marks import N_
from analytics.sums import Counted

WELL_COVERED = 0.8
"""The part of the measured posts that must have a count at the age of a comparison."""

SAME_COVER = 0.1
"""How far the parts of the posts behind two figures may lie apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in two weeks; `percent` is None, with the reason in `note`, when it would mislead.

    `percent` is in percent of the earlier figure: 12.0 is twelve percent more.
    """

    now: int | None
    before: int | None
    difference: int | None = None
    percent: float | None = None
    note: str = ""


def change(now: int | None, before: int | None) -> Change:
    """The change from one figure to another; unknown stays unknown."""
    if now is None or before is None:
        return Change(now, before, note=N_("not known in both periods"))
    difference = now - before
    if before == 0:
        return Change(now, before, difference, note="nothing to compare with: 0 before")
    return Change(now, before, difference, 100 * difference / before)


def change_of(metric: str, now: Figures, before: Figures) -> Change:
    """The change of one metric between two groups of posts read at the same age."""
    found = change(now.value(metric), before.value(metric))
    if found.percent is not None and abs(now.share(metric) - before.share(metric)) > SAME_COVER:
        return Change(found.now, found.before, note=N_("not measured alike in both periods"))
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """At which age two weeks are compared, and how many posts of each were counted at it."""

    age: timedelta
    now: Figures
    before: Figures

    @property
    def change(self) -> Change:
        """The change of all engagement."""
        return change_of("engagement", self.now, self.before)


def common_age(periods: Sequence[Counted]) -> timedelta | None:
    """The age to compare periods at, by the rule above; None when there is none."""
    if not all(each.measured for each in periods):
        return None

    def cover(age: timedelta) -> float:
        return min(
            each.ages[age].measured / each.measured if age in each.ages else 0.0 for each in periods
        )

    covers = {age: cover(age) for age in sorted({age for each in periods for age in each.ages})}
    well = [age for age in covers if covers[age] >= WELL_COVERED]
    if well:
        return well[-1]
    best = max(covers, key=lambda age: (covers[age], age), default=None)
    return best if best is not None and covers[best] else None
