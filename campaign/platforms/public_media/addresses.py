"""The public addresses of our media, below the option `public_media_url`; networks fetch them.

Any web server or bucket can serve them. It shows the folder of media (`campaign.media`) as it is on
disk: `<public_media_url>/<two letters>/<sha-256><suffix>`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from campaign.errors import UnsupportedFeature
from campaign.model import Channel
from campaign.platforms import servers

OPTION = "public_media_url"
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
}


def base(channel: Channel) -> str:
    """The channel's `public_media_url` without a slash at its end, "" without the option.

    Raises ValueError when no network could fetch anything at that address.
    """
    address = channel.options.get(OPTION, "")
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{OPTION} must look like https://media.example.org, not {address!r}")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{OPTION} must not hold a name or password: anybody fetches there")
    if parts.query or parts.fragment:
        raise ValueError(f"{OPTION} must end before '?' and '#'")
    if parts.scheme == "http" and not servers.is_loopback(address):
        raise ValueError(f"{OPTION} must begin with https://, not {address!r}")
    return address.rstrip("/")


def address(base: str, digest: str, mime: str, name: str) -> str:
    """The address of the file with that hash; `name` is the network's name, for messages.

    Raises UnsupportedFeature without a `base`, and for a type without a public address.
    """
    if not base:
        raise UnsupportedFeature(
            f"{name}: it fetches pictures itself: set {OPTION} to the address under which the "
            "folder media/ of this campaign can be read from outside"
        )
    if mime not in SUFFIXES:
        raise UnsupportedFeature(f"{name}: a picture of type {mime} has no public address")
    return f"{base}/{path(digest, mime)}"


def path(digest: str, mime: str) -> str:
    """The path of the file with that hash, both below the address and below `media/`."""
    return f"{digest[:2]}/{digest}{SUFFIXES[mime]}"
