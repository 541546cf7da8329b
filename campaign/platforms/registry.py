"""Every network we know, by name; a network is imported when a channel asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from threading import Event
from typing import Any, cast

from campaign.errors import ConfigError, Mistake
from campaign.model import Channel, Delivery, Limits
from campaign.plan.pace import Rate
from campaign.platforms.protocols import Connection, MediaSource, Platform, Remembers, Shows, Vault

PLATFORMS: Mapping[str, str] = {
    "apprise": "campaign.platforms.apprise.adapter:AppriseChannel",
    "bluesky": "campaign.platforms.bluesky.adapter:Bluesky",
    "facebook": "campaign.platforms.facebook.adapter:Facebook",
    "instagram": "campaign.platforms.instagram.adapter:Instagram",
    "linkedin": "campaign.platforms.linkedin.adapter:LinkedIn",
    "mastodon": "campaign.platforms.mastodon.adapter:Mastodon",
    "outbox": "campaign.platforms.outbox.adapter:Outbox",
    "pixelfed": "campaign.platforms.pixelfed.adapter:Pixelfed",
    "telegram": "campaign.platforms.telegram.adapter:Telegram",
    "threads": "campaign.platforms.threads.adapter:Threads",
    "x": "campaign.platforms.x.adapter:X",
}


# Nobody ever sets it: an adapter waits the seconds out. Tests hand in a clock of their own.
_PATIENCE = Event().wait


def names() -> tuple[str, ...]:
    """The names a channel's `platform` may have."""
    return tuple(PLATFORMS)


def limits(platform: str) -> Limits:
    """What the network allows as far as is known without asking a server."""
    return cast(Limits, _class(platform).static)


def delivery(platform: str) -> Delivery:
    """How surely the network lets us publish once."""
    return cast(Delivery, _class(platform).delivery)


def hides(platform: str) -> Callable[[str], str] | None:
    """What is left to see of a text on a network that hides some of it; None: all is shown."""
    found = _class(platform)
    return cast(Callable[[str], str], found.visible) if issubclass(found, Shows) else None


def visible(platform: str) -> Callable[[str], str]:
    """What a text becomes before the network counts it; on most, itself."""
    return hides(platform) or str


class Rates(Mapping[str, tuple[Rate, ...]]):
    """Every network's limits on posts; an adapter is imported when its network is looked up."""

    def __getitem__(self, platform: str) -> tuple[Rate, ...]:
        if platform not in PLATFORMS:
            raise KeyError(platform)
        return cast(tuple[Rate, ...], _class(platform).rates)

    def __iter__(self) -> Iterator[str]:
        return iter(PLATFORMS)

    def __len__(self) -> int:
        return len(PLATFORMS)


def connect(
    channel: Channel,
    secret: str,
    media: MediaSource,
    clock: Callable[[], datetime],
    wait: Callable[[float], object] = _PATIENCE,
    vault: Vault | None = None,
) -> Platform:
    """The channel's adapter; nothing is sent yet.

    `secret` is the credential itself, "" where the network needs none; `clock` gives the time in
    UTC; `wait` lets a number of seconds pass while a server works on a picture; in `vault` the
    channel keeps what its network renews, without one for as long as the adapter lives. Raises
    ConfigError when the channel cannot be used.
    """
    try:
        connection = Connection(channel, secret, media, clock, wait)
        platform = cast(Platform, _class(channel.platform)(connection))
    except ValueError as error:
        mistake = Mistake(channel.place, f"channel {channel.name}: {error}")
        raise ConfigError(mistake) from error
    if vault is not None and isinstance(platform, Remembers):
        platform.remember_in(vault)
    return platform


def _class(platform: str) -> Any:
    try:
        module, _, name = PLATFORMS[platform].partition(":")
    except KeyError:
        known = ", ".join(PLATFORMS)
        raise ValueError(f"there is no platform {platform!r}; there are {known}") from None
    return getattr(import_module(module), name)
