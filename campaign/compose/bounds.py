"""Which bounds hold for a channel's texts beyond the length of a post, and where, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import replace

import regex

from campaign.compose.length import graphemes
from campaign.compose.urls import find_urls
from campaign.model import Channel, Limits, Unit

_HASHTAG = regex.compile(r"(?<![\w&/])#\w*[^\W\d]\w*")
_MENTION = regex.compile(r"(?<![\w/.])@[\w.]+")


def of_channel(limits: Limits, channel: Channel) -> Limits:
    """The network's bounds less the content warning, which Mastodon counts with every text."""
    return replace(limits, text=max(limits.text - graphemes(_warning(limits, channel)), 0))


def where(limits: Limits, channel: Channel) -> str:
    """In words, where these bounds hold: "on telegram under a picture"."""
    said = f"on {channel.platform}"
    if limits.caption and limits.text == limits.caption:
        said += " under a picture"
    return f"{said} beside the content warning" if _warning(limits, channel) else said


def too_many(text: str, limits: Limits) -> Iterator[str]:
    """In words, each bound on hashtags, mentions and different links that a text breaks."""
    bounds = (
        ("hashtags", limits.hashtags, _hashtags),
        ("mentions", limits.mentions, _mentions),
        ("different links", limits.links, _links),
    )
    for what, most, of in bounds:
        if most and (found := len(of(text))) > most:
            yield f"{found} {what}, {found - most} more than the {most} allowed"


def _hashtags(text: str) -> Sized:
    return _HASHTAG.findall(text)


def _mentions(text: str) -> Sized:
    return _MENTION.findall(text)


def _links(text: str) -> Sized:
    return {text[start:end] for start, end in find_urls(text)}


def _warning(limits: Limits, channel: Channel) -> str:
    return channel.options.get("spoiler", "") if limits.unit is Unit.MASTODON else ""
