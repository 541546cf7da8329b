"""The bounds of a channel's texts beside the length of a post."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import replace

import regex

from campaign.compose.length import graphemes
from campaign.compose.tags import is_valid, typed
from campaign.compose.urls import find_urls
from campaign.model import Channel, Limits, Unit

_MENTION = regex.compile(r"(?<![\w/.])@[\w.]+")


def of_channel(limits: Limits, channel: Channel) -> Limits:
    """The network's bounds, less the content warning that Mastodon counts with every text."""
    return replace(limits, text=max(limits.text - graphemes(_warning(limits, channel)), 0))


def where(limits: Limits, channel: Channel) -> str:
    """Says where these bounds hold, such as "on telegram under a picture"."""
    words = f"on {channel.platform}"
    if limits.caption and limits.text == limits.caption:
        words += " under a picture"
    return f"{words} beside the content warning" if _warning(limits, channel) else words


def too_many(text: str, limits: Limits) -> Iterator[str]:
    """Each bound on hashtags, mentions and links that a text breaks, in words."""
    bounds = (
        ("hashtags", limits.hashtags, _hashtags),
        ("mentions", limits.mentions, _mentions),
        ("different links", limits.links, _links),
    )
    for what, most, of in bounds:
        if most and (found := len(of(text, limits))) > most:
            yield f"{found} {what}, {found - most} more than the {most} allowed"


def unlinked_hashtags(text: str, limits: Limits) -> Iterator[str]:
    """Each hashtag of a text (without "#") that the network shows as plain words."""
    for tag in dict.fromkeys(typed(text)):
        if not is_valid(tag, numeric=limits.numeric_hashtags):
            yield tag


def _hashtags(text: str, limits: Limits) -> Sized:
    return [tag for tag in typed(text) if is_valid(tag, numeric=limits.numeric_hashtags)]


def _mentions(text: str, limits: Limits) -> Sized:
    return _MENTION.findall(text)


def _links(text: str, limits: Limits) -> Sized:
    return {text[start:end] for start, end in find_urls(text)}


def _warning(limits: Limits, channel: Channel) -> str:
    return channel.options.get("spoiler", "") if limits.unit is Unit.MASTODON else ""
