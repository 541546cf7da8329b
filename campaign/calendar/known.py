"""The names that a post may use, and the nearest one when it uses an unknown name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

LAYOUTS = frozenset({"statement", "figure", "quote"})
BACKGROUNDS = frozenset({"dusk", "dawn", "paper", "leaf"})
PILLARS = frozenset({"learn", "meet", "co_create", "plan", "act", "voice"})
VALUES = frozenset(
    {
        "equality",
        "diversity_advantage",
        "interaction",
        "belonging",
        "cooperation",
        "shared_progress",
        "trust",
        "safety_together",
        "tradition_hospitality",
        "fairness_rules",
    }
)
AUDIENCES = frozenset(
    {
        "civil_servants",
        "local_stakeholders",
        "migrant_communities",
        "businesses_csos",
        "policy_makers",
        "other_regions",
        "international_orgs",
        "general_public",
    }
)
CALLS = frozenset(
    {
        "ask",
        "comment",
        "share",
        "tag",
        "save",
        "follow",
        "read",
        "contact",
        "pledge",
        "join",
    }
)

_ENOUGH_TO_LIST = 12
"""More names than this in one message are not read."""


@dataclass(frozen=True, slots=True)
class Known:
    """The valid names of each kind; None means that this kind is not checked.

    Languages, regions, channels and platforms come from the configuration. Activities and facts
    come from the registers. The other kinds have the starter campaign's words by default.
    """

    languages: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    platforms: frozenset[str] | None = None
    activities: frozenset[str] | None = None
    facts: frozenset[str] | None = None
    pillars: frozenset[str] | None = PILLARS
    values: frozenset[str] | None = VALUES
    audiences: frozenset[str] | None = AUDIENCES
    calls: frozenset[str] | None = CALLS
    layouts: frozenset[str] | None = LAYOUTS
    backgrounds: frozenset[str] | None = BACKGROUNDS


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name that a person most likely meant by `word`; None when none is similar."""
    by_form = {_form(name): name for name in sorted(names)}
    close = get_close_matches(_form(word), by_form, n=1, cutoff=0.6)
    return by_form[close[0]] if close else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """The remedy for an unknown name: the nearest one, or all names when they are few."""
    names = sorted(names)
    meant = nearest(word, names)
    if meant is not None:
        return f'did you mean "{meant}"?'
    if not names:
        return "none is set up yet"
    if len(names) <= _ENOUGH_TO_LIST:
        return "there are: " + ", ".join(names)
    return f"there are {len(names)}, among them: " + ", ".join(names[:_ENOUGH_TO_LIST])


def _form(name: str) -> str:
    return name.casefold().replace("_", "-").replace(" ", "-")
