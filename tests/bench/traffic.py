"""What a request to one of the networks is: whose, and whether it creates, prepares or lists.

The table is by paths, as the networks document them. It also knows in which field each network says
when a post was made, so that a listing can be shown as it was some seconds ago.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

import regex

ANY = "any"


class Kind(StrEnum):
    """What a request is for."""

    CREATE = "create"
    """It makes something public."""
    PREPARE = "prepare"
    """The first step of two: nobody sees what it makes."""
    UPLOAD = "upload"
    """A picture is handed in, or said to be whole."""
    LISTING = "listing"
    """An account's own posts, replies or comments."""
    STATE = "state"
    """How one post, record, container or picture stands."""
    OTHER = "other"
    """Sessions, names, limits."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it stands on the wire; `path` is without the query."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def target(self) -> str:
        """The path with its query."""
        return f"{self.path}?{self.query}" if self.query else self.path


_GRAPH = r"/v\d+\.\d+"
_POST = rf"{_GRAPH}/\d+_\d+"  # a page's post; Instagram's ids have no line in them

_Row = tuple[str, str, str, Kind]

#: Method, whole path, network, kind. The first that fits counts: Threads calls its only version
#: v1.0, which the Graph API has left behind, and Instagram shares Facebook's paths.
_TABLE: tuple[_Row, ...] = (
    ("POST", r"/api/v1/statuses", "mastodon", Kind.CREATE),
    ("GET", r"/api/v1/accounts/\d+/statuses", "mastodon", Kind.LISTING),
    ("GET", r"/api/v1/(?:statuses|media)/.+", "mastodon", Kind.STATE),
    ("POST", r"/api/v2/media", "mastodon", Kind.UPLOAD),
    ("(GET|POST|PUT)", r"/(?:api|oauth)/.+", "mastodon", Kind.OTHER),
    ("POST", r"/xrpc/com\.atproto\.repo\.(?:put|create)Record", "bluesky", Kind.CREATE),
    ("POST", r"/xrpc/com\.atproto\.repo\.uploadBlob", "bluesky", Kind.UPLOAD),
    ("GET", r"/xrpc/com\.atproto\.repo\.listRecords", "bluesky", Kind.LISTING),
    ("GET", r"/xrpc/com\.atproto\.repo\.getRecord", "bluesky", Kind.STATE),
    (".*", r"/xrpc/.+", "bluesky", Kind.OTHER),
    ("POST", r"/2/tweets", "x", Kind.CREATE),
    ("POST", r"/2/media/.+", "x", Kind.UPLOAD),
    ("GET", r"/2/users/\d+/tweets", "x", Kind.LISTING),
    ("GET", r"/2/(?:tweets|media).*", "x", Kind.STATE),
    (".*", r"/2/.+", "x", Kind.OTHER),
    ("POST", r"/rest/(?:posts|socialActions/[^/]+/comments)", "linkedin", Kind.CREATE),
    ("GET", r"/rest/(?:posts|socialActions/[^/]+/comments)", "linkedin", Kind.LISTING),
    ("GET", r"/rest/(?:posts|images|videos|documents)/.+", "linkedin", Kind.STATE),
    ("POST", r"/rest/(?:images|videos|documents)", "linkedin", Kind.UPLOAD),
    ("PUT", r"/dms-uploads/.+", "linkedin", Kind.UPLOAD),
    (".*", r"/rest/.+", "linkedin", Kind.OTHER),
    (".*", r"/bot[^/]+/send[^/]*", "telegram", Kind.CREATE),
    (".*", r"/bot[^/]+/.+", "telegram", Kind.OTHER),
    ("POST", r"/v1\.0/[^/]+/threads_publish", "threads", Kind.CREATE),
    ("POST", r"/v1\.0/[^/]+/threads", "threads", Kind.PREPARE),
    ("GET", r"/v1\.0/[^/]+/(?:threads|replies)", "threads", Kind.LISTING),
    ("GET", r"/v1\.0/\d+", "threads", Kind.STATE),
    (".*", r"/v1\.0/.+", "threads", Kind.OTHER),
    ("POST", rf"{_GRAPH}/[^/]+/media_publish", "instagram", Kind.CREATE),
    ("POST", rf"{_GRAPH}/[^/]+/media", "instagram", Kind.PREPARE),
    ("GET", rf"{_GRAPH}/[^/]+/media", "instagram", Kind.LISTING),
    ("GET", rf"{_GRAPH}/[^/]+/content_publishing_limit", "instagram", Kind.OTHER),
    ("POST", rf"{_POST}(?:/comments)?", "facebook", Kind.CREATE),
    ("GET", rf"{_POST}/comments", "facebook", Kind.LISTING),
    ("GET", _POST, "facebook", Kind.STATE),
    ("POST", rf"{_GRAPH}/[^/]+/(?:feed|videos)", "facebook", Kind.PREPARE),
    ("POST", rf"{_GRAPH}/[^/]+/photos", "facebook", Kind.UPLOAD),
    ("GET", rf"{_GRAPH}/[^/]+/(?:published_posts|feed)", "facebook", Kind.LISTING),
    ("POST", rf"{_GRAPH}/\d+/comments", "instagram", Kind.CREATE),
    ("GET", rf"{_GRAPH}/\d+/comments", "instagram", Kind.LISTING),
    ("GET", rf"{_GRAPH}/\d+", "instagram", Kind.STATE),
)
_COMPILED = tuple((regex.compile(m), regex.compile(p), n, k) for m, p, n, k in _TABLE)


def recognised(request: Request) -> tuple[str, Kind]:
    """The network of a request ("" for none, such as `/me` of Meta's) and what it is for."""
    for method, path, network, kind in _COMPILED:
        if method.fullmatch(request.method) and path.fullmatch(request.path):
            if kind is Kind.PREPARE and _is_public(request):
                return network, Kind.CREATE
            return network, kind
    return "", Kind.OTHER


def _is_public(request: Request) -> bool:
    """True for a post of a page that is made public at once."""
    if not request.path.endswith("/feed"):
        return False
    return parse_qs(request.body.decode("latin-1")).get("published", ["true"]) != ["false"]


#: Where a listing keeps its posts, "" for the whole answer, and when each was made.
_MADE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "mastodon": ("", ("created_at",)),
    "bluesky": ("records", ("value", "createdAt")),
    "x": ("data", ("created_at",)),
    "linkedin": ("elements", ("createdAt",)),
    "threads": ("data", ("timestamp",)),
    "instagram": ("data", ("timestamp",)),
    "facebook": ("data", ("created_time",)),
}


def as_it_was(network: str, listing: bytes, before: datetime) -> bytes:
    """A listing without what was made after an instant (UTC); what is no listing stays as it is."""
    where, field = _MADE.get(network, ("", ()))
    try:
        told = json.loads(listing)
        posts = told[where] if where else told
    except (ValueError, KeyError, TypeError):
        return listing
    if not isinstance(posts, list) or not field:
        return listing
    kept = [post for post in posts if not _younger(post, field, before)]
    return json.dumps({**told, where: kept} if where else kept).encode()


def _younger(post: Any, field: Iterable[str], before: datetime) -> bool:
    made = _instant(_at(post, field)) or _instant(_at(post, ("created", "time")))
    return made is not None and made > before


def _at(told: Any, field: Iterable[str]) -> Any:
    for name in field:
        told = told.get(name) if isinstance(told, dict) else None
    return told


def _instant(value: Any) -> datetime | None:
    """An instant as networks write it: ISO 8601, or milliseconds since 1970."""
    if isinstance(value, int):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


#: Gives the time, in UTC.
Clock = Callable[[], datetime]
