"""What readers get of a post on X: its words, its links, the alt texts of its pictures.

X shows an address without its scheme, and so does the text here. No language is sent to X: what it
says of a post's language is its own guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from campaign.model import Payload, Reading
from campaign.platforms import addresses, reading
from campaign.platforms.x import shown_text

#: What is asked of a post, in tweepy's names.
ASKED: Final[Mapping[str, list[str]]] = {
    "tweet_fields": ["attachments", "entities", "text"],
    "expansions": ["attachments.media_keys"],
    "media_fields": ["alt_text", "type"],
}
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def of_post(post: Mapping[str, Any], includes: Any, url: str) -> Reading:
    """A post as its readers get it; `includes` holds what its pictures are."""
    text = shown_text.expanded(post) if isinstance(post.get("text"), str) else None
    return Reading(
        text=None if text is None else _without_schemes(text),
        links=None if text is None else reading.in_text(text, bare=True),
        alts=_alts(post, includes),
        pictures=shown_text.pictures(post),
        url=url,
    )


def of_payload(payload: Payload) -> Reading:
    """What readers get of a post that stands as it was sent."""
    text = str(payload.body.get("text") or "")
    return Reading(
        text=_without_schemes(text),
        links=reading.in_text(text, bare=True),
        alts=reading.alts(payload.uploads),
        pictures=len(payload.uploads),
    )


def _without_schemes(text: str) -> str:
    """The text with each address in readable form and without its scheme, as X shows it."""
    return reading.plain(_SCHEME.sub("", addresses.readable(addresses.with_schemes(text))))


def _alts(post: Mapping[str, Any], includes: Any) -> tuple[str, ...] | None:
    """The alt texts in the order of the pictures; None when X does not tell them, or for a film."""
    attached = post.get("attachments")
    keys = attached.get("media_keys") if isinstance(attached, dict) else None
    if not isinstance(keys, list):
        return ()
    listed = includes.get("media") if isinstance(includes, dict) else None
    media = {
        each.get("media_key"): each
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict)
    }
    found = [media.get(key) for key in keys]
    if any(each is None or each.get("type") == "video" for each in found):
        return None
    return tuple(reading.alt(each.get("alt_text")) for each in found if each)
