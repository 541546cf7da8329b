"""The public addresses of our media, below the option `public_media_url`; networks fetch them.

Any web server or bucket can serve them. It shows the folder of media (`campaign.media`) as it is on
disk: `<public_media_url>/<two letters>/<sha-256><suffix>`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from campaign import __version__
from campaign.errors import UnsupportedFeature
from campaign.model import Channel
from campaign.platforms import servers
from campaign.platforms.http import error_text

OPTION = "public_media_url"
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
}
TIMEOUT = (10.0, 20.0)  # seconds to connect, seconds of silence
PATIENCE = 60.0  # seconds for the whole of one picture or film


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


@dataclass(frozen=True, slots=True)
class Expected:
    """The file that an address must serve: its hash, its type and its size in bytes."""

    url: str
    sha256: str
    mime: str
    size: int


def trouble(
    expected: Expected, clock: Callable[[], float] = time.monotonic, *, timeout: float = PATIENCE
) -> str:
    """Why a network could not fetch our file, in words; "" when it could.

    Fetches the file without a credential and without following a redirect. `clock` gives seconds;
    `timeout` is how many seconds the whole file may take.
    """
    with requests.Session() as session:
        session.trust_env = not servers.is_loopback(expected.url)
        session.headers["User-Agent"] = f"campaign/{__version__}"
        session.headers["Accept-Encoding"] = "identity"
        try:
            with session.get(
                expected.url,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
                auth=_nobody,
            ) as response:
                return _unlike(response, expected) or _differs(response, expected, clock, timeout)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            host = urlsplit(expected.url).netloc
            return f"{host} cannot be used: {error_text.describe(error, TIMEOUT)}"


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Adds no credential; with any `auth`, requests does not read .netrc."""
    return request


def _unlike(response: requests.Response, expected: Expected) -> str:
    """What is wrong with an answer by its status and headers; "" for nothing."""
    status = response.status_code
    if status in (404, 410):
        return "it is not there: copy the campaign's folder media/ to where this address is served"
    if status in (401, 403):
        return f"it may not be read without a password ({status}): networks bring none"
    if 300 <= status < 400:
        return f"the server sends on to another address ({status}): name that one in {OPTION}"
    if status != 200:
        return f"the server answers {status}"
    mime = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if mime != expected.mime:
        return f"the server calls it {mime or 'nothing'} instead of {expected.mime}"
    return ""


def _differs(
    response: requests.Response, expected: Expected, clock: Callable[[], float], timeout: float
) -> str:
    """What is wrong with an answer by its bytes; "" for nothing. Stops reading a larger file."""
    digest, read, end = sha256(), 0, clock() + timeout
    for chunk in response.iter_content(65536):
        digest.update(chunk)
        read += len(chunk)
        if read > expected.size:
            break
        if clock() > end:
            return f"it did not come whole within {timeout:g} s"
    if read < expected.size:
        return f"only {read:,} of its {expected.size:,} bytes came"
    if digest.hexdigest() != expected.sha256:
        return "another picture than ours lies there: copy it anew"
    return ""
