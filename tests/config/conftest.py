"""A small configuration that is right, so that each test spoils one thing in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from campaign import config
from campaign.config import Config
from campaign.errors import ConfigError, Mistake
from campaign.model import Channel, Kept
from campaign.platforms import registry

SMALL = """\
[campaign]
name = "small"
title = "Small"
start = 2026-12-01
site = "https://site.example/"
source_language = "en"
languages = ["en", "ca", "es"]
visibility = "art17"
funding = "cofunded"

[platforms.mastodon]
server = "https://mastodon.example"
visibility = "public"

[regions.catalonia]
zone = "Europe/Madrid"
languages = ["ca", "es"]
names = { en = "Catalonia", ca = "Catalunya" }

[channels.catalonia-mastodon]
platform = "mastodon"
region = "catalonia"
language = "ca"
account = "catalonia"
secret = "CATALONIA_TOKEN"
"""

Spoil = Callable[..., tuple[Mistake, ...]]
Stored = Callable[[str], Kept]


def load(path: Path) -> Config:
    """A configuration for the networks there are."""
    return config.load(path, registry.KEYS)


def nothing(channel: str) -> Kept:
    """Nothing is kept for any channel."""
    return Kept()


def secrets(of: Config, environ: Mapping[str, str], stored: Stored = nothing) -> dict[str, str]:
    """The secrets of its channels, as the networks there are want them."""
    return config.secrets(of, registry.wants_credential, environ, stored)


def secret(channel: Channel, environ: Mapping[str, str], stored: Stored = nothing) -> str:
    """The secret of one channel, as its network wants it."""
    return config.secret(channel, registry.wants_credential, environ, stored)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small configuration as a file."""
    path = tmp_path / "config.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def spoil(small: Path) -> Spoil:
    """Replaces or adds text in the small configuration and tells the mistakes that follow."""

    def spoiled(*changes: tuple[str, str], add: str = "") -> tuple[Mistake, ...]:
        text = SMALL
        for old, new in changes:
            assert old in text, f"the small configuration has no {old!r}"
            text = text.replace(old, new)
        small.write_text(text + add, encoding="utf-8")
        with pytest.raises(ConfigError) as error:
            load(small)
        return error.value.mistakes

    return spoiled
