"""What a feed and a calendar are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    """Where a post stands on one network; `network` is its name as people write it."""

    network: str
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or film that anybody can fetch; `size` in bytes, `alt` in the entry's language."""

    url: str
    mime: str
    size: int
    alt: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of one region in one language, with every network it is out on.

    `id` never changes; `author` is who speaks; `text` has its paragraphs apart by empty lines;
    `about` is the page it leads to, "" for none. `published` is when its first network had it and
    `updated` when its last one had (both UTC).
    """

    id: str
    title: str
    text: str
    language: str
    author: str
    published: datetime
    updated: datetime
    about: str = ""
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries, the newest first, under a name that never changes.

    `language` is that of all entries, "" where there are several; `begun` is the instant (UTC) an
    empty feed is of.
    """

    id: str
    title: str
    site: str
    language: str
    begun: datetime
    entries: tuple[Entry, ...] = ()

    @property
    def updated(self) -> datetime:
        """When its newest entry was; no clock is asked, so that what is unchanged stays so."""
        return max((entry.updated for entry in self.entries), default=self.begun)


@dataclass(frozen=True, slots=True)
class Event:
    """One post of one region in one language at its instant (UTC), planned or published.

    `revised` is when that was last decided (UTC); `text` is empty while it is planned.
    """

    id: str
    title: str
    language: str
    region: str
    start: datetime
    revised: datetime
    published: bool
    text: str = ""
    links: tuple[Link, ...] = ()
