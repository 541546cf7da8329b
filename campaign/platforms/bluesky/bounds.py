"""Where a channel's films go, and how big they may be there. Pure.

Bluesky's video service takes 300 MB and ten minutes, and works a film up before the account's
server gets it. Without that service a film goes up as one blob, as a picture does:

::

    server                    service             bytes of a film       seconds
    one of Bluesky's hosts    video.bsky.app      300,000,000           600
    any other                 none                what it tells, or     not bounded
                                                  5 MiB by default

The option `video` names another service, or "none". Sources: bluesky-social/atproto #5373 (300 MB)
and the PDS's `PDS_BLOB_UPLOAD_LIMIT` (5 MiB); bluesky-social/social-app #11528 (ten minutes).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from campaign.model import Channel, Limits

#: The video service of Bluesky's own hosts.
SERVICE: Final = "https://video.bsky.app"
#: The value of the option `video` that says to use no service.
NONE: Final = "none"
#: What the service takes.
FILM_BYTES: Final = 300_000_000
FILM_SECONDS: Final = 600
#: What one blob may have: on Bluesky's own hosts, and by default on any other server.
HOSTS_BLOB: Final = 50 * 1024 * 1024
OWN_BLOB: Final = 5 * 1024 * 1024
_MARKS: Final = frozenset({"did", "availableUserDomains", "blobUploadLimit"})
_MOST_BLOB: Final = 100 * 1024**3  # nobody means more


def video_service(channel: Channel) -> str:
    """The address of the channel's video service; "" when its films go up as plain blobs."""
    named = channel.options.get("video", "")
    if named:
        return "" if named == NONE else named
    return SERVICE if _is_blueskys(channel) else ""


def at_channel(limits: Limits, channel: Channel) -> Limits:
    """The network's or the server's limits, with the bound of a film where this channel's go.

    The same again changes nothing.
    """
    if video_service(channel):
        return replace(limits, video_bytes=FILM_BYTES, video_seconds=FILM_SECONDS)
    if not limits.video_seconds:  # a server has told its bound of a blob, see `as_told`
        return limits
    most = HOSTS_BLOB if _is_blueskys(channel) else OWN_BLOB
    return replace(limits, video_bytes=most, video_seconds=0)


def is_description(answer: Any) -> bool:
    """Whether it is an answer to `describeServer`: each has the server's DID, and its domains.

    A note that the server is being mended must take no known bound away.
    """
    return isinstance(answer, dict) and not _MARKS.isdisjoint(answer)


def as_told(limits: Limits, described: Any) -> Limits:
    """The network's `limits`, with the bound of a blob that a server gives in `describeServer`.

    A server that gives none leaves them as they are.
    """
    most = described.get("blobUploadLimit") if isinstance(described, dict) else None
    if type(most) is not int or not 1 <= most <= _MOST_BLOB:
        return limits
    smaller = min(limits.image_bytes, most)
    return replace(limits, image_bytes=smaller, video_bytes=most, video_seconds=0)


def _is_blueskys(channel: Channel) -> bool:
    """Whether the channel's server is one of Bluesky's own: its entrance, or a host behind it."""
    host = urlsplit(channel.server).hostname or ""
    return host == "bsky.social" or host.endswith(".bsky.network")
