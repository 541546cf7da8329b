"""Finds the addresses of a text, and writes one address that is spelt in several ways in one way.

Networks disagree on where an address ends: X ends "https://a.example/?q=é" before the é, others do
not. Networks may also write an address in their own way: with percent-encoding or without, with the
letters of a host or its punycode, with an empty path or "/". So a text that was sent and a text
that is shown are compared over whole addresses, wherever the network's link ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import category, normalize
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from campaign.compose.urls import find_urls

# No address has these as they are; CJK and Arabic sentences go on behind them without a space.
_STOPS = r"\s<>\"“”„«»‹›，。、；：！？「」『』（）【】《》،؛؟"
# An address of another one may be in its query, but not straight behind a letter that is no ASCII.
_REST = re.compile(rf"(?:(?![^\x00-\x7f]https?://)[^{_STOPS}])+", re.IGNORECASE)
_ADDRESS = re.compile(rf"(?<![A-Za-z0-9_@/])https?://{_REST.pattern}", re.IGNORECASE)
_PARTS = re.compile(r"(https?://)?([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_NO_PATH = re.compile(r"\A/(?=[?#]|\W*\Z)")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_MARKS_AT_END = frozenset("/-_@#&%*")
_BRACKETS = {")": "(", "]": "["}
_LONGEST_LABEL = 63  # octets, RFC 1035
# What an address may hold as it is: all of ASCII that no space is.
_KEPT: Final = "".join(chr(code) for code in range(0x21, 0x7F))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end (code points) of every address with a scheme, in order, whatever its host is.

    The end is before the full stop or the closing bracket of the sentence around the address.
    """
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.start() + len(_trimmed(match[0]))


def with_schemes(text: str) -> str:
    """The text with http:// before each host name that X links without a scheme."""
    pieces, at = [], 0
    for start, end in find_urls(text):
        if "://" not in text[start:end]:
            pieces += [text[at:start], "http://"]
            at = start
    return "".join([*pieces, text[at:]])


def readable(text: str) -> str:
    """The text in NFC, with each address in the form in which people read it best.

    Scheme and host are in lower case, and nothing is encoded that can be decoded. So two texts are
    equal here when only the spelling of their addresses differs.
    """
    text, pieces, at = normalize("NFC", text), [], 0
    for match in _ADDRESS.finditer(text):
        pieces += [text[at : match.start()], _decoded(match[0])]
        at = match.end()
    return normalize("NFC", "".join([*pieces, text[at:]]))


def canonical(link: str) -> str:
    """An address in ASCII, as programs exchange it: two spellings of one address are equal here.

    Scheme and host are in lower case, an empty path is "/". Two addresses that may lead to two
    pages stay two, such as "a%2Fb" and "a/b".
    """
    link = normalize("NFC", link.strip())
    try:
        parts = urlsplit(link)
    except ValueError:  # such as a bracket that never closes
        return link
    path, query, fragment = (
        _ESCAPE.sub(lambda found: found[0].upper(), quote(each, safe=_KEPT))
        for each in (parts.path, parts.query, parts.fragment)
    )
    host = _encoded_host(parts.netloc.lower())
    whole = (parts.scheme.lower(), host, path or ("/" if host else ""), query, fragment)
    return urlunsplit(whole)


def _decoded(link: str) -> str:
    match = _PARTS.fullmatch(link)
    assert match is not None  # every text has these parts
    scheme, host, rest = match[1] or "", match[2].lower(), match[3]
    host = ".".join(map(_decoded_label, host.split("."))) if "xn--" in host else host
    return scheme.lower() + host + unquote(_NO_PATH.sub("", rest))


def _decoded_label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _encoded_host(netloc: str) -> str:
    if netloc.isascii():
        return netloc
    user, at, place = netloc.rpartition("@")
    host, colon, port = place.partition(":")
    labels = (
        each if each.isascii() else f"xn--{each.encode('punycode').decode()}"
        for each in host[: _LONGEST_LABEL * 4].split(".")
    )
    return f"{quote(user, safe=_KEPT)}{at}{'.'.join(labels)}{colon}{port}"


def _trimmed(link: str) -> str:
    """An address without the full stop or the closing bracket of the sentence around it."""
    end = len(link)
    more = {shut: link.count(shut) - link.count(opens) for shut, opens in _BRACKETS.items()}
    while end:
        last = link[end - 1]
        if last in _BRACKETS:
            if more[last] <= 0:
                break
            more[last] -= 1
        elif last in _MARKS_AT_END or not category(last).startswith("P"):
            break
        end -= 1
    return link[:end]
