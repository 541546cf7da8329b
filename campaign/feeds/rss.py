"""A feed as RSS 2.0: https://www.rssboard.org/rss-specification."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from campaign.feeds.addresses import uri
from campaign.feeds.characters import clean
from campaign.feeds.entries import Entry, Feed
from campaign.feeds.text import html

_ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def rss(feed: Feed, address: str = "") -> bytes:
    """The feed's document in UTF-8; the same feed gives the same bytes.

    `address` is where the document will stand, "" if that is not known. RSS itself has no word for
    it, so that of Atom stands there: https://www.rssboard.org/rss-profile#namespace-elements-atom.
    """
    spaces = {"xmlns:dc": _DUBLIN_CORE, **({"xmlns:atom": _ATOM} if address else {})}
    root = Element("rss", {"version": "2.0", **spaces})
    channel = SubElement(root, "channel")
    _text(channel, "title", feed.title)
    _text(channel, "link", uri(feed.site))
    _text(channel, "description", feed.title)
    if address:
        fields = {"rel": "self", "href": uri(address), "type": "application/rss+xml"}
        SubElement(channel, "atom:link", fields)
    if feed.language:
        _text(channel, "language", feed.language)
    if feed.entries:
        _text(channel, "lastBuildDate", _instant(feed.updated))
    for entry in feed.entries:
        _item(channel, entry)
    indent(root, "")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _item(channel: Element, entry: Entry) -> None:
    item = SubElement(channel, "item", {"xml:lang": entry.language})
    _text(item, "title", entry.title)
    if entry.links:
        _text(item, "link", uri(entry.links[0].url))
    SubElement(item, "guid", {"isPermaLink": "false"}).text = entry.id
    _text(item, "pubDate", _instant(entry.published))
    _text(item, "dc:creator", entry.author)
    _text(item, "dc:language", entry.language)
    SubElement(item, "description").text = html(entry)
    for picture in entry.pictures[:1]:  # readers expect one at most
        size = str(picture.size)
        fields = {"url": uri(picture.url), "length": size, "type": picture.mime}
        SubElement(item, "enclosure", fields)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = clean(text)


def _instant(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0), usegmt=True)
