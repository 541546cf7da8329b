"""What readers get of a post or a comment on LinkedIn: words, links, alt texts, pictures.

LinkedIn is not told a language, and tells none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from campaign.compose.little_text import plain
from campaign.model import Payload, Reading
from campaign.platforms import reading
from campaign.platforms.linkedin import responses as answers
from campaign.platforms.linkedin.facts import DOCUMENT

#: The only kind of media that has an alt text there.
_PICTURE: Final = "urn:li:image:"


def of_post(post: Mapping[str, Any], url: str) -> Reading:
    """A post as its readers get it; a film and a document have no alt text."""
    words = answers.says(post)
    media = _media(post.get("content"))
    stills = all(str(each.get("id") or "").startswith(_PICTURE) for each in media)
    return Reading(
        text=None if words is None else reading.plain(words),
        links=None if words is None else reading.links(reading.in_text(words), _card(post)),
        alts=tuple(reading.alt(each.get("altText")) for each in media) if stills else None,
        pictures=len(media),
        url=url,
    )


def of_comment(comment: Mapping[str, Any], url: str) -> Reading:
    """A comment as its readers get it; its text has no escapes."""
    message = comment.get("message")
    words = message.get("text") if isinstance(message, dict) else None
    found = reading.in_text(words) if isinstance(words, str) else None
    return Reading(reading.text(words), found, url=url)


def of_payload(payload: Payload) -> Reading:
    """What readers get of a post, or of a comment, that stands as it was sent."""
    body = payload.body
    if "message" in body:
        return of_comment(body, "")
    words = plain(str(body.get("commentary") or ""))
    documents = any(each.mime == DOCUMENT for each in payload.uploads)
    return Reading(
        text=reading.plain(words),
        links=reading.links(reading.in_text(words), _card(body)),
        alts=None if documents else reading.alts(payload.uploads),
        pictures=len(payload.uploads),
    )


def _card(post: Mapping[str, Any]) -> list[str]:
    """The address of a link card."""
    content = post.get("content")
    article = content.get("article") if isinstance(content, dict) else None
    source = article.get("source") if isinstance(article, dict) else None
    return [source] if isinstance(source, str) else []


def _media(content: Any) -> list[Mapping[str, Any]]:
    fields = content if isinstance(content, dict) else {}
    several = fields.get("multiImage")
    listed = several.get("images") if isinstance(several, dict) else [fields.get("media")]
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
