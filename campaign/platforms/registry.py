"""Every network we know: one line each, the name of its package and of what makes its adapter.

What is known of a network without asking it stands in its `facts.py`, which is light; its adapter
is imported when a channel asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from threading import Event
from typing import Final, TypeVar, cast

from campaign.errors import ConfigError, Mistake
from campaign.keys import KeyForm
from campaign.model import Channel, ChannelKeys, Delivery, Limits
from campaign.plan.cost import Price
from campaign.plan.pace import Rate
from campaign.platforms.facts import PlatformFacts
from campaign.platforms.protocols import Connection, MediaSource, Platform, Remembers, Vault

#: The adapter's class, or the function that chooses one, in `campaign.platforms.<name>.adapter`.
PLATFORMS: Final[Mapping[str, str]] = {
    "apprise": "AppriseChannel",
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "outbox": "Outbox",
    "pixelfed": "Pixelfed",
    "telegram": "Telegram",
    "threads": "Threads",
    "webhook": "open_webhook",
    "x": "X",
}

_Fact = TypeVar("_Fact")

# Nobody ever sets it: an adapter waits the seconds out. Tests hand in a clock of their own.
_PATIENCE = Event().wait


def names() -> tuple[str, ...]:
    """The names a channel's `platform` may have."""
    return tuple(PLATFORMS)


def facts(platform: str) -> PlatformFacts:
    """What is known of the network without asking it; raises ValueError when there is none."""
    return cast(PlatformFacts, _member(platform, "facts", "FACTS"))


class Each(Mapping[str, _Fact]):
    """One fact of every network by its name; a network's facts are read when it is looked up."""

    def __init__(self, fact: Callable[[PlatformFacts], _Fact]) -> None:
        self._fact = fact

    def __getitem__(self, platform: str) -> _Fact:
        if platform not in PLATFORMS:
            raise KeyError(platform)
        return self._fact(facts(platform))

    def __iter__(self) -> Iterator[str]:
        return iter(PLATFORMS)

    def __len__(self) -> int:
        return len(PLATFORMS)


FACTS: Final[Mapping[str, PlatformFacts]] = Each(lambda each: each)
KEYS: Final[Mapping[str, ChannelKeys]] = Each(lambda each: each.keys)
RATES: Final[Mapping[str, tuple[Rate, ...]]] = Each(lambda each: each.rates)
PRICES: Final[Mapping[str, Price | None]] = Each(lambda each: each.price)
TITLES: Final[Mapping[str, str]] = Each(lambda each: each.title)
TERMS: Final[Mapping[str, Mapping[str, str]]] = Each(lambda each: each.terms)


def limits(platform: str) -> Limits:
    """What the network allows as far as is known without asking a server."""
    return facts(platform).limits


def delivery(platform: str, options: Mapping[str, str] | None = None) -> Delivery:
    """How surely the network lets a channel with these options publish once."""
    known, options = facts(platform), options or {}
    surer = (each for (key, value), each in known.surer.items() if options.get(key) == value)
    return next(surer, known.delivery)


def sends_one_request(platform: str) -> bool:
    """Whether all parts of a post go to this network in one request."""
    return platform in PLATFORMS and facts(platform).one_request


def key_form(platform: str) -> KeyForm:
    """The form of the keys by which the network knows a repeat; a UUID where none is known."""
    return facts(platform).key if platform in PLATFORMS else KeyForm.UUID


def hides(platform: str) -> Callable[[str], str] | None:
    """What is left to see of a text on a network that hides some of it; None: all is shown."""
    module, _, function = facts(platform).shown.partition(":")
    return getattr(import_module(module), function) if module else None


def visible(platform: str) -> Callable[[str], str]:
    """What a text becomes before the network counts it; on most, itself."""
    return hides(platform) or str


def wants_credential(platform: str) -> bool:
    """Whether accounts there have a credential; False for a network that is not known."""
    return platform in PLATFORMS and facts(platform).keys.credential


def is_public(platform: str, options: Mapping[str, str]) -> bool:
    """Whether everybody sees what a channel with these options publishes there.

    True for a network that is not known.
    """
    if platform not in PLATFORMS:
        return True
    known = facts(platform)
    return known.public and not any(options.get(key) in some for key, some in known.hidden.items())


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
        platform = adapter(channel.platform)(connection)
    except ValueError as error:
        mistake = Mistake(channel.place, f"channel {channel.name}: {error}")
        raise ConfigError(mistake) from error
    if vault is not None and isinstance(platform, Remembers):
        platform.remember_in(vault)
    return platform


def adapter(platform: str) -> Callable[[Connection], Platform]:
    """The network's adapter, which is made of a `Connection`; raises ValueError for none."""
    name = PLATFORMS.get(platform, "")
    return cast(Callable[[Connection], Platform], _member(platform, "adapter", name))


def _member(platform: str, module: str, name: str) -> object:
    if platform not in PLATFORMS:
        known = ", ".join(PLATFORMS)
        raise ValueError(f"there is no platform {platform!r}; there are {known}")
    return getattr(import_module(f"campaign.platforms.{platform}.{module}"), name)
