"""By what a preview can be narrowed in the page, and under which of it each card is found.

The page carries one attribute for each choice (`data-region="north"`) on cards, posts and the
list of contents. Its own style sheet hides what does not fit, so that it works without a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from analytics import say
from analytics.isoweek import Week
from analytics.period import Period
from campaign.config import Config
from campaign.model import Planned
from campaign.platforms import registry

#: The choices in the order of the page: the name of each attribute, and its name for people.
NAMES: Final[Mapping[str, str]] = {
    "region": "Region",
    "network": "Network",
    "language": "Language",
    "week": "Week",
    "state": "State",
    "tag": "Tag",
}
_NO_NAME = re.compile(r"[^\w-]+")
#: The states of a card, as the page calls them; those it takes from the database have its words.
STATES: Final[Mapping[str, str]] = {
    "held": "Held back",
    "not-planned": "Not planned yet",
    "changed": "Changed, not applied",
    "to-approve": "To approve",
    "ready": "Ready",
    "paused": "Paused",
    "late": "Late",
    "sending": "Going out",
    "at-network": "At the network",
    "may-be-out": "May be out",
    "out": "Out",
    "failed": "Failed",
    "missed": "Missed",
    "cancelled": "Cancelled",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the page: its attribute, its name, and its values with their words."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]


def values(
    planned: Planned, state: str, zone: ZoneInfo, tags: Iterable[str] = ()
) -> dict[str, str]:
    """Under what one card is found, by choice; weeks begin in `zone`, `tags` are its post's.

    Of the tags there may be none or several, with a space between them.
    """
    variant = planned.variant
    return {
        "region": planned.region,
        "network": variant.platform,
        "language": variant.language,
        "week": str(Week.of(planned.due, zone)),
        "state": state,
        "tag": " ".join(map(tag_value, tags)),
    }


def tag_value(tag: str) -> str:
    """A tag as an attribute of the page has it: people write spaces and quotes into them."""
    return _NO_NAME.sub("-", tag.strip().casefold()).strip("-") or "-"


def joined(some: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The same of several cards together: each choice with all its values."""
    found: dict[str, dict[str, None]] = {name: {} for name in NAMES}
    for each in some:
        for name, value in each.items():
            found[name] |= dict.fromkeys(value.split())
    return {name: " ".join(values) for name, values in found.items()}


def choices(some: Iterable[Mapping[str, str]], config: Config) -> tuple[Choice, ...]:
    """The choices that leave something out, each with the values that there are."""
    known: dict[str, set[str]] = {name: set() for name in NAMES}
    for each in some:
        for name, value in each.items():
            known[name].update(value.split())
    found = []
    for name, title in NAMES.items():
        options = [(value, _words(name, value, config)) for value in known[name]]
        if name == "state":
            order = list(STATES)
            options.sort(key=lambda each: order.index(each[0]))
        else:
            options.sort(key=lambda each: each[0] if name == "week" else each[1].casefold())
        # One tag leaves something out, because there are posts without any.
        if len(options) > (0 if name == "tag" else 1):
            found.append(Choice(name, title, tuple(options)))
    return tuple(found)


def week_words(week: Week) -> str:
    """ "Week 49, 30 November to 6 December 2026"."""
    return f"Week {week.number}, {say.span(Period.week(week))}"


def week_of(instant: datetime, zone: ZoneInfo) -> Week:
    """The week of an instant, where weeks begin in `zone`."""
    return Week.of(instant, zone)


def region_words(region: str, config: Config) -> str:
    """A region's English name, its id where it has left the configuration."""
    known = config.regions.get(region)
    return known.name("en") if known else region


def _words(name: str, value: str, config: Config) -> str:
    match name:
        case "region":
            return region_words(value, config)
        case "network":
            return registry.TITLES.get(value, value)
        case "week":
            return week_words(Week.parse(value))
        case "state":
            return STATES[value]
        case _:
            return value
