"""The bounds of a channel's texts beside the length of a post."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import replace

import regex

from campaign.compose.length import graphemes
from campaign.compose.tags import is_valid, typed
from campaign.compose.urls import find_urls
from campaign.model import Channel, Limits, Unit

# https://github.com/twitter/twitter-text: such as $EU and $BRK.A, and not a price.
_CASHTAG = regex.compile(r"(?<![\w$])\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?!\w)", regex.IGNORECASE)
_SCHEMED = regex.compile(r"https?://[^\s<>\"“”«»]+", regex.IGNORECASE)
_MENTION = regex.compile(r"(?<![\w/.])@[\w.]+")


def of_channel(limits: Limits, channel: Channel) -> Limits:
    """The network's bounds, less the content warning where that counts with every text."""
    warning = _warning(limits, channel)
    if not warning:
        return limits
    # Mastodon counts what a reader sees, and a link in a warning in full; others code points.
    counted = graphemes(warning) if limits.unit is Unit.MASTODON else len(warning)
    return replace(limits, text=max(limits.text - counted, 0))


def where(limits: Limits, channel: Channel) -> str:
    """Says where these bounds hold, such as "on telegram under a picture"."""
    words = f"on {channel.platform}"
    if limits.caption and limits.text == limits.caption:
        words += " under a picture"
    return f"{words} beside the content warning" if _warning(limits, channel) else words


def too_many(text: str, limits: Limits) -> Iterator[str]:
    """Each bound on hashtags, mentions, links and cashtags that a text breaks, in words."""
    bounds = (
        ("hashtags", limits.hashtags, _hashtags),
        ("mentions", limits.mentions, _mentions),
        ("different links", limits.links, _links),
        ("cashtags", limits.cashtags, _cashtags),
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
    return _MENTION.findall(text) if "@" in text else ()


def _cashtags(text: str, limits: Limits) -> Sized:
    return _CASHTAG.findall(text) if "$" in text else ()


def _links(text: str, limits: Limits) -> Sized:
    return links(text)


def links(text: str) -> set[str]:
    """The different links of a text, from the safe side.

    What begins with http(s):// counts, also when its host ends in no known top-level domain: not
    every network looks that up.
    """
    spans = list(find_urls(text))
    found = {text[start:end] for start, end in spans}
    begun = {start for start, _ in spans}
    return found | {m[0] for m in _SCHEMED.finditer(text) if m.start() not in begun}


def _warning(limits: Limits, channel: Channel) -> str:
    return channel.options.get("spoiler", "") if limits.counts_warning else ""
