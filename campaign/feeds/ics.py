"""A calendar of posts as iCalendar, RFC 5545, with all instants in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Timezone, TimezoneStandard, vText

from campaign.feeds.addresses import uri
from campaign.feeds.characters import clean
from campaign.feeds.entries import Event

_END = b"END:VCALENDAR\r\n"
_SPECIAL = re.compile(r"[\\;,]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_WIDTH = 75
"""Octets a line may have, RFC 5545, 3.1."""


class _Text(vText):
    """A text, in which a backslash stays one: the library takes `\\N` for the end of a line."""

    def to_ical(self) -> bytes:
        """The text with what has a meaning in the format escaped, RFC 5545, 3.3.11."""
        return _escaped(str(self)).encode()


def calendar(title: str, items: Iterable[bytes]) -> bytes:
    """A calendar of the events that `item` has written; the same events give the same bytes."""
    made = Calendar()
    made.add("prodid", "-//campaign//campaign//EN")
    made.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        made.add(name, _Text(title))
    written = b"".join(items)
    if not written:
        # A calendar has to hold something, RFC 5545, 3.6: an empty one says what zone it is in.
        made.add_component(_utc())
    head: bytes = made.to_ical()
    return head.removesuffix(_END) + written + _END


def item(event: Event) -> bytes:
    """One event, written once for all the calendars that hold it.

    A planned one is tentative: it may still move, or be dropped. Its text comes when it is
    published.
    """
    # Line by line: icalendar's own events take ten times as long, and there may be many thousands.
    language = f";LANGUAGE={event.language}" if _LANGUAGE.fullmatch(event.language) else ""
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
        *(f"URL:{uri(link.url)}" for link in event.links[:1]),
        f"CATEGORIES:{_escaped(event.region)},{kind}",
        f"STATUS:{'CONFIRMED' if event.published else 'TENTATIVE'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    return b"".join(map(_folded, lines))


def _escaped(text: str) -> str:
    """A text in one line: the backslash first, so that it escapes no other one."""
    return _SPECIAL.sub(r"\\\g<0>", clean(text)).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line, folded between characters if it is too long."""
    rest, parts = line.encode(), []
    while len(rest) > _WIDTH:
        cut = _WIDTH
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest = b" " + rest[cut:]
    return b"\r\n".join([*parts, rest, b""])


def _instant(instant: datetime) -> str:
    # Not with %Y, which has no leading zeros on every system.
    written = instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    return f"{written.replace('-', '').replace(':', '')}Z"


def _utc() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - a zone's own wall time
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone
