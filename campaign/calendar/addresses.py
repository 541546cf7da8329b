"""Says what is wrong with the address of a web page that a person wrote."""

from __future__ import annotations

from urllib.parse import urlsplit

import regex

# White space, control and format characters: parsers drop some of them, so that another address
# would be opened than the one that was read. A backslash is a slash to browsers alone.
_UNSEEN = regex.compile(r"[\s\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\\\\<>\"]")
_ASCII_LABEL = regex.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_\-]*[A-Za-z0-9_])?")
_LONGEST_LABEL = 63  # octets of a DNS label, RFC 1035
# Also in a text: whoever reads the post reads the password.
_SIGNED_IN = regex.compile(r"[A-Za-z][A-Za-z0-9+.\-]*+://[^\s/?#@]*+@")

Fault = tuple[str, str]
"""What is wrong, in words that end a sentence about the address, and what to do."""


def address_fault(address: str) -> Fault | None:
    """Why an address leads to no page for everybody; None when it does.

    No password is ever in the words.
    """
    if with_password(address):
        return _PASSWORD
    if unseen := _UNSEEN.search(address):
        sign = "a space" if unseen[0] == " " else f"U+{ord(unseen[0]):04X}"
        return f"holds {sign}, which no address has", "write it without, or as %20"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return _NOT_WHOLE
    if parts.scheme not in ("http", "https") or not host:
        return _NOT_WHOLE
    if "@" in parts.netloc:
        return _PASSWORD
    if ":" not in host and not all(map(_is_label, host.removesuffix(".").split("."))):
        return "names a host that cannot exist", "copy the address from the browser"
    return None


def with_password(text: str) -> bool:
    """True when a text holds an address with a name, or a password, before its host."""
    return "://" in text and _SIGNED_IN.search(text) is not None


_NOT_WHOLE = ("is not a whole web address", "write https://…")
_PASSWORD = (
    "holds a name or a password before the host",
    "leave it out: everybody can read it",
)


def _is_label(label: str) -> bool:
    if label.isascii():
        return len(label) <= _LONGEST_LABEL and _ASCII_LABEL.fullmatch(label) is not None
    return len(b"xn--" + label.encode("punycode")) <= _LONGEST_LABEL
