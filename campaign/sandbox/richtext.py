"""A post's text in pieces: what is plain, and what leads somewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import regex

from campaign.sandbox.counting import HASHTAG, URL

_LINK_OR_TAG = regex.compile(
    f"(?P<link>{URL.pattern})|(?P<tag>{HASHTAG.pattern})", regex.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `kind` is text, link, tag or mention, `target` the URL, tag or DID."""

    text: str
    kind: str = "text"
    target: str = ""

    def href(self, base: str) -> str | None:
        """Where the piece leads, or None; tags and people are looked up on the wall at `base`."""
        match self.kind:
            case "link":
                # A javascript: address from a facet must never become something to click.
                safe = self.target.lower().startswith(("http://", "https://"))
                return self.target if safe else None
            case "tag":
                return f"{base}/?tag={quote(self.target)}"
            case "mention":
                return f"{base}/?account={quote(self.target)}"
        return None


CUT = 30
"""How much of an address Mastodon shows, in characters."""


def address_parts(url: str, most: int = CUT) -> tuple[str, str, str]:
    """What readers do not see of an address, what they see, and the rest.

    Source: `TextFormatter.shortened_link` of Mastodon.
    """
    head = regex.match(r"https?://(?:www\.)?", url, regex.IGNORECASE)
    start = head.end() if head else 0
    return url[:start], url[start : start + most], url[start + most :]


def shortened(url: str, most: int = CUT) -> str:
    """An address without its scheme, and with an ellipsis where it is cut."""
    _, shown, rest = address_parts(url, most)
    return shown + "…" if rest else shown


def found(text: str) -> Iterator[Piece]:
    """Cut a text where a reader of Mastodon sees links and hashtags."""
    end = 0
    for match in _LINK_OR_TAG.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        if match.group("link"):
            yield Piece(match.group(), "link", match.group())
        else:
            yield Piece(match.group(), "tag", match.group()[1:])
        end = match.end()
    if end < len(text):
        yield Piece(text[end:])


def marked(text: str, facets: Sequence[Mapping[str, Any]]) -> Iterator[Piece]:
    """Cut a text where its Bluesky facets say; they count UTF-8 bytes, the end excluded."""
    data = text.encode()
    end = 0
    for facet in sorted(facets, key=lambda each: int(each["index"]["byteStart"])):
        start, stop = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        if start > end:
            yield Piece(data[end:start].decode())
        yield _feature(data[start:stop].decode(), facet["features"])
        end = stop
    if end < len(data):
        yield Piece(data[end:].decode())


def _feature(text: str, features: Sequence[Mapping[str, Any]]) -> Piece:
    for feature in features:
        match str(feature.get("$type", "")).removeprefix("app.bsky.richtext.facet#"):
            case "link":
                return Piece(text, "link", feature["uri"])
            case "tag":
                return Piece(text, "tag", feature["tag"])
            case "mention":
                return Piece(text, "mention", feature["did"])
    return Piece(text)
