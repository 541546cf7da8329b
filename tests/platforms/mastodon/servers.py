"""Servers that speak Mastodon's API, as their documentation and sources say that they answer.

Mastodon 4.6: https://docs.joinmastodon.org/entities/Instance/. GoToSocial 0.17: its source,
internal/typeutils/internaltofrontend.go. Takahe 0.11: api/views/instance.py; an older one has the
older form of the answer alone and says its name only in nodeinfo. Pixelfed 0.12:
app/Http/Controllers/ApiV2Controller.php. snac 2.60: mastoapi.c. Pleroma 2.6: its instance view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.platforms.scripted import Mishap, Reply, Seen

_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/2.0"
_MISSING = Reply(404, {"error": "Not found"})
_TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"]


def configuration(
    text: int, pictures: int = 4, alt: int | None = 1500, types: Sequence[str] = _TYPES
) -> dict[str, Any]:
    """The limits as an instance says them."""
    media: dict[str, Any] = {
        "supported_mime_types": list(types),
        "image_size_limit": 16_777_216,
        "image_matrix_limit": 33_177_600,
        "video_size_limit": 103_809_024,
        "video_matrix_limit": 8_294_400,
    }
    return {
        "statuses": {
            "max_characters": text,
            "max_media_attachments": pictures,
            "characters_reserved_per_url": 23,
        },
        "media_attachments": media if alt is None else {**media, "description_limit": alt},
    }


def instance(version: str, source: str = "", **more: Any) -> dict[str, Any]:
    """An answer to `GET /api/v2/instance`."""
    given = {"source_url": source} if source else {}
    return {"domain": "social.example", "version": version, **given, **more}


MASTODON = instance(
    "4.6.0",
    "https://github.com/mastodon/mastodon",
    api_versions={"mastodon": 10},
    configuration=configuration(500, 4, 10_000),
)
GOTOSOCIAL = instance(
    "0.17.3 git-0a7c5b9",
    "https://codeberg.org/superseriousbusiness/gotosocial",
    account_domain="example.eu",
    configuration=configuration(5000, 6, 1500),
)
TAKAHE = instance(
    "takahe/0.11.0",
    "https://github.com/jointakahe/takahe",
    configuration=configuration(500, 4, None, [*_TYPES[:4], "image/avif"]),
)
OLD_TAKAHE = {"uri": "social.example", "version": "0.7.0", "configuration": configuration(500)}
PIXELFED = instance(
    "3.5.3 (compatible; Pixelfed 0.12.4)",
    "https://github.com/pixelfed/pixelfed",
    configuration=configuration(500, 20, 1000, ["image/jpeg", "image/png", "image/gif"]),
)
SHORT = instance(
    "4.5.2",
    "https://github.com/mastodon/mastodon",
    configuration=configuration(300, 4, 1500),
)
SNAC = instance("4.0.0 (not true; really snac/2.60)", configuration=configuration(100_000, 4, 1000))
PLEROMA = {
    "uri": "https://social.example",
    "version": "2.7.2 (compatible; Pleroma 2.6.0)",
    "max_toot_chars": 4000,
}


def nodeinfo(name: str, version: str) -> dict[str, Any]:
    """A nodeinfo document."""
    return {"version": "2.0", "software": {"name": name, "version": version}}


def speaking(
    v2: Mapping[str, Any] | None,
    v1: Mapping[str, Any] | None = None,
    software: Mapping[str, Any] | None = None,
    href: str = "/nodeinfo/2.0",
    otherwise: Callable[[Seen], Reply | Mishap] = lambda seen: _MISSING,
) -> Callable[[Seen], Reply | Mishap]:
    """A server that says these things of itself, and does `otherwise` with all other requests."""
    known = {"/api/v2/instance": v2, "/api/v1/instance": v1, "/nodeinfo/2.0": software}

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path == "/.well-known/nodeinfo" and software is not None:
            at = href if "://" in href else f"http://{seen.headers['host']}{href}"
            return Reply(data={"links": [{"rel": _SCHEMA, "href": at}]})
        if known.get(seen.path) is not None:
            return Reply(data=known[seen.path])
        return _MISSING if seen.path in (*known, "/.well-known/nodeinfo") else otherwise(seen)

    return script
