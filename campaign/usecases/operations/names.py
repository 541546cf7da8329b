"""Ask the networks whether the names that posts mention are anybody's, before they go out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from campaign.calendar.expand import expand
from campaign.content import Content
from campaign.errors import ConfigError, PlatformError
from campaign.model import Channel, Post, Region
from campaign.platforms.protocols import KnowsNames, Platform


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name in a post that nobody has on a channel's network: there it is plain words."""

    name: str
    post: str
    channel: str


def unknown_names(
    content: Content,
    channels: Collection[Channel],
    regions: Mapping[str, Region],
    start: date,
    connect: Callable[[Channel], Platform],
) -> tuple[UnknownName, ...]:
    """Every name that the posts of these channels mention and that nobody has there.

    `start` is the first day of the campaign. `connect` gives a channel's network and may raise
    ConfigError. A network that does not answer now, or that cannot be asked, is passed over. Posts
    nothing.
    """
    mentioned: dict[str, dict[str, str]] = {}
    for each in expand(content.posts, channels, regions, start).placements:
        texts = [text for text in _texts(each.post, each.channel) if "@" in text]
        if texts:
            mentioned.setdefault(each.channel.name, {})[each.post.id] = "\n".join(texts)
    return tuple(
        name
        for channel in channels
        if channel.name in mentioned
        for name in _unknown(channel, mentioned[channel.name].items(), connect)
    )


def _unknown(
    channel: Channel, texts: Iterable[tuple[str, str]], connect: Callable[[Channel], Platform]
) -> Iterator[UnknownName]:
    try:
        platform = connect(channel)
        if isinstance(platform, KnowsNames):
            for post, text in texts:
                for name in platform.unknown_names(text):
                    yield UnknownName(name, post, channel.name)
    except (ConfigError, PlatformError):
        return


def _texts(post: Post, channel: Channel) -> Iterator[str]:
    """What a channel would say of a post, before its placeholders are filled in."""
    copy = post.copy.get(channel.language)
    own = post.overrides.get((channel.platform, channel.language))
    if own is not None:
        yield own
    elif copy is not None:
        yield from (words for _, words in copy.texts)
    if copy is not None:
        yield from (part for _, part in copy.following)
