"""The texts of a preview: each part in pieces that link, measured as its network counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from campaign.compose.bounds import of_channel
from campaign.compose.length import excess, measure, overrun, unit_of
from campaign.compose.urls import find_urls
from campaign.model import Channel, Limits, Variant

# Networks shorten what a reader sees of a long link; thirty signs without the scheme are what
# Mastodon shows: https://github.com/mastodon/mastodon/blob/main/app/lib/text_formatter.rb
_SHOWN_OF_LINK = 30


@dataclass(frozen=True, slots=True)
class Measure:
    """How texts are counted: a channel's bounds, and what its network makes of a text first."""

    limits: Callable[[Channel], Limits]
    visible: Callable[[str], Callable[[str], str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `link` is where it leads, "" for plain words."""

    words: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a variant; `name` says which of several it is, "" for a plain post's only one.

    `length` and the longest allowed, `limit`, are in the network's unit. `overrun` says by how much
    it is too long, "" for none. `unit` names the unit in words. `left` is how much more fits, and
    below 0 how much is too much; where another bound than `limit` is broken, it counts in that.
    """

    name: str
    pieces: tuple[Piece, ...]
    length: int
    limit: int
    overrun: str
    unit: str = ""
    left: int = 0


def parts(variant: Variant, measures: Measure, channel: Channel) -> Iterator[Part]:
    """Each text of a variant, in the order in which they go out, with its length and its bound."""
    bounds = of_channel(measures.limits(channel), channel)
    visible = measures.visible(variant.platform)
    count = len(variant.texts) - variant.commented
    for number, text in enumerate(variant.texts, start=1):
        name, most = f"Part {number} of {count}" if count > 1 else "", bounds
        if number > count:
            name, most = "First comment", bounds.in_comment
        elif number == 1 and (variant.card or variant.media):
            most = bounds.under_picture
        counted = visible(text)
        length = measure(counted, most)
        over = overrun(counted, most) if length > most.text or most.text_bytes else ""
        left = -excess(counted, most) if over else most.text - length
        yield Part(name, tuple(pieces(text)), length, most.text, over, unit_of(most), left)


def pieces(text: str) -> Iterator[Piece]:
    """The stretches of a text: plain words, and links with what the networks show of them."""
    at = 0
    for start, end in find_urls(text, bare=False):
        if start > at:
            yield Piece(text[at:start])
        address = text[start:end]
        name = address.partition("://")[2]
        yield Piece(name if len(name) <= _SHOWN_OF_LINK else f"{name[:_SHOWN_OF_LINK]}…", address)
        at = end
    if at < len(text):
        yield Piece(text[at:])
