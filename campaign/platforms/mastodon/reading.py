"""What readers get of a status: its words, links, alt texts, language and number of pictures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from html import unescape
from itertools import accumulate
from typing import Any

from campaign.model import Payload, Reading
from campaign.platforms import addresses, reading
from campaign.platforms.mastodon.responses import url
from campaign.platforms.mastodon.timeline import from_html

_ANCHOR = re.compile(r"<a\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ELEMENT = re.compile(r"<[^<>]*>")
# Letters that are nobody's, and the number of a link, stand before the link.
_MARK = re.compile("\ue000([0-9]+)\ue001")
_LONGEST_LINK = 4096  # characters of an anchor's inside that are looked at
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
        found = _linked(content[: reading.LONGEST])
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


def _linked(content: str) -> tuple[str, ...]:
    """Where the links in a status's HTML lead, in order, without names and hashtags.

    A link that shows where it leads counts with the whole address of which it is a part: the server
    decides where in an address its link ends, and readers see the rest.
    """
    marked, hrefs = _marked(content)
    # Pieces of words, and between two of them the number of a link.
    pieces = _MARK.split(from_html(marked, paragraph="\n\n"))
    words, plain, found = "".join(pieces[::2]), list[int](), list[tuple[int, str]]()
    for at, number in zip(accumulate(map(len, pieces[::2])), pieces[1::2], strict=False):
        if href := hrefs[int(number)]:
            found.append((at, href))
        else:
            plain.append(at)
    for start, end in addresses.spans(words):
        first = bisect_left(plain, start)
        if first < len(plain) and plain[first] < end:
            found.append((start, words[start:end]))
    return reading.links(link for _, link in sorted(found))


def _marked(content: str) -> tuple[str, list[str]]:
    """HTML with a mark before each link, and where each leads, "" for one that shows that.

    Names and hashtags get no mark. Most software marks these by a class; all of it shows them with
    their @ or #.
    """
    content = content.replace("\ue000", "")
    pieces, hrefs, at, end = list[str](), list[str](), 0, 0
    for anchor in _ANCHOR.finditer(content):
        if end >= 0:
            end = content.find("</a>", anchor.end())
        inside = content[anchor.end() : end if end >= 0 else None][:_LONGEST_LINK]
        shown = unescape(_ELEMENT.sub("", inside))
        pairs = ((name.lower(), a or b) for name, a, b in _ATTRIBUTE.findall(anchor[1]))
        attributes = dict(pairs)
        if _OWN & set(attributes.get("class", "").split()) or shown.startswith(("@", "#")):
            continue
        href = unescape(attributes.get("href", ""))
        hrefs.append("" if addresses.canonical(shown) == addresses.canonical(href) else href)
        pieces += [content[at : anchor.start()], f"\ue000{len(hrefs) - 1}\ue001"]
        at = anchor.start()
    return "".join([*pieces, content[at:]]), hrefs
