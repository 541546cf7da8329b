"""What readers get of a post or a comment on Instagram: caption, alt texts, number of pictures.

Addresses in a caption are plain words to readers, who cannot open them; they are compared as words
and as addresses all the same. Instagram is not told a language, and tells none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from campaign.model import Payload, Reading
from campaign.platforms import reading
from campaign.platforms.meta.timeline import address

#: https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
POST: Final = "id,caption,permalink,media_type,alt_text,children{id,media_type,alt_text}"
COMMENT: Final = "id,text"


def of_post(post: Mapping[str, Any], url: str) -> Reading:
    """A post as its readers get it; a film has no alt text."""
    words = post.get("caption")
    text = words if isinstance(words, str) else ""
    children = post.get("children")
    data = children.get("data") if isinstance(children, dict) else None
    if post.get("media_type") == "CAROUSEL_ALBUM":
        listed = isinstance(data, list) and all(isinstance(each, dict) for each in data)
        media = data if listed else None
    else:
        media = [post] if post.get("media_type") in ("IMAGE", "VIDEO") else []
    stills = media is not None and all(each.get("media_type") == "IMAGE" for each in media)
    return Reading(
        text=reading.plain(text),
        links=reading.in_text(text),
        alts=tuple(reading.alt(each.get("alt_text")) for each in media)
        if media and stills
        else None,
        pictures=None if media is None else len(media),
        url=address(post.get("permalink")) or url,
    )


def of_comment(comment: Mapping[str, Any], url: str) -> Reading:
    """A comment as its readers get it."""
    words = comment.get("text")
    text = words if isinstance(words, str) else ""
    return Reading(reading.plain(text), reading.in_text(text), url=url)


def of_payload(payload: Payload) -> Reading:
    """What readers get of a post, or of a comment, that stands as it was sent."""
    body = payload.body
    if "message" in body:
        text = str(body["message"])
        return Reading(reading.plain(text), reading.in_text(text))
    text = str(body.get("caption") or "")
    return Reading(
        text=reading.plain(text),
        links=reading.in_text(text),
        alts=reading.alts(payload.uploads),
        pictures=len(payload.uploads),
    )
