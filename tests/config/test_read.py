"""A right configuration becomes the values of the house."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from analytics.cadence import AGES
from campaign import config
from campaign.config.settings import TICK
from campaign.model import ChannelKeys
from campaign.model.approval import USUAL
from campaign.platforms import registry
from tests.config.conftest import SMALL, load


def test_folders_lie_beside_the_file(small: Path) -> None:
    """Whoever calls from wherever finds the same workspace."""
    config = load(small)
    assert config.workspace == small.parent.resolve()
    assert (config.content, config.assets, config.var) == (
        config.workspace / "content",
        config.workspace / "assets",
        config.workspace / "var",
    )
    assert config.database == f"sqlite:///{config.workspace.as_posix()}/var/campaign.db"


def test_a_database_file_lies_beside_the_file_too(small: Path) -> None:
    """Three slashes mean a path from the workspace; a server is taken as it is."""
    small.write_text('database = "sqlite:///state/c.db"\n' + SMALL, encoding="utf-8")
    assert load(small).database == f"sqlite:///{small.parent.resolve().as_posix()}/state/c.db"
    url = "postgresql+psycopg://campaign@db.example/campaign"
    small.write_text(f'database = "{url}"\n' + SMALL, encoding="utf-8")
    assert load(small).database == url


def test_what_is_not_said_has_its_usual_value(small: Path) -> None:
    """The shortest configuration works."""
    config = load(small)
    assert (config.ages, config.tick, config.workers) == (AGES, TICK, 4)
    assert config.zone.key == "Europe/Madrid"
    assert config.approval == USUAL
    assert config.campaign.figures == "warn"
    assert config.campaign.grant == ""


def test_the_campaign_names_the_grant_that_reports_show(small: Path) -> None:
    """It is a text: it may hold letters, and a number in front may be a zero."""
    written = 'funding = "cofunded"\ngrant = " HOME/2020/AMIF/0101 "'
    small.write_text(SMALL.replace('funding = "cofunded"', written), encoding="utf-8")
    assert load(small).campaign.grant == "HOME/2020/AMIF/0101"


@pytest.mark.parametrize("weight", ["block", "warn", "off"])
def test_the_campaign_says_how_much_a_typed_figure_weighs(small: Path, weight: str) -> None:
    """It stands beside the approval."""
    written = f'funding = "cofunded"\nfigures = "{weight}"'
    small.write_text(SMALL.replace('funding = "cofunded"', written), encoding="utf-8")
    assert load(small).campaign.figures == weight


def test_a_channel_inherits_from_its_network_and_may_say_otherwise(small: Path) -> None:
    """The network's table saves repeating; the channel's own word counts."""
    text = SMALL.replace(
        'visibility = "public"', 'visibility = "public"\ngrace = "1 h"\npaused = true'
    )
    text += '[channels.es-mastodon]\nplatform = "mastodon"\nregion = "catalonia"\nlanguage = "es"\n'
    text += 'secret = "ES"\nserver = "http://127.0.0.1:3000/"\nvisibility = "unlisted"\n'
    text += 'paused = false\ngrace = "2 h"\nzone = "Europe/Paris"\n'
    small.write_text(text, encoding="utf-8")
    channels = load(small).channels
    first, second = channels["catalonia-mastodon"], channels["es-mastodon"]
    assert (first.server, first.options, first.paused, first.grace) == (
        "https://mastodon.example",
        {"visibility": "public"},
        True,
        timedelta(hours=1),
    )
    assert (second.server, second.options, second.paused, second.grace) == (
        "http://127.0.0.1:3000",
        {"visibility": "unlisted"},
        False,
        timedelta(hours=2),
    )
    assert (first.zone.key, second.zone.key) == ("Europe/Madrid", "Europe/Paris")
    assert first.min_interval == timedelta(minutes=2)


def test_values_remember_where_they_were_written(small: Path) -> None:
    """Later messages about a channel can point at its line."""
    config = load(small)
    channel = config.channels["catalonia-mastodon"]
    assert SMALL.splitlines()[channel.place.line - 1] == "[channels.catalonia-mastodon]"
    region = config.regions["catalonia"]
    assert SMALL.splitlines()[region.place.line - 1] == "[regions.catalonia]"


def test_a_file_saved_on_windows_reads_the_same(small: Path) -> None:
    """A byte order mark and other line ends change nothing."""
    expected = load(small)
    small.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(small) == expected


def test_networks_that_join_later_are_handed_in(small: Path) -> None:
    """A new adapter brings its name and its keys."""
    text = SMALL + '[channels.dry]\nplatform = "pigeon"\nregion = "catalonia"\nlanguage = "es"\n'
    small.write_text(text + 'colour = "white"\n', encoding="utf-8")
    networks = {**registry.KEYS, "pigeon": ChannelKeys(options={"colour": ()})}
    assert config.load(small, networks).channels["dry"].options == {"colour": "white"}
