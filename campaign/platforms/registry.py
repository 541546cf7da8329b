"""Every network we know: one line each, with its package and the class of its adapter.

A network's `facts.py` says what is known of it without asking it, and is quick to import. Its
adapter is imported when a channel needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from threading import Event, RLock
from types import ModuleType
from typing import Final, TypeVar, cast

from campaign.errors import ConfigError, Mistake
from campaign.keys import KeyForm
from campaign.model import Channel, ChannelKeys, Delivery, Limits, ServerLimits
from campaign.plan.cost import Price
from campaign.plan.pace import Rate
from campaign.platforms import servers
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import PlatformFacts
from campaign.platforms.protocols import (
    Connection,
    MediaSource,
    Platform,
    Remembers,
    Vault,
    Writer,
)

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

# Nobody ever sets this event, so an adapter waits all the seconds. Tests pass their own `wait`.
_PATIENCE = Event().wait
_LOADING = RLock()  # a module that is being loaded may ask for another one


def names() -> tuple[str, ...]:
    """The names a channel's `platform` may have."""
    return tuple(PLATFORMS)


def facts(platform: str) -> PlatformFacts:
    """The facts of a network; raises ValueError when there is no such network."""
    return cast(PlatformFacts, _member(platform, "facts", "FACTS"))


class Each(Mapping[str, _Fact]):
    """One fact of every network, by the network's name; facts are read at each look-up."""

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
MEDIUMS: Final[Mapping[str, str]] = Each(lambda each: each.medium)
TERMS: Final[Mapping[str, Mapping[str, str]]] = Each(lambda each: each.terms)


def limits(platform: str) -> Limits:
    """The network's limits as far as they are known without asking a server."""
    return facts(platform).limits


def limits_of(channel: Channel, told: ServerLimits | None = None) -> Limits:
    """What a channel's server allows, by what it `told` and by what the channel's options say.

    The network's own table, as the very same object, where neither is known.
    """
    known = facts(channel.platform)
    named = channel.options.get("software", "") if known.counted else ""
    allowed = known.at_channel(known.limits if told is None else told.limits, channel)
    if told is None and not named:
        return allowed
    module, _, function = known.counted.partition(":")
    if not module:
        return allowed
    counted = cast(Callable[[Limits, str], Limits], getattr(_module(module), function))
    return counted(allowed, named or (told.software if told else ""))


def asks(platform: str) -> bool:
    """Whether the servers of a network tell their own limits; False for an unknown network."""
    return platform in PLATFORMS and facts(platform).asks


def at_channel(limits: Limits, channel: Channel) -> Limits:
    """A network's limits as they are at one channel, by its server and its options."""
    return facts(channel.platform).at_channel(limits, channel)


def afterwards(channel: Channel) -> Afterwards:
    """What can be done with a channel's posts once they are published, and what by hand only."""
    known = facts(channel.platform)
    return known.afterwards_at(known.afterwards, channel)


def versions_of(channels: Iterable[Channel]) -> Iterator[tuple[PlatformFacts, str]]:
    """Each channel's network with the API version that the channel names, "" for none."""
    for channel in channels:
        if channel.platform in PLATFORMS:
            yield facts(channel.platform), channel.options.get("version", "")


def delivery(platform: str, options: Mapping[str, str] | None = None) -> Delivery:
    """The delivery class of a channel with these options."""
    known, options = facts(platform), options or {}
    surer = (each for (key, value), each in known.surer.items() if options.get(key) == value)
    return next(surer, known.delivery)


def sends_one_request(platform: str) -> bool:
    """Whether all parts of a post go to this network in one request."""
    return platform in PLATFORMS and facts(platform).one_request


def key_form(platform: str) -> KeyForm:
    """The form of the keys by which the network recognizes a repeat; a UUID by default."""
    return facts(platform).key if platform in PLATFORMS else KeyForm.UUID


def hides(platform: str) -> Callable[[str], str] | None:
    """The function that gives a text's visible part; None when the network shows all of it."""
    module, _, function = facts(platform).shown.partition(":")
    return getattr(_module(module), function) if module else None


def visible(platform: str) -> Callable[[str], str]:
    """The function that gives the text that the network counts; on most, the text itself."""
    return hides(platform) or str


def writer(channel: Channel, limits: Limits | None = None) -> Writer:
    """What makes the requests of a channel's posts; needs no credential and loads no HTTP.

    `limits` are those of the channel's server, None where they are not known. Raises ValueError
    when the channel's settings are unfit, also its server's address.
    """
    if channel.server and wants_credential(channel.platform):
        servers.checked(channel.server, cleartext=channel.options.get("cleartext") == "yes")
    made = _member(channel.platform, "message", "writer")
    if not asks(channel.platform):
        return cast(Callable[[Channel], Writer], made)(channel)
    return cast(Callable[[Channel, Limits], Writer], made)(channel, limits or limits_of(channel))


def wants_credential(platform: str) -> bool:
    """Whether accounts on a network have a credential; False for an unknown network."""
    return platform in PLATFORMS and facts(platform).keys.credential


def is_public(platform: str, options: Mapping[str, str]) -> bool:
    """Whether everybody sees the posts of a channel with these options.

    True for an unknown network.
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
    limits: Limits | None = None,
) -> Platform:
    """The channel's adapter; nothing is sent yet.

    `secret` is the credential itself, "" when the network needs none. `clock` gives the time in
    UTC. `wait` lets a number of seconds pass while a server processes a picture. `vault` keeps the
    channel's renewed credential; without it, that lives as long as the adapter. `limits` are those
    of the channel's server, None where they are not known. Raises ConfigError
    when the channel cannot be used.
    """
    try:
        if channel.platform in PLATFORMS and limits is None:
            limits = limits_of(channel)
        connection = Connection(channel, secret, media, clock, wait, limits)
        platform = adapter(channel.platform)(connection)
    except ValueError as error:
        mistake = Mistake(channel.place, f"channel {channel.name}: {error}")
        raise ConfigError(mistake) from error
    if vault is not None and isinstance(platform, Remembers):
        platform.remember_in(vault)
    return platform


def adapter(platform: str) -> Callable[[Connection], Platform]:
    """What makes the network's adapter from a `Connection`; raises ValueError if unknown."""
    name = PLATFORMS.get(platform, "")
    return cast(Callable[[Connection], Platform], _member(platform, "adapter", name))


def _member(platform: str, module: str, name: str) -> object:
    if platform not in PLATFORMS:
        known = ", ".join(PLATFORMS)
        raise ValueError(f"there is no platform {platform!r}; there are {known}")
    return getattr(_module(f"campaign.platforms.{platform}.{module}"), name)


@cache
def _module(name: str) -> ModuleType:
    """A module, loaded by one thread at a time and kept: a page asks for hundreds of titles.

    Python lets two threads that load parts of one library in another order go on with a half-loaded
    one. Several channels may be opened at once, and the first to come loads the HTTP library.
    """
    with _LOADING:
        return import_module(name)
