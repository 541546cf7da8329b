"""Bluesky's rich text: the words that a reader sees, and which bytes are links, tags or mentions.

A facet counts in bytes of the UTF-8 text, end exclusive
(https://docs.bsky.app/docs/advanced-guides/post-richtext). Bluesky shortens no links: a link counts
with the length that is shown. So we show its host and path, and keep the full address in the facet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import regex

LONGEST_PATH = 24  # code points of a link's path that are shown
LONGEST_TAG = 64  # graphemes, by the lexicon app.bsky.richtext.facet#tag
LONGEST_TAG_BYTES = 640

_URL = regex.compile(r"(?<![\p{L}\p{N}_@/])https?://[^\s<>\"“”«»]+", regex.IGNORECASE)
_URL_END = regex.compile(r"[\p{P}--[/\-_\)\]@#&%*]]+$", regex.V1)
# The same tags that Bluesky's own app finds: not of digits and punctuation alone.
_TAG = regex.compile(
    r"(?<![^\s\p{Ps}\p{Pi}\"'])[#＃]((?!\ufe0f)[^\s\u00ad\u2060\u200a-\u200d\u20e2#＃]*"
    r"[^\d\s\p{P}\u00ad\u2060\u200a-\u200d\u20e2#＃][^\s\u00ad\u2060\u200a-\u200d\u20e2#＃]*)"
)
_TAG_END = regex.compile(r"\p{P}+$")
_MENTION = regex.compile(
    r"(?<![^\s\p{Ps}\p{Pi}\"'])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+"
    r"[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)(?![\p{L}\p{N}_@])"
)
_GRAPHEME = regex.compile(r"\X")

Facet = dict[str, Any]


def visible(text: str) -> str:
    """The text as Bluesky shows and counts it: every link shortened to host and path."""
    return rich(text)[0]


def rich(text: str) -> tuple[str, list[Facet]]:
    """The shown text and the facets of its links and tags, in order and without overlaps."""
    shown: list[str] = []
    facets: list[Facet] = []
    at = size = 0
    for start, end in _links(text):
        before, name = text[at:start], _short(text[start:end])
        size += len(before.encode())
        facets.append(_facet(size, size + len(name.encode()), "link", uri=_uri(text[start:end])))
        shown += [before, name]
        at, size = end, size + len(name.encode())
    words = "".join([*shown, text[at:]])
    free = _Free(facets)
    tags = [
        _facet(start, end, "tag", tag=tag)
        for start, end, tag in _tags(words)
        if free.between(start, end)
    ]
    return words, sorted([*facets, *tags], key=lambda facet: facet["index"]["byteStart"])


def handles(text: str, facets: list[Facet]) -> Iterator[tuple[int, int, str]]:
    """Byte start, byte end and handle of every @mention in a shown text, outside its facets."""
    free, to_bytes = _Free(facets), _Bytes(text)
    for match in _MENTION.finditer(text):
        start, end = to_bytes.of(match.start()), to_bytes.of(match.end())
        if free.between(start, end):
            yield start, end, match[1].lower()


def with_mentions(text: str, facets: list[Facet], known: Mapping[str, str]) -> list[Facet]:
    """The facets, and one more for each mention whose handle has a DID in `known`."""
    more = [
        _facet(start, end, "mention", did=known[handle])
        for start, end, handle in handles(text, facets)
        if handle in known
    ]
    return sorted([*facets, *more], key=lambda facet: facet["index"]["byteStart"])


def _links(text: str) -> Iterator[tuple[int, int]]:
    for match in _URL.finditer(text):
        link = _trimmed(match[0])
        try:
            host = urlsplit(link).netloc
        except ValueError:  # such as a bracket that opens an IPv6 address and never closes
            continue
        if host.strip(".:"):
            yield match.start(), match.start() + len(link)


def _uri(link: str) -> str:
    """A link whose scheme is in lower case, as atproto's format `uri` wants it."""
    scheme, colon, rest = link.partition(":")
    return f"{scheme.lower()}{colon}{rest}"


def _trimmed(link: str) -> str:
    """A link without the full stop or closing bracket of the sentence around it."""
    while True:
        shorter = _URL_END.sub("", link)
        for opening, closing in ("()", "[]"):
            if shorter.endswith(closing) and shorter.count(closing) > shorter.count(opening):
                shorter = shorter[:-1]
        if shorter == link:
            return link
        link = shorter


def _short(link: str) -> str:
    """Host and path of a link; an ellipsis stands for the rest."""
    parts = urlsplit(link)
    host = parts.netloc.rpartition("@")[2]
    path, rest = parts.path, bool(parts.query or parts.fragment)
    if len(path) > LONGEST_PATH:
        path, rest = regex.sub(r"%[0-9A-Fa-f]?$", "", path[: LONGEST_PATH - 1]), True
    if path == "/" and not rest:
        path = ""
    return host + path + ("…" if rest else "")


def _tags(text: str) -> Iterator[tuple[int, int, str]]:
    to_bytes = _Bytes(text)
    for match in _TAG.finditer(text):
        tag = _TAG_END.sub("", match[1])
        if not tag or len(tag.encode()) > LONGEST_TAG_BYTES:
            continue
        if len(_GRAPHEME.findall(tag)) <= LONGEST_TAG:
            start = match.start()
            yield to_bytes.of(start), to_bytes.of(start + 1 + len(tag)), tag


class _Bytes:
    """Counts the bytes of a text from its beginning; each call goes on where the last one ended."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._bytes = text, 0, 0

    def of(self, index: int) -> int:
        """The index in bytes of an index in code points; the indices come in rising order."""
        self._bytes += len(self._text[self._at : index].encode())
        self._at = index
        return self._bytes


class _Free:
    """The bytes of a text that no facet covers; the questions come in rising order."""

    def __init__(self, facets: list[Facet]) -> None:
        spans = ((each["index"]["byteStart"], each["index"]["byteEnd"]) for each in facets)
        self._taken = sorted(spans, reverse=True)

    def between(self, start: int, end: int) -> bool:
        """True when no facet covers a byte from `start` to before `end`."""
        while self._taken and self._taken[-1][1] <= start:
            self._taken.pop()
        return not self._taken or self._taken[-1][0] >= end


def _facet(start: int, end: int, kind: str, **feature: str) -> Facet:
    return {
        "$type": "app.bsky.richtext.facet",
        "index": {"byteStart": start, "byteEnd": end},
        "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **feature}],
    }
