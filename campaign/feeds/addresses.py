"""Addresses as URIs, RFC 3986: in ASCII, because RSS and iCalendar take no other."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from campaign.feeds.characters import clean

_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH = "%/:@!$&'()*+,;=~"
_QUERY = f"{_PATH}?"


def uri(address: str) -> str:
    """An address whose host is in the form of DNS, and whose other signs are encoded.

    A user and a password in it are left out: nobody else shall have them. "" stays "".
    """
    text = "".join(clean(address).split())
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # brackets that are no address, or a port that is none
        return _encoded(text, _QUERY)
    place = f"[{host}]" if ":" in host else ascii_host(host)
    place += f":{port}" if port is not None else ""
    return urlunsplit(
        (
            parts.scheme,
            place,
            _encoded(parts.path, _PATH),
            _encoded(parts.query, _QUERY),
            _encoded(parts.fragment, _QUERY),
        )
    )


def ascii_host(host: str) -> str:
    """A host as DNS knows it: `münchen.example` is `xn--mnchen-3ya.example`.

    As browsers do it, https://url.spec.whatwg.org/#idna. A host that is no name in DNS is encoded
    as other text is.
    """
    if host.isascii():
        return _encoded(host, "")
    try:
        return idna.encode(host, uts46=True, transitional=False).decode()
    except idna.IDNAError:
        return _encoded(host, "")


def _encoded(text: str, safe: str) -> str:
    return quote(_STRAY.sub("%25", text), safe=safe)
