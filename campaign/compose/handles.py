"""Finds names of accounts in a text that its network shows as dead words.

Each network writes a name in its own way: `@name`, `@name.domain`, `@name@server`. A copy goes to
several networks, and a name that one of them links stands in the others as plain words, or leads to
somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from campaign.model import Handles, Limits

# Every repetition is possessive, so that no text takes long to search.
_NAME = r"[A-Za-z0-9_]++(?:[.\-]++[A-Za-z0-9_]++)*+"
_HANDLE = regex.compile(rf"(?<![\w/.@:])@(?P<name>{_NAME})(?:@(?P<server>{_NAME}))?+(?!\w)")
_DOMAIN = regex.compile(r"(?:[A-Za-z0-9\-]++\.)++[A-Za-z]{2,}+")
_LETTER = regex.compile(r"[A-Za-z]")

_LINKED = {
    Handles.NAME: {Handles.NAME},
    Handles.DOTTED: {Handles.NAME, Handles.DOMAIN, Handles.DOTTED},
    Handles.DOMAIN: {Handles.DOMAIN},
    Handles.SERVER: {Handles.SERVER},
    Handles.NONE: set[Handles](),
}


def foreign_handles(text: str, limits: Limits) -> Iterator[str]:
    """Each name in a text, with its @, that the network does not link as it is written."""
    if "@" not in text or limits.handles is Handles.ANY:
        return
    linked = _LINKED[limits.handles]
    found: dict[str, None] = {}
    for match in _HANDLE.finditer(text):
        if _LETTER.search(match["name"]) and _form(match) not in linked:
            found[match[0]] = None
    yield from found


def how_written(handles: Handles) -> str:
    """Says how a network writes a name that it links."""
    if handles is Handles.NONE:
        return "which links no name that is typed"
    return f"where a name is written {handles}"


def _form(match: regex.Match[str]) -> Handles:
    if match["server"]:
        return Handles.SERVER
    if _DOMAIN.fullmatch(match["name"]):
        return Handles.DOMAIN
    return Handles.DOTTED if "." in match["name"] else Handles.NAME
