"""How each network shows a post: whose name stands above it, and what its links look like.

None of it is documented; it is what the networks' own pages show. X's addresses of links and the
cuts of Mastodon are those that their APIs give out.
"""

from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from campaign.sandbox.accounts import FACEBOOK, INSTAGRAM, LINKEDIN
from campaign.sandbox.ledger import Entry
from campaign.sandbox.richtext import Piece, found, marked, shortened
from campaign.sandbox.world import World
from campaign.sandbox.x.shapes import shown

#: Networks on which an answer of one's own is a comment under the post, and no post of a thread.
COMMENTED = frozenset({FACEBOOK, INSTAGRAM, LINKEDIN})

_LINKEDIN_KEEPS = 26  # characters of a link; a longer one becomes a short address of its own
_THREADS_SHOWS = 25
_PRIVATE = "c"  # how the account of a Telegram channel without a name begins


@dataclass(frozen=True, slots=True)
class Author:
    """Whose post it is: the name in bold, and the smaller line below it, "" for none."""

    name: str
    handle: str


def author(world: World, entry: Entry, base: str) -> Author:
    """The name above a post; `base` is the sandbox's address, which is Mastodon's server."""
    who = world.account(entry.network, entry.account)
    match entry.network:
        case "mastodon":
            return Author(who.display_name, f"@{who.name}@{urlsplit(base).netloc}")
        case "bluesky" | "x":
            return Author(who.display_name, f"@{who.name}")
        case "instagram" | "threads":
            return Author(who.name, "")
        case "linkedin":
            return Author(who.display_name, f"{world.followers(who):,} followers")
        case "telegram":
            is_private = who.name.removeprefix(_PRIVATE).isdigit()
            return Author(who.display_name, "" if is_private else f"@{who.name}")
        case _:
            return Author(who.display_name, "")


def pieces(entry: Entry) -> tuple[Piece, ...]:
    """A post's text, cut at its links, tags and people, each as its network shows it."""
    match entry.network:
        case "bluesky":
            return tuple(marked(entry.text, entry.body["record"].get("facets", ())))
        case "x":
            return tuple(_of_x(entry))
        case "telegram":
            return tuple(_entities(entry.text, entry.body["entities"]))
        case network:
            return tuple(_linked(network, each) for each in found(entry.text))


def _linked(network: str, piece: Piece) -> Piece:
    if piece.kind != "link":
        return piece
    match network:
        case "mastodon":
            return replace(piece, text=shortened(piece.target))
        case "threads":
            return replace(piece, text=shortened(piece.target, _THREADS_SHOWS))
        case "linkedin" if len(piece.target) > _LINKEDIN_KEEPS:
            digest = b32encode(sha256(piece.target.encode()).digest()).decode().lower()
            return replace(piece, text=f"https://lnkd.in/e{digest[:7]}")
        case "instagram":
            return Piece(piece.text)
        case _:
            return piece


def _of_x(entry: Entry) -> Iterator[Piece]:
    """X shows the beginning of an address where its text has a t.co one, and none for pictures."""
    text, urls = shown(entry)
    at = 0
    for url in urls:
        yield from _tagged(unescape(text[at : url["start"]]))
        at = url["end"]
        if "media_key" not in url:
            yield Piece(url["display_url"], "link", url["expanded_url"])
    yield from _tagged(unescape(text[at:]))


def _tagged(text: str) -> Iterator[Piece]:
    """Plain text with its hashtags; its links are cut out already."""
    return (each if each.kind == "tag" else Piece(each.text) for each in found(text))


def _entities(text: str, marks: Iterable[Mapping[str, Any]]) -> Iterator[Piece]:
    """Telegram's marks count UTF-16 units; bold and the like are shown as plain text here."""
    data, end = text.encode("utf-16-le"), 0
    leading = {"url": "link", "text_link": "link", "hashtag": "tag"}
    for mark in sorted(marks, key=lambda each: int(each["offset"])):
        start = 2 * mark["offset"]
        if mark["type"] not in leading or start < end:
            continue
        if start > end:
            yield Piece(data[end:start].decode("utf-16-le"))
        end = start + 2 * mark["length"]
        words = data[start:end].decode("utf-16-le")
        target = mark.get("url") or words.removeprefix("#")
        yield Piece(words, leading[mark["type"]], target)
    if end < len(data):
        yield Piece(data[end:].decode("utf-16-le"))
