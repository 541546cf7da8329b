"""Entries and events that the tests of feeds start from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.feeds import Entry, Event, Feed, Link, Picture, tag

SITE = "https://eu-belong.aer.eu/"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
LINKS = (
    Link("Mastodon", "https://mastodon.example/@catalonia/1?a=1&b=2"),
    Link("Bluesky", "https://bsky.example/profile/catalonia/post/1"),
    Link("LinkedIn", "https://linkedin.example/1"),
)
PICTURE = Picture("https://media.example/aa/aa.png", "image/png", 1234, "Una taula & cadires")


def entry(post: str = "labs", **other: Any) -> Entry:
    """One post of Catalonia in Catalan, on three networks."""
    made = Entry(
        tag(SITE, "eu-belong", post, "catalonia", "ca"),
        "Tres dies. Una taula.",
        "Tres dies.\nUna taula.\n\nMés: https://eu-belong.aer.eu/labs?a=1&b=2 <aquí>",
        "ca",
        "Catalunya",
        NOW,
        NOW + HOUR,
        "https://eu-belong.aer.eu/labs?a=1&b=2",
        LINKS,
    )
    return replace(made, **other)


def feed(*entries: Entry, language: str = "") -> Feed:
    """A feed of these."""
    begun = datetime(2026, 11, 30, tzinfo=UTC)
    return Feed(tag(SITE, "eu-belong", "feeds", "all"), "EU-BELONG", SITE, language, begun, entries)


def event(post: str = "labs", **other: Any) -> Event:
    """The same post as an event, out."""
    made = Event(
        tag(SITE, "eu-belong", post, "catalonia", "ca"),
        "Tres dies; una taula, i més",
        "ca",
        "Catalunya",
        NOW,
        NOW + HOUR,
        True,
        "Tres dies.\n\nUna taula.",
        LINKS,
    )
    return replace(made, **other)
