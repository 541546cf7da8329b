"""What the checks have before them: the campaign, its registers, and everything that is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from campaign.checks.lexicon import Lexicon
from campaign.checks.page import Page
from campaign.model import Campaign, Channel, Planned, Region, Registers


class Setting(Protocol):
    """Who speaks where; the program's configuration is one."""

    @property
    def campaign(self) -> Campaign:
        """The campaign."""
        ...

    @property
    def regions(self) -> Mapping[str, Region]:
        """Every region by its id."""
        ...

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Every channel by its name."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers behind the checks; lengths in characters, `region_fact` states how many regions.

    They are the campaign's own choice, but for those of alt texts, hashtags, emoji and sentences,
    which follow the usual advice for readable posts.
    """

    alt_least: int = 40
    alt_most: int = 250
    hashtags: int = 5
    emoji: int = 3
    sentence_words: int = 25
    gap: timedelta = timedelta(days=7)
    apart: timedelta = timedelta(hours=1)
    region_fact: str = "F01"
    acronyms: tuple[str, ...] = ("TCN", "CSO", "AMIF", "ICC", "AER")


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a check may look at.

    `planned` is in the order of the instants (UTC); `lexicons` are the glossaries by language.
    """

    pages: tuple[Page, ...]
    registers: Registers
    setting: Setting
    planned: tuple[Planned, ...]
    rules: Rules
    lexicons: Mapping[str, Lexicon]

    @property
    def campaign(self) -> Campaign:
        """The campaign of the setting."""
        return self.setting.campaign
