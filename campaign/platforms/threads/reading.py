"""What readers get of a post on Threads: its words, links, alt texts and number of pictures.

Threads is not told a language, and tells none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from campaign.model import Payload, Reading
from campaign.platforms import reading
from campaign.platforms.meta.graph import id_of
from campaign.platforms.meta.timeline import address

#: https://developers.facebook.com/documentation/threads/retrieve-and-discover-posts
POST: Final = "id,text,permalink,media_type,alt_text,link_attachment_url,children"
CHILD: Final = "id,media_type,alt_text"
_ONE = ("IMAGE", "VIDEO")


def of_post(post: Mapping[str, Any], children: Sequence[Mapping[str, Any]], url: str) -> Reading:
    """A post as its readers get it; `children` are the pictures of a carousel."""
    words, card = post.get("text"), post.get("link_attachment_url")
    text = words if isinstance(words, str) else ""
    media = list(children) or ([post] if post.get("media_type") in _ONE else [])
    return Reading(
        text=reading.plain(text),
        links=reading.links(reading.in_text(text), [card] if isinstance(card, str) else []),
        alts=tuple(reading.alt(each.get("alt_text")) for each in media),
        pictures=len(media),
        url=address(post.get("permalink")) or url,
    )


def of_payload(payload: Payload) -> Reading:
    """What readers get of a post that stands as it was sent."""
    text = str(payload.body.get("text") or "")
    card = str(payload.body.get("link_attachment") or "")
    return Reading(
        text=reading.plain(text),
        links=reading.links(reading.in_text(text), [card]),
        alts=reading.alts(payload.uploads, films=True),
        pictures=len(payload.uploads),
    )


def children_of(post: Mapping[str, Any]) -> list[str]:
    """The ids of a carousel's pictures, in order; empty for any other post."""
    edge = post.get("children")
    data = edge.get("data") if isinstance(edge, dict) else None
    listed = data if isinstance(data, list) else []
    return [id for each in listed if isinstance(each, dict) and (id := id_of(each))]
