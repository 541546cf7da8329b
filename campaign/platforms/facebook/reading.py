"""What readers get of a page's post, film or comment: words, links, alt texts, pictures.

https://developers.facebook.com/docs/graph-api/reference/story-attachment/. Facebook is not told a
language, and tells none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from campaign.model import Payload, Reading
from campaign.platforms import reading
from campaign.platforms.meta.graph import id_of

_PART = "media_type,url,unshimmed_url,target"
POST = f"id,message,permalink_url,is_published,attachments{{{_PART},subattachments{{{_PART}}}}}"
FILM = "id,description,permalink_url,published"
COMMENT = "id,message,permalink_url,attachment{type}"

#: How the types of attachments with a picture or a film begin.
_PICTURED = ("photo", "video", "animated_image", "sticker")


def of_post(post: Mapping[str, Any], alts: Mapping[str, str] | None, url: str) -> Reading:
    """A post as its readers get it; `alts` are the alt texts by the picture's id, None if untold.

    A film has no alt text on Facebook, so a post with one tells none.
    """
    words = post.get("message")
    text = words if isinstance(words, str) else ""
    shown = photos(post)
    films = any(each.get("media_type") == "video" for each in _attached(post))
    told = None if alts is None or films else tuple(reading.alt(alts.get(each)) for each in shown)
    return Reading(
        text=reading.plain(text),
        links=reading.links(reading.in_text(text), _shared(post)),
        alts=told,
        pictures=len(shown) + sum(each.get("media_type") == "video" for each in _attached(post)),
        url=url,
    )


def of_film(film: Mapping[str, Any], url: str) -> Reading:
    """A film, which has its words in its description."""
    words = film.get("description")
    text = words if isinstance(words, str) else ""
    return Reading(reading.plain(text), reading.in_text(text), pictures=1, url=url)


def of_comment(comment: Mapping[str, Any], url: str) -> Reading:
    """A comment; what hangs on it is a picture, a film or the card of a link."""
    words, attached = comment.get("message"), comment.get("attachment")
    text = words if isinstance(words, str) else ""
    kind = str(attached.get("type") or "") if isinstance(attached, dict) else ""
    pictured = kind.startswith(_PICTURED)
    alts = None if pictured else ()
    links = reading.in_text(text)
    return Reading(reading.plain(text), links, alts, pictures=int(pictured), url=url)


def of_payload(payload: Payload) -> Reading:
    """What readers get of a post, or of a comment, that stands as it was sent."""
    text = str(payload.body.get("message") or "")
    card = str(payload.body.get("link") or "")
    return Reading(
        text=reading.plain(text),
        links=reading.links(reading.in_text(text), [card]),
        alts=reading.alts(payload.uploads),
        pictures=len(payload.uploads),
    )


def photos(post: Mapping[str, Any]) -> list[str]:
    """The ids of a post's pictures, in order."""
    found = []
    for each in _attached(post):
        target = each.get("target")
        if each.get("media_type") == "photo":
            found.append(id_of(target) if isinstance(target, dict) else "")
    return found


def _shared(post: Mapping[str, Any]) -> Iterator[str]:
    """The address behind a link preview, and not Facebook's own address that leads to it."""
    for each in _attached(post):
        if each.get("media_type") == "link":
            for name in ("unshimmed_url", "url"):
                if isinstance(each.get(name), str):
                    yield each[name]
                    break


def _attached(post: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What hangs on a post, with the pictures of an album one by one."""
    for each in _data(post.get("attachments")):
        several = _data(each.get("subattachments"))
        yield from several or [each]


def _data(edge: Any) -> list[dict[str, Any]]:
    listed = edge.get("data") if isinstance(edge, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
