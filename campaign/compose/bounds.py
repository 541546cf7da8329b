"""Which bounds hold for a channel's texts beyond the length of a post, and where, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, replace

import regex

from campaign.compose.length import graphemes
from campaign.compose.urls import find_urls
from campaign.model import Channel, Limits, Unit


@dataclass(frozen=True, slots=True)
class Further:
    """A network's bounds beside its `Limits`; 0 for none.

    `comment` is the length of a first comment, in the unit of the network's texts; the others are
    how many of them one text may have, where the same link counts once.
    """

    comment: int = 0
    hashtags: int = 0
    mentions: int = 0
    links: int = 0


# The same numbers by which the adapters refuse; the tests see that both agree.
FURTHER: Mapping[str, Further] = {
    "instagram": Further(comment=300, hashtags=30, mentions=20),
    "linkedin": Further(comment=1250),
    "threads": Further(links=5),
}
_NONE = Further()

_HASHTAG = regex.compile(r"(?<![\w&/])#\w*[^\W\d]\w*")
_MENTION = regex.compile(r"(?<![\w/.])@[\w.]+")


def of_channel(limits: Limits, channel: Channel) -> Limits:
    """The network's bounds less the content warning, which Mastodon counts with every text."""
    return replace(limits, text=max(limits.text - graphemes(_warning(limits, channel)), 0))


def of_comment(limits: Limits, platform: str) -> Limits:
    """The bounds of a first comment, where the network bounds it tighter than a post."""
    most = FURTHER.get(platform, _NONE).comment
    return replace(limits, text=most) if most else limits


def where(limits: Limits, channel: Channel) -> str:
    """In words, where these bounds hold: "on telegram under a picture"."""
    said = f"on {channel.platform}"
    if limits.caption and limits.text == limits.caption:
        said += " under a picture"
    return f"{said} beside the content warning" if _warning(limits, channel) else said


def too_many(text: str, platform: str) -> Iterator[str]:
    """In words, each bound on hashtags, mentions and different links that a text breaks."""
    further = FURTHER.get(platform, _NONE)
    bounds = (
        ("hashtags", further.hashtags, _hashtags),
        ("mentions", further.mentions, _mentions),
        ("different links", further.links, _links),
    )
    for what, most, of in bounds:
        if most and (found := len(of(text))) > most:
            yield f"{found} {what}, {found - most} more than the {most} allowed on {platform}"


def _hashtags(text: str) -> Sized:
    return _HASHTAG.findall(text)


def _mentions(text: str) -> Sized:
    return _MENTION.findall(text)


def _links(text: str) -> Sized:
    return {text[start:end] for start, end in find_urls(text)}


def _warning(limits: Limits, channel: Channel) -> str:
    return channel.options.get("spoiler", "") if limits.unit is Unit.MASTODON else ""
