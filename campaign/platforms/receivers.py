"""Tells a receiver outside of an event: one signed POST, as Standard Webhooks writes it.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

A receiver that answers 2xx has the message. Nothing here repeats a request, follows a redirect or
believes an answer: of its words, the first few are kept for a person.
"""

from __future__ import annotations

import base64
import ipaddress
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import requests

from campaign.errors import PlatformError, RateLimited
from campaign.platforms import servers
from campaign.platforms.http import public_addresses
from campaign.platforms.http.dialect import Dialect, waits_until
from campaign.platforms.http.response_limits import Bound
from campaign.platforms.http.wire import Wire
from campaign.platforms.webhook.message import PREFIX, Signer
from campaign.platforms.webhook.responses import words

#: The longest address of a receiver, in characters.
LONGEST: Final = 2000

#: For how long, and how much, a receiver may answer.
BOUND: Final = Bound(seconds=15.0, size=64 * 1024)
_TIMEOUT: Final = (5.0, 10.0)  # seconds to connect, seconds of silence
_KEY: Final = 32  # bytes
_SHOWN: Final = 300  # characters of an answer
_DIALECT: Final = Dialect(words)
# Names that stand for machines inside, whatever a resolver says of them (RFC 6761, 6762, 8375).
_INSIDE: Final = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try: the status, None where no answer came, and the first words of it.

    `again` is when (UTC) the receiver asks to be tried again, None where it says nothing.
    """

    status: int | None
    words: str
    again: datetime | None = None

    @property
    def arrived(self) -> bool:
        """True when the receiver has the message."""
        return self.status is not None and 200 <= self.status < 300


def new_secret() -> str:
    """A new secret in the form that receivers' libraries read."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_KEY)).decode()


def checked(url: str, *, inside: bool) -> str:
    """The address itself; raises ValueError when nobody may be told there.

    It must be https; with `inside`, it may stand in the own network, and be http on this machine.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError(
            f"an address has {LONGEST} characters at most: letters, digits and the signs of an "
            "address"
        )
    if "#" in url or "\\" in url:
        raise ValueError("the address must have no '#' and no '\\'")
    base, _ = _parts(url)
    servers.checked(base)
    host = (urlsplit(url).hostname or "").rstrip(".")
    if not inside and _is_inside(host):
        raise ValueError(f"{host!r} is not on the public network: name a public https address")
    return url


def tell(
    url: str,
    secret: str,
    message: str,
    body: bytes,
    *,
    inside: bool,
    clock: Callable[[], datetime],
    before: Callable[[], object] = lambda: None,
) -> Answer:
    """Send a message, known to its receiver by the name `message`, and say what came of it.

    `before` is called directly before the request; what it raises goes up, and nothing was sent.
    Raises nothing else: an address that cannot be used is an answer in words too.
    """
    base, path = _parts(url)
    try:
        checked(url, inside=inside)
        signer = Signer.of(secret)
        wire = Wire(
            base,
            name=urlsplit(url).hostname or "",
            dialect=_DIALECT,
            clock=clock,
            timeout=_TIMEOUT,
            bound=BOUND,
            public=not inside,
        )
        if not inside and not _has_proxy(url):
            there = urlsplit(url)
            public_addresses.check_name(there.hostname or "", there.port or 443)
    except public_addresses.NotPublic:
        return Answer(None, "its address is not on the public network")
    except (ValueError, OSError) as error:
        unknown = isinstance(error, socket.gaierror | UnicodeError)
        return Answer(None, "its name is not known" if unknown else str(error)[:_SHOWN])
    before()
    try:
        answer = wire.call(
            "POST",
            path,
            headers={
                "Content-Type": "application/json",
                **signer.headers(message, clock(), body),
            },
            data=body,
            anew=True,
            hide=signer.hide,
        )
    except RateLimited as error:
        return Answer(error.status, str(error)[:_SHOWN], error.until)
    except PlatformError as error:
        if error.status is not None and 200 <= error.status < 300:
            return Answer(error.status, "")  # its words are no JSON, and nobody needs them
        return Answer(error.status, str(error)[:_SHOWN])
    return Answer(answer.status, "", waits_until(answer.headers, _DIALECT, clock()))


def _parts(url: str) -> tuple[str, str]:
    """The address up to its path, and what follows it: a slash at the end, and the query."""
    base, mark, query = url.partition("?")
    return base, ("/" if base.endswith("/") else "") + mark + query


def _is_inside(host: str) -> bool:
    """True for a host that no public name or address stands for; names are resolved later."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or f".{host}".endswith(_INSIDE) or host.split(".")[-1].isdigit()
    return not public_addresses.is_public(host)


def _has_proxy(url: str) -> bool:
    """True where a proxy connects for us: it resolves the name, and knows what lies inside."""
    return bool(requests.utils.get_environ_proxies(url))
