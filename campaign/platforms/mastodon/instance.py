"""Asks a server for its own limits: `GET /api/v2/instance`, or the older v1.

https://docs.joinmastodon.org/entities/Instance/#configuration; Pleroma writes the length of a post
as `max_toot_chars`, https://docs.pleroma.social/backend/development/API/differences_in_mastoapi_responses/.
A number that no server can mean is left out, with a word, and our table's stands in for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from campaign.errors import PlatformError
from campaign.model import Limits, ServerLimits
from campaign.platforms.mastodon.software import Software, by_instance, by_nodeinfo, nodeinfo_path

_MOST_TEXT = 1_000_000  # characters; the longest seen is a novel's
_MOST_ALT = 1_000_000
_MOST_PICTURES = 100
_MOST_BYTES = 100 * 1024**3
_MOST_PIXELS = 10**10
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_FILM = "video/mp4"
# An answer without any of these is about no server: v2 has a `domain`, v1 a `uri`.
_MARKS = frozenset({"version", "configuration", "domain", "uri", "max_toot_chars"})


#: Gives a server's answer to `GET` of a path, None where it knows no such address.
Get = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Instance:
    """What a server says of itself: its answer, and what it runs."""

    answer: Mapping[str, Any]
    software: Software


def ask(get: Get, base_url: str) -> Instance | None:
    """What the server at an address says of itself, in the newer form or the older.

    None when it says nothing, or something else. Raises PlatformError.
    """
    found = (get(path) for path in ("/api/v2/instance", "/api/v1/instance"))
    answer = next((each for each in found if _is_instance(each)), None)
    if answer is None:
        return None
    runs = by_instance(answer)
    if not runs.name:
        runs = replace(_by_nodeinfo(get, base_url), version=runs.version)
    return Instance(answer, runs)


def _is_instance(answer: Any) -> bool:
    """Whether it is about a server: a note that it is being mended takes no known limit away."""
    return isinstance(answer, dict) and not _MARKS.isdisjoint(answer)


def _by_nodeinfo(get: Get, base_url: str) -> Software:
    try:
        path = nodeinfo_path(get("/.well-known/nodeinfo"), base_url)
        return by_nodeinfo(get(path)) if path else Software()
    except PlatformError:  # then it is not known
        return Software()


def limits(instance: Instance, known: Limits) -> ServerLimits:
    """The `known` limits, replaced by those that a server gives."""
    reader = _Reader(instance.answer)
    of_posts, of_media = ("configuration", "statuses"), ("configuration", "media_attachments")
    text = reader.number((*of_posts, "max_characters"), _MOST_TEXT)
    if text is None:
        text = reader.number(("max_toot_chars",), _MOST_TEXT)
    pixels = reader.number((*of_media, "image_matrix_limit"), _MOST_PIXELS)
    film_pixels = reader.number((*of_media, "video_matrix_limit"), _MOST_PIXELS)
    images = reader.number((*of_posts, "max_media_attachments"), _MOST_PICTURES)
    image_bytes = reader.number((*of_media, "image_size_limit"), _MOST_BYTES)
    film_bytes = reader.number((*of_media, "video_size_limit"), _MOST_BYTES)
    alt = reader.number((*of_media, "description_limit"), _MOST_ALT)
    link = reader.number((*of_posts, "characters_reserved_per_url"), 2000)
    given = replace(
        known,
        text=text or known.text,
        # What counts a link with its own length does so whatever it says here.
        url_length=(link or known.url_length) if known.url_length else 0,
        images=images or known.images,
        image_bytes=image_bytes or known.image_bytes,
        video_bytes=film_bytes or known.video_bytes,
        picture_size=replace(known.picture_size, pixels=pixels or known.picture_size.pixels),
        video_size=replace(known.video_size, pixels=film_pixels or known.video_size.pixels),
        alt=alt or known.alt,
    )
    given = _by_types(given, reader.texts((*of_media, "supported_mime_types")))
    runs = instance.software
    return ServerLimits(given, runs.name, runs.version, tuple(reader.absurd))


def _by_types(known: Limits, types: frozenset[str]) -> Limits:
    """The limits with the types of pictures and films that a server lists; as they are for none."""
    pictures = tuple(each for each in _PICTURES if each in types)
    if not pictures:  # a list that names no picture at all is not meant
        return known
    return replace(
        known,
        image_types=pictures,
        card_type=known.card_type if known.card_type in pictures else _drawn(pictures, known),
        videos=known.videos if _FILM in types else 0,
    )


def _drawn(pictures: tuple[str, ...], known: Limits) -> str:
    return "image/jpeg" if "image/jpeg" in pictures else known.card_type


class _Reader:
    """Reads fields of an answer; `absurd` tells in words what no server can mean."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.absurd: list[str] = []

    def number(self, path: tuple[str, ...], most: int) -> int | None:
        """A whole number from 1 to `most`; None where there is none, or no such one."""
        value = self._at(path)
        if value is None:
            return None
        if type(value) is int and 1 <= value <= most:
            return value
        shown = str(value) if type(value) in (int, float, bool) else f"{str(value)[:20]!r}"
        self.absurd.append(f"{path[-1]} {shown[:40]} was not believed")
        return None

    def texts(self, path: tuple[str, ...]) -> frozenset[str]:
        """The texts of a list; empty where there is none."""
        value = self._at(path)
        some = value if isinstance(value, list) else ()
        return frozenset(each.lower() for each in some if isinstance(each, str))

    def _at(self, path: tuple[str, ...]) -> Any:
        value = self._answer
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return value
