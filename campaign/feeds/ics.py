"""A calendar of posts as iCalendar, RFC 5545, with all instants in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Timezone, TimezoneStandard, vText

from campaign.feeds.entries import Event
from campaign.feeds.text import clean

_END = b"END:VCALENDAR\r\n"
_WIDTH = 75
"""Octets a line may have, RFC 5545, 3.1."""


def calendar(title: str, items: Iterable[bytes]) -> bytes:
    """A calendar of what `item` has written; the same ones give the same bytes."""
    made = Calendar()
    made.add("prodid", "-//campaign//campaign//EN")
    made.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        made.add(name, vText(clean(title)))
    written = b"".join(items)
    if not written:
        # A calendar has to hold something, RFC 5545, 3.6: an empty one says what zone it is in.
        made.add_component(_utc())
    head: bytes = made.to_ical()
    return head.removesuffix(_END) + written + _END


def item(event: Event) -> bytes:
    """One event, written once for all the calendars it stands in.

    A planned one is tentative: it may still move, or never be. The text comes when it is out.
    """
    # Line by line: icalendar's own events take ten times as long, and there may be many thousands.
    language = f";LANGUAGE={event.language}" if event.language else ""
    links = [f"{link.network}: {link.url}" for link in event.links]
    words = "\n\n".join(filter(None, [event.text, "\n".join(links)]))
    kind = "published" if event.published else "planned"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.id)}",
        f"DTSTAMP:{_instant(event.revised)}",
        f"DTSTART:{_instant(event.start)}",
        f"SUMMARY{language}:{_escaped(event.title)}",
        *([f"DESCRIPTION{language}:{_escaped(words)}"] if words else []),
        *(f"URL:{''.join(clean(link.url).split())}" for link in event.links[:1]),
        f"CATEGORIES:{_escaped(event.region)},{kind}",
        f"STATUS:{'CONFIRMED' if event.published else 'TENTATIVE'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    return b"".join(map(_folded, lines))


def _escaped(text: str) -> str:
    escaped: bytes = vText(clean(text)).to_ical()
    return escaped.decode()


def _folded(line: str) -> bytes:
    """A line, folded between characters where it is too long."""
    rest, parts = line.encode(), []
    while len(rest) > _WIDTH:
        cut = _WIDTH
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest = b" " + rest[cut:]
    return b"\r\n".join([*parts, rest, b""])


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _utc() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - a zone's own wall time
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone
