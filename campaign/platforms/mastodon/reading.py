"""What readers get of a status: its words, links, alt texts, language and number of pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from campaign.model import Payload, Reading
from campaign.platforms import reading
from campaign.platforms.mastodon.responses import url
from campaign.platforms.mastodon.timeline import from_html

_ANCHOR = re.compile(r"<a\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ELEMENT = re.compile(r"<[^<>]*>")
_SHOWN = 200  # characters of an anchor's inside that are looked at
# Names and hashtags are anchors too, and lead to pages of the server.
_OWN = frozenset({"mention", "hashtag"})
# A server leaves out the host of somebody's name: "@name@host.example" is shown as "@name".
_NAME = re.compile(r"(?<![\w/@.])@(\w[\w.-]{0,100})@[\w.-]{1,200}\w")


def of_status(status: Mapping[str, Any]) -> Reading:
    """A status as its readers get it; what the server does not give is None."""
    content, spoiler = status.get("content"), status.get("spoiler_text")
    text = found = None
    if isinstance(content, str):
        text = _worded(spoiler, from_html(content[: reading.LONGEST], paragraph="\n\n"))
        found = reading.links(_hrefs(content[: reading.LONGEST]))
    media = _listed(status.get("media_attachments"))
    alts = None if media is None else tuple(reading.alt(each.get("description")) for each in media)
    return Reading(
        text=text,
        links=found,
        alts=alts,
        language=reading.language(status.get("language")),
        pictures=None if media is None else len(media),
        url=url(status),
    )


def of_payload(payload: Payload) -> Reading:
    """What readers get of a status that stands as it was sent."""
    body = payload.body
    words = str(body.get("status", ""))
    return Reading(
        text=_worded(body.get("spoiler_text"), words),
        links=reading.in_text(words),
        alts=reading.alts(payload.uploads, films=True),
        language=reading.language(body.get("language")),
        pictures=len(payload.uploads),
    )


def _worded(spoiler: Any, words: str) -> str:
    """The text below its content warning, which readers see first."""
    warning = f"{spoiler}\n\n" if isinstance(spoiler, str) and spoiler else ""
    return reading.plain(_NAME.sub(r"@\1", f"{warning}{words}"))


def _listed(value: Any) -> list[dict[str, Any]] | None:
    """The objects of a list; None for anything else."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return None
    return value


def _hrefs(content: str) -> list[str]:
    """Where the links in a status's HTML lead, without names and hashtags.

    Most software marks these by a class; all of it shows them with their @ or #.
    """
    found, end = [], 0
    for anchor in _ANCHOR.finditer(content):
        if end >= 0:
            end = content.find("</a>", anchor.end())
        shown = _ELEMENT.sub("", content[anchor.end() : end if end >= 0 else None][:_SHOWN])
        pairs = ((name.lower(), a or b) for name, a, b in _ATTRIBUTE.findall(anchor[1]))
        attributes = dict(pairs)
        is_own = _OWN & set(attributes.get("class", "").split()) or shown.startswith(("@", "#"))
        if not is_own:
            found.append(unescape(attributes.get("href", "")))
    return found
