"""The example configuration is the real campaign."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from campaign.config import Config
from tests.config.conftest import load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
ZONES = {
    "eu": "Europe/Brussels",
    "catalonia": "Europe/Madrid",
    "navarra": "Europe/Madrid",
    "pomerania": "Europe/Warsaw",
    "wielkopolska": "Europe/Warsaw",
    "emilia-romagna": "Europe/Rome",
    "donegal": "Europe/Dublin",
    "arad": "Europe/Bucharest",
    "timis": "Europe/Bucharest",
    "salzburg": "Europe/Vienna",
    "leipzig": "Europe/Berlin",
    "vastra-gotaland": "Europe/Stockholm",
}


@pytest.fixture(scope="module")
def example() -> Config:
    """The example as it is delivered."""
    return load(EXAMPLE)


def test_twelve_voices_speak_in_their_own_zones(example: Config) -> None:
    """Eleven regions and the project itself, each by the clock on its own wall."""
    assert {id: region.zone.key for id, region in example.regions.items()} == ZONES
    assert [id for id, region in example.regions.items() if not region.counted] == ["eu"]


def test_the_project_speaks_on_eight_networks_and_each_region_on_two(example: Config) -> None:
    """Catalonia and Navarra once in each of their languages."""
    assert len(example.channels) == 34
    alone = {c.platform for c in example.channels.values()} - {"mastodon", "bluesky"}
    assert alone == {"facebook", "instagram", "linkedin", "telegram", "threads", "x"}
    voices = Counter((c.region, c.platform) for c in example.channels.values())
    doubled = {"catalonia", "navarra"}
    assert voices == {
        (region, platform): 2 if region in doubled else 1
        for region in ZONES
        for platform in ("mastodon", "bluesky")
    } | {("eu", platform): 1 for platform in alone}


def test_no_two_channels_share_an_account_or_a_secret(example: Config) -> None:
    """A name copied twice by hand would publish in the wrong place."""
    channels = example.channels.values()
    assert len({(c.platform, c.account) for c in channels}) == len(channels)
    assert len({c.secret for c in channels}) == len(channels)


def test_all_ten_languages_are_set_up(example: Config) -> None:
    """English is the source; the other nine are translations."""
    assert example.campaign.languages == (
        "en",
        "es",
        "ca",
        "eu",
        "pl",
        "it",
        "de",
        "sv",
        "ro",
        "ga",
    )
    assert example.campaign.source_language == "en"


def test_regions_have_their_names_in_other_languages(example: Config) -> None:
    """A reader finds the name he knows; where there is none of its own, the region's own."""
    names = {
        language: example.regions["catalonia"].name(language) for language in ("ca", "es", "de")
    }
    assert names == {"ca": "Catalunya", "es": "Cataluña", "de": "Katalonien"}
    assert example.regions["timis"].name("sv") == "Timiș"
    assert example.regions["leipzig"].name("pl") == "Lipsk"


def test_the_irish_channels_wait_in_a_comment_that_works(tmp_path: Path) -> None:
    """Taking the # away and adding the language is all it needs."""
    text = EXAMPLE.read_text(encoding="utf-8")
    text = re.sub(r"^# (donegal-\w+-ga = )", r"\1", text, flags=re.M)
    text = text.replace(
        'languages = ["en"]\nnames = { en = "Donegal"',
        'languages = ["en", "ga"]\nnames = { en = "Donegal"',
    )
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    channels = load(path).channels
    assert len(channels) == 36
    assert channels["donegal-mastodon-ga"].language == "ga"


def test_handles_use_domains_that_nobody_owns() -> None:
    """Nobody's real account may be written to by somebody who only tries the example."""
    channels = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))["channels"]
    bluesky = [c["account"] for c in channels.values() if c["platform"] == "bluesky"]
    assert bluesky and all(handle.endswith(".example") for handle in bluesky)
