"""Compares a post's text, as X gives it back, with the text that was sent.

X shortens every link to https://t.co/…, adds such a link for pictures at the end, and escapes `&`,
`<`, `>` as in HTML. The field `entities.urls` has the full address of each link:
https://docs.x.com/x-api/fundamentals/data-dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from campaign.compose.urls import find_urls

_SHORT = re.compile(r"https?://t\.co/\w+", re.ASCII)
_SHORT_AT_END = re.compile(r"https?://t\.co/\w+\Z", re.ASCII)
_PICTURE = re.compile(r"/status/\d+/(?:photo|video)/\d+$")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_MENTIONS = re.compile(r"(?:@\w+\s+)+", re.ASCII)
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# No post and no link is so long. Longer ones are cut, so that the comparison stays quick.
_LONGEST_TEXT = 30_000
_LONGEST_LINK = 4096


def expanded(post: Mapping[str, Any]) -> str:
    """The text as it was written: with full links, and without the link for the pictures."""
    text = str(post.get("text") or "")[:_LONGEST_TEXT]
    for escaped, meant in _ESCAPED:
        text = text.replace(escaped, meant)
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
    """Whether the answer to a create can be about the sent text; its links are not compared.

    Only letters and digits outside links are compared, without the mentions that X puts before a
    reply. If these differ, it is another post. An answer without text, such as the answer to an
    upload, is not a post.
    """
    return isinstance(post.get("text"), str) and _letters(sent) == _letters(expanded(post))


def _letters(text: str) -> str:
    text, pieces, at = _MENTIONS.sub("", normalize("NFC", text), count=1), [], 0
    for start, end in find_urls(text):
        pieces.append(text[at:start])
        at = end
    return "".join(c for c in "".join([*pieces, text[at:]]) if c.isalnum())


def _plain(text: str) -> str:
    """The text with single spaces, and with each link in the form in which X keeps it."""
    text, pieces, at = normalize("NFC", text), [], 0
    for start, end in find_urls(text):
        link = unquote(_SCHEME.sub("", text[start:end])).rstrip("/")
        host, slash, path = link.partition("/")
        pieces += [text[at:start], host.casefold(), slash, path]
        at = end
    return " ".join("".join([*pieces, text[at:]]).split())
