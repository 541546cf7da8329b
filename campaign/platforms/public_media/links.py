"""Tries whether our media can be fetched from their public addresses, as the networks will."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from campaign import __version__
from campaign.platforms import servers
from campaign.platforms.http import error_text
from campaign.platforms.public_media.addresses import OPTION

TIMEOUT = (10.0, 20.0)  # seconds to connect, seconds of silence
PATIENCE = 60.0  # seconds for the whole of one picture or film


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
