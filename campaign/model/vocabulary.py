"""The words of one project: what its posts may choose from, and what its checks look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from campaign.errors import Place

#: How the European Commission's portal calls the audiences of communication activities.
PORTAL_AUDIENCES: Final = (
    "Citizens",
    "Civil society",
    "Industry/business",
    "EU institutions",
    "International organisation",
    "Investors",
    "Innovators",
    "Local / regional / national authorities",
    "Research communities",
    "Specific end-user communities",
    "Other",
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What `content/vocabulary.toml` says.

    `pillars`, `values`, `audiences`, `calls` (to action) and `frames` (of two texts that are
    compared) are the words that posts choose from. None means that the project sets up no such
    list, so any word may stand there; an empty list means that the project has none. `outcomes`
    gives the title of each outcome by its id. `portal` has the words of `PORTAL_AUDIENCES` for an
    audience. `acronyms` are those that a post has to explain. `region_count` names the fact that
    holds the number of regions; "" for none.
    """

    pillars: tuple[str, ...] | None = None
    values: tuple[str, ...] | None = None
    audiences: tuple[str, ...] | None = None
    calls: tuple[str, ...] | None = None
    frames: tuple[str, ...] | None = None
    outcomes: Mapping[str, str] = field(default_factory=dict)
    portal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acronyms: tuple[str, ...] = ()
    region_count: str = ""
    place: Place = Place("content/vocabulary.toml")
