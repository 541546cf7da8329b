"""Compares a post's text, as X gives it back, with the text that was sent.

X shortens every link to https://t.co/…, adds such a link for pictures at the end, and escapes `&`,
`<`, `>` as in HTML. The field `entities.urls` has the full address of each link:
https://docs.x.com/x-api/fundamentals/data-dictionary.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from itertools import dropwhile
from typing import Any
from unicodedata import normalize

from campaign.platforms import addresses

_SHORT = re.compile(r"https?://t\.co/\w+", re.ASCII)
_SHORT_AT_END = re.compile(r"https?://t\.co/\w+\Z", re.ASCII)
_PICTURE = re.compile(r"/status/\d+/(?:photo|video)/\d+$")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_MENTION = re.compile(r"@\w+", re.ASCII)
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# No post and no link is so long. Longer ones are cut, so that the comparison stays quick.
_LONGEST_TEXT = 30_000
_LONGEST_LINK = 4096


def expanded(post: Mapping[str, Any]) -> str:
    """The text as it was written: with full links, and without the link for the pictures."""
    text = _unescaped(str(post.get("text") or ""))
    pictured, behind = False, {}
    for link in _links(post):
        short, full = str(link.get("url") or ""), str(link.get("expanded_url") or "")
        if not short or not full:
            continue
        behind[short] = full[:_LONGEST_LINK]
        if link.get("media_key") or _PICTURE.search(behind[short]):
            pictured, behind[short] = True, ""
    text = _SHORT.sub(lambda found: behind.get(found[0], found[0]), text)
    text = text[:_LONGEST_TEXT].rstrip()
    if pictures(post) and not pictured and (last := _SHORT_AT_END.search(text)):
        text = text[: last.start()]
    return text.strip()


def _unescaped(text: str) -> str:
    text = text[:_LONGEST_TEXT]
    for escaped, meant in _ESCAPED:
        text = text.replace(escaped, meant)
    return text


def _links(post: Mapping[str, Any]) -> list[dict[str, Any]]:
    entities = post.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    return [each for each in urls if isinstance(each, dict)] if isinstance(urls, list) else []


def pictures(post: Mapping[str, Any]) -> int:
    """How many pictures or films a post has."""
    attached = post.get("attachments")
    keys = attached.get("media_keys") if isinstance(attached, dict) else None
    return len(keys) if isinstance(keys, list) else 0


def same(sent: str, post: Mapping[str, Any]) -> bool | None:
    """Whether a post has the sent text; None when a shortened link in it has no full address."""
    shown = expanded(post)
    if _plain(shown) == _plain(sent):
        return True
    return None if _SHORT.search(shown) and not _SHORT.search(sent) else False


def may_be(sent: str, post: Mapping[str, Any]) -> bool:
    """Whether the answer to a create can be about the sent text.

    Such an answer says nothing about what is behind its short links. So each stands for an address
    in the same word of the sent text, whichever part of that address X has taken into the link. Of
    the rest only letters and digits are compared, without the mentions that X puts before a reply.
    If these differ, it is another post. An answer without text, such as the answer to an upload, is
    not a post.
    """
    if not isinstance(post.get("text"), str):
        return False
    wanted, shown = _words(sent), _words(_unescaped(post["text"]))
    if len(shown) == len(wanted) + 1 and _SHORT.fullmatch(shown[-1]):  # the link for the pictures
        shown.pop()
    return len(wanted) == len(shown) and all(map(_fits, wanted, shown))


def _words(text: str) -> list[str]:
    """The words of a text that have a letter or a digit, behind the mentions it begins with."""
    words = text[:_LONGEST_TEXT].split()
    return [word for word in dropwhile(_MENTION.fullmatch, words) if any(map(str.isalnum, word))]


def _fits(wanted: str, shown: str) -> bool:
    """Whether a shown word is the sent one, in which an address may be replaced by a short link."""
    # Composed piece by piece: an accent behind a short link is no part of it.
    pieces = [_letters(piece) for piece in _SHORT.split(shown)]
    if len(pieces) == 1:
        return _letters(_plain(wanted)) == _letters(_plain(shown))
    wanted = normalize("NFC", wanted)
    places = [at for at, each in enumerate(wanted) if each.isalnum()]
    letters = _letters(wanted)
    first, *middle, last = pieces
    if not letters.startswith(first):
        return False
    end = len(first)
    for piece in middle:
        end = letters.find(piece, _behind_host(wanted, places, end)) + len(piece)
        if end < len(piece):
            return False
    return letters.endswith(last) and len(letters) - len(last) >= _behind_host(wanted, places, end)


def _behind_host(word: str, places: list[int], at: int) -> int:
    """Where the first letter behind the next full stop ends, counted in letters.

    Every host has a full stop with a letter behind it. Without one, the end is beyond the word.
    """
    stop = word.find(".", places[at]) if at < len(places) else -1
    return len(places) + 1 if stop < 0 else bisect(places, stop) + 1


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFC", text)))


def _plain(text: str) -> str:
    """The text with single spaces, and with each address in one form and without its scheme."""
    text = addresses.readable(addresses.with_schemes(text))
    return " ".join(_SCHEME.sub("", text).split())
