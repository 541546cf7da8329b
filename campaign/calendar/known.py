"""The names that a post may use, and the nearest one when it uses an unknown name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

LAYOUTS = frozenset({"statement", "figure", "quote"})

_ENOUGH_TO_LIST = 12
"""More names than this in one message are not read."""


@dataclass(frozen=True, slots=True)
class Known:
    """The valid names of each kind; None means that this kind is not checked.

    Languages, regions, channels and platforms come from the configuration, backgrounds from the
    brand. Pillars, values, audiences, calls to action and frames are those of vocabulary.toml,
    activities and facts those of their registers. An empty kind is set up nowhere: no name of it
    can be used. Layouts are the program's own. `background` is that of a card that names none.
    """

    languages: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    platforms: frozenset[str] | None = None
    activities: frozenset[str] | None = None
    facts: frozenset[str] | None = None
    pillars: frozenset[str] | None = None
    values: frozenset[str] | None = None
    audiences: frozenset[str] | None = None
    calls: frozenset[str] | None = None
    frames: frozenset[str] | None = None
    layouts: frozenset[str] | None = LAYOUTS
    backgrounds: frozenset[str] | None = None
    background: str = ""


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
