"""The shape of kpi.toml, and the mistakes for a table of another shape."""

from __future__ import annotations

import re
from math import isfinite
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from analytics.kpi.indicator import DIGITS, LARGEST
from campaign.calendar.fields import (
    FactId,
    Language,
    Platform,
    Region,
    Text,
    at_most,
    mistake,
    so_many,
    written,
)
from campaign.calendar.register_files import Code, Day
from campaign.calendar.schema import ContentFile

#: The table of the days that hold for every indicator without days of its own.
PLAN: Final = "plan"
_ID: Final = r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}"
_TIMES_CHANGED: Final = 50

#: What people ask for and no program can answer, with what to write instead.
_NOT_COUNTED: Final = {
    "reach": "networks tell reach for single posts alone, and people cannot be added up: "
    'write "hand" and enter what one network says, or "views"',
    "impressions": 'write "views": displays, as each network counts them',
    "likes": 'write "engagement": everything that people did',
    "masters": 'write "posts": each post once, on however many channels',
}


def _number(value: Any) -> Any:
    """A number of the plan: from 0, with three decimals at most."""
    if isinstance(value, str):
        raise mistake(f'"{value[:40]}" is text', "write the number without quotes and marks: 1250")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise mistake("this is no number", "write it in figures: 165")
    if not isfinite(value) or abs(value) > LARGEST:
        raise mistake(f"the number is not one up to {LARGEST}", "write it in figures: 165")
    if value < 0:
        raise mistake("the number is less than zero", "write one from 0")
    if round(value, DIGITS) != value:
        raise mistake(f"it has more than {DIGITS} decimals", "round it")
    return float(value)


def _texts(value: Any) -> Any:
    """One text, or the same in several languages."""
    if not isinstance(value, str | dict):
        raise mistake("this is no text", 'write it in quotes, or { en = "…", de = "…" }')
    return {"": value} if isinstance(value, str) else value


def _said(texts: dict[str, str]) -> dict[str, str]:
    if not texts:
        raise mistake("the words are missing", "write them, or a text for each language")
    return texts


def _actual(value: Any) -> Any:
    if isinstance(value, str) and value.casefold() in _NOT_COUNTED:
        raise mistake(f'"{value}" is not counted', _NOT_COUNTED[value.casefold()])
    return value


def usable_id(name: str) -> str:
    """Refuses an id that cannot be typed in a command or stand in an address."""
    if not re.fullmatch(_ID, name):
        raise mistake(
            f'the id "{name[:80]}" cannot be used',
            "use letters without accents, digits and hyphens, at most 80: learning-labs",
        )
    return name


_Words = Annotated[Text, written("text"), at_most(300)]
Number = Annotated[float, BeforeValidator(_number)]
Texts = Annotated[dict[Literal[""] | Code, _Words], BeforeValidator(_texts), AfterValidator(_said)]


class PlanTable(ContentFile):
    """The table `[plan]`: the first and the last day of the whole plan, both inside."""

    begins: Day | None = None
    ends: Day | None = None


class WasTable(ContentFile):
    """A target that held up to a day."""

    target: Number
    until: Day
    because: Annotated[Text, at_most(300)] = ""


class IndicatorTable(ContentFile):
    """One indicator of kpi.toml."""

    title: Texts
    unit: Texts | None = None
    target: Number | None = None
    fact: FactId | None = None
    begins: Day | None = None
    by: Day | None = None
    baseline: Number | None = None
    direction: Literal["up", "down"] = "up"
    per: Literal["project", "quarter", "month", "week"] = "project"
    actual: Annotated[
        Literal[
            "hand",
            "publications",
            "posts",
            "regions",
            "languages",
            "engagement",
            "clicks",
            "views",
            "followers",
            "on_time",
            "alt_text",
        ],
        BeforeValidator(_actual),
    ] = "hand"
    region: Region | None = None
    network: Platform | None = None
    language: Language | None = None
    outcome: Text = ""
    by_region: bool = False
    each_region: Number | None = None
    source: Annotated[Text, at_most(300)] = ""
    note: Texts | None = None
    was: Annotated[tuple[WasTable, ...], so_many(_TIMES_CHANGED), Field(default=())]
