"""What a plan asks for: an indicator with its target, the days it is about, and who counts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

LARGEST: Final = 9_999_999_999
"""The largest number that an indicator takes, in both directions: what is beyond it is a slip."""

DIGITS: Final = 3
"""Digits behind the decimal point that are kept."""

Texts = Mapping[str, str]
"""The same words by language (BCP 47)."""


class Direction(StrEnum):
    """Whether more is better, or less."""

    UP = "up"
    DOWN = "down"


class Per(StrEnum):
    """How long a target runs before it begins anew."""

    PROJECT = "project"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"


class Measure(StrEnum):
    """Where an actual comes from: people enter it, or the database counts it."""

    HAND = "hand"
    PUBLICATIONS = "publications"  # each post on each channel
    POSTS = "posts"  # each post once, on however many channels
    REGIONS = "regions"  # regions of which something went out
    LANGUAGES = "languages"  # languages in which something went out
    ENGAGEMENT = "engagement"  # everything people did, where networks tell it
    CLICKS = "clicks"
    VIEWS = "views"  # displays, never people
    FOLLOWERS = "followers"  # of accounts, added up: not people
    ON_TIME = "on_time"  # share of what was due
    ALT_TEXT = "alt_text"  # share of what went out with pictures

    @property
    def is_share(self) -> bool:
        """True for a part of a hundred, which says how things are and does not grow."""
        return self in (Measure.ON_TIME, Measure.ALT_TEXT)

    @property
    def grows(self) -> bool:
        """True for what is counted up over the days, and never goes back."""
        return self not in (Measure.HAND, Measure.FOLLOWERS) and not self.is_share


@dataclass(frozen=True, slots=True)
class Earlier:
    """A target that held up to a day, and that day inside; `because` says why it was changed."""

    target: float
    until: date
    because: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the plan, as `content/kpi.toml` has it.

    `target` None means that none is set yet. `begins` and `by` are the first and the last day, None
    where the plan names none. `baseline` is where it began, None where nothing was said: what is
    counted up begins at 0, and everything else is held against its target on every day. `earlier`
    are the targets of before, the oldest first. `region` "" is the whole campaign; with `by_region`
    people enter each region's own, and the actual is their sum. `each_region` is a region's target.
    `network` and `language` narrow what is counted. `source` says where the target comes from.
    """

    id: str
    title: Texts
    unit: Texts = field(default_factory=dict)
    target: float | None = None
    begins: date | None = None
    by: date | None = None
    baseline: float | None = None
    direction: Direction = Direction.UP
    per: Per = Per.PROJECT
    measure: Measure = Measure.HAND
    region: str = ""
    network: str = ""
    language: str = ""
    outcome: str = ""
    by_region: bool = False
    each_region: float | None = None
    source: str = ""
    note: Texts = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()

    def target_on(self, day: date) -> tuple[float | None, Earlier | None]:
        """The target that held on a day, and what of the file says so where it was changed since.

        A report of last March is held against the target of last March.
        """
        for each in self.earlier:
            if day <= each.until:
                return each.target, each
        return self.target, None

    def begins_at(self) -> float | None:
        """The number at the beginning; None where the target has to hold on every day."""
        if self.baseline is not None:
            return self.baseline
        if self.direction is Direction.DOWN or self.measure.is_share:
            return None
        return 0.0


def words_in(texts: Texts, language: str) -> tuple[str, str]:
    """The words in a language and the language that they are really in; ("", "") for none.

    Where that language has none, English stands for it, else the first that there is.
    """
    for wanted in (language, language.partition("-")[0], "en", *texts):
        if wanted in texts:
            return texts[wanted], wanted
    return "", ""
