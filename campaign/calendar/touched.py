"""The regions that a change of a post's file touches: who may make it depends on them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from campaign.calendar.select import select
from campaign.model import Channel, Post
from campaign.model.people import EVERYWHERE

_IN_LANGUAGE = re.compile(r"copy\.([^.]+)|overrides\.[^.]+\.([^.]+)")


def language_of(key: str) -> str:
    """The language of what stands under a key of a post ("copy.ca.text"); "" for all of them."""
    found = _IN_LANGUAGE.match(key)
    return (found[1] or found[2]) if found else ""


def touched(post: Post | None, key: str, channels: Iterable[Channel]) -> frozenset[str]:
    """The regions of the channels that read what stands under a key of a post ("copy.ca.text").

    A copy is read by the channels in its language, everything else by all of the post's channels.
    Where nobody reads it yet, as in a new post (None) or in a language without a channel, it is
    every region's: `EVERYWHERE`.
    """
    if post is None:
        return frozenset({EVERYWHERE})
    some = tuple(channels)
    language = language_of(key)
    names = select(post.channels, some, {channel.region for channel in some}, post.place)
    regions = {
        channel.region
        for channel in some
        if channel.name in names and language in ("", channel.language)
    }
    return frozenset(regions or {EVERYWHERE})
