"""The words a report uses for what it counts, and the names that are handed in to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from analytics.marks import N_

if TYPE_CHECKING:  # Babel, which only a report needs
    from analytics.language import Words

METRIC_NAMES = {
    "reactions": N_("Reactions"),
    "reposts": N_("Reposts"),
    "replies": N_("Replies"),
    "quotes": N_("Quotes"),
    "clicks": N_("Link clicks"),
    "saves": N_("Saves"),
    "views": N_("Views"),
    "engagement": N_("Engagement"),
    "followers": N_("Followers"),
    "site_visits": N_("Visits to the site from posts"),
    "press_mentions": N_("Mentions in the press"),
}

NOT_STATED = N_("not stated")


@dataclass(frozen=True, slots=True)
class Decision:
    """A finding about a post that somebody let stand: what it says, who, when (UTC), and why."""

    post: str
    code: str
    message: str
    who: str
    at: datetime
    reason: str


@lru_cache
def language_name(code: str) -> str:
    """The English name of a language, "" for one that nobody knows."""
    # Only a report needs Babel's tables of names.
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        return Locale.parse(code, sep="-").get_display_name("en") or ""
    except (ValueError, UnknownLocaleError):
        return str(Locale("en").languages.get(code.partition("-")[0], ""))


@dataclass(frozen=True, slots=True)
class Labels:
    """Names to show for the identifiers in subjects; what is not named is shown as it is.

    Each is a mapping from identifier to name: channels, regions, activities and outcomes come
    from the campaign's settings; languages add to the names known here. `terms` has, by platform,
    a network's own word for each count it can tell; a count that is not named it does not tell.
    `person` has the names of those who entered figures. `unnamed` stands where nothing is stated,
    and `in_words` names a language by its code.
    """

    channel: Mapping[str, str] = field(default_factory=dict)
    platform: Mapping[str, str] = field(default_factory=dict)
    region: Mapping[str, str] = field(default_factory=dict)
    language: Mapping[str, str] = field(default_factory=dict)
    activity: Mapping[str, str] = field(default_factory=dict)
    outcome: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    unnamed: str = NOT_STATED
    in_words: Callable[[str], str] = language_name

    def read_in(self, words: Words) -> Labels:
        """The same labels for a reader of one language."""
        return replace(self, unnamed=words(NOT_STATED), in_words=words.language_name)

    def name(self, dimension: str, key: str | None) -> str:
        """The name of one identifier of one dimension."""
        if not key:
            return self.unnamed
        own: Mapping[str, str] = getattr(self, dimension)
        known = self.in_words(key) if dimension == "language" else ""
        return own.get(key) or known or key


@dataclass(frozen=True, slots=True)
class Masthead:
    """What stands around the figures: whose report it is and who paid for the campaign.

    `emblem` is the picture (PNG, JPEG or SVG bytes) that stands beside the funding `statement`.
    """

    campaign: str = "Campaign"
    owner: str = ""
    statement: str = ""
    disclaimer: str = ""
    grant: str = ""
    emblem: bytes | None = None
