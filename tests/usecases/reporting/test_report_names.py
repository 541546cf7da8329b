"""The names in a report: channels and languages as a reader of its language calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.language import Words
from campaign.config import load
from campaign.platforms import registry
from campaign.usecases.reporting.report import channel_names

CONFIG = Path(__file__).parents[3] / "config.example.toml"


@pytest.mark.parametrize(
    ("language", "catalan", "alone"),
    [
        ("en", "Catalonia, Mastodon (Catalan)", "Donegal, Mastodon"),
        ("de", "Katalonien, Mastodon (Katalanisch)", "Donegal, Mastodon"),
    ],
)
def test_two_channels_of_a_network_are_told_apart_by_the_name_of_their_language(
    language: str, catalan: str, alone: str
) -> None:
    """Never by a code; and only where there are two."""
    config = load(CONFIG, registry.KEYS)
    regions = {name: region.name(language) for name, region in config.regions.items()}
    found = channel_names(config, regions, Words(language).language_name)
    assert catalan in found.values() and alone in found.values()
    assert len(set(found.values())) == len(found)
