"""What a check can look at: the campaign, its registers and everything that is planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from campaign.checks.glossary.lexicon import Lexicon
from campaign.checks.page import Page
from campaign.model import Campaign, Channel, Planned, Region, Registers


class Setting(Protocol):
    """The campaign, its regions and its channels; the program's configuration has them."""

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
    """The numbers that the checks compare with.

    `alt_least` and `alt_most` are characters; `hashtags`, `emoji` and `sentence_words` are the
    largest counts that are fine. They follow the usual advice for readable posts. `gap` is the
    longest silence of the campaign, `apart` the shortest time between two posts of one channel.
    """

    alt_least: int = 40
    alt_most: int = 250
    hashtags: int = 5
    emoji: int = 3
    sentence_words: int = 25
    gap: timedelta = timedelta(days=7)
    apart: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a check may look at.

    `pages` holds the posts, `planned` the variants in the order of their instants (UTC).
    `lexicons` holds each language's glossary. `detect` tells what language a text is in; without
    it, nobody asks.
    """

    pages: tuple[Page, ...]
    registers: Registers
    setting: Setting
    planned: tuple[Planned, ...]
    rules: Rules
    lexicons: Mapping[str, Lexicon]
    detect: Callable[[str, str, tuple[str, ...]], tuple[str, float]] | None = None

    @property
    def campaign(self) -> Campaign:
        """The campaign of the setting."""
        return self.setting.campaign
