"""A feed as Atom, RFC 4287."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from campaign.feeds.addresses import uri
from campaign.feeds.characters import clean
from campaign.feeds.entries import Entry, Feed
from campaign.feeds.text import html

_ATOM = "http://www.w3.org/2005/Atom"


def atom(feed: Feed, address: str = "") -> bytes:
    """The feed's document in UTF-8; the same feed gives the same bytes.

    `address` is where the document will stand, "" if that is not known.
    """
    root = Element("feed", {"xmlns": _ATOM, **_language(feed.language)})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(feed.updated))
    if address:
        _link(root, "self", address, type="application/atom+xml")
    _link(root, "alternate", feed.site, type="text/html")
    _text(SubElement(root, "author"), "name", feed.title)
    for entry in feed.entries:
        _entry(root, entry)
    indent(root, "")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(root: Element, entry: Entry) -> None:
    item = SubElement(root, "entry", _language(entry.language))
    _text(item, "id", entry.id)
    _text(item, "title", entry.title)
    _text(item, "published", _instant(entry.published))
    _text(item, "updated", _instant(entry.updated))
    _text(SubElement(item, "author"), "name", clean(entry.author).strip() or entry.id)
    for number, link in enumerate(entry.links):
        # Only one may be the alternate: RFC 4287, 4.1.2.
        relation = "related" if number else "alternate"
        _link(item, relation, link.url, type="text/html", title=link.network)
    for picture in entry.pictures:
        more = {"type": picture.mime, "length": str(picture.size), "title": picture.alt}
        _link(item, "enclosure", picture.url, **more)
    content = SubElement(item, "content", {"type": "html"})
    content.text = html(entry)


def _language(language: str) -> dict[str, str]:
    return {"xml:lang": language} if language else {}


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = clean(text)


def _link(parent: Element, relation: str, url: str, **more: str) -> None:
    fields = {name: clean(value) for name, value in more.items() if value}
    SubElement(parent, "link", {"rel": relation, "href": uri(url), **fields})


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
