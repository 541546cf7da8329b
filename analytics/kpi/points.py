"""A number as it stood on a day, and a row of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Missing(StrEnum):
    """Why an indicator has no number at all."""

    NOT_ENTERED = "not-entered"  # only people know it, and nobody has told
    NOT_TOLD = "not-told"  # no network told it of any post or account
    NOTHING_OUT = "nothing-out"  # nothing went out of which it could be told
    NOTHING_DUE = "nothing-due"
    NO_PICTURES = "no-pictures"


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """What was known at the end of a day; `known` of `of` parts (posts, accounts, regions) told it.

    `of` is 0 where there are no parts.
    """

    day: date
    value: float
    known: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class RegionFigure:
    """One region's own number; None where nobody has entered it."""

    region: str
    value: float | None
    day: date | None = None
    source: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one indicator, one a day, the oldest first; with none, `gap` says why.

    `source` and `who` are of the newest that a person entered; `corrections` is how many numbers
    were replaced by these. `regions` has each region's own.
    """

    points: tuple[Point, ...] = ()
    gap: Missing = Missing.NOT_ENTERED
    source: str = ""
    who: str = ""
    corrections: int = 0
    regions: tuple[RegionFigure, ...] = ()

    def until(self, day: date) -> tuple[Point, ...]:
        """The points up to a day, and that day inside."""
        return tuple(each for each in self.points if each.day <= day)
