"""Checks to which server addresses a token may be sent."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def checked(server: str, *, cleartext: bool = False) -> str:
    """A server's address without a slash at its end; raises ValueError when it may not be used.

    Allowed are https, and http to this machine itself. Over http everyone on the way can read a
    token, so http to another host needs `cleartext`, which the owner of a closed network sets.
    """
    parts = urlsplit(server)
    try:
        parts.port  # noqa: B018  # reading the port checks it
    except ValueError as error:
        raise ValueError(f"server {parts.hostname!r} has a port that is no port") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"server must look like https://example.org, not {server!r}")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"server {parts.hostname!r} must not hold a name or password")
    if parts.query or parts.fragment:
        raise ValueError(f"server {parts.hostname!r} must end before '?' and '#'")
    if parts.scheme == "http" and not cleartext and not is_loopback(server):
        raise ValueError(
            f"server {parts.hostname!r} would get the credential in clear text over http://; "
            'write https://, or set cleartext = "yes" when the network between is your own'
        )
    return server.rstrip("/")


def is_loopback(server: str) -> bool:
    """True when the address is this machine itself."""
    host = urlsplit(server).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
