"""A database with publications in any state, and the feeds that are written of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import feedparser  # type: ignore[import-untyped]  # ships none; only a judge
from icalendar import Calendar

from campaign.config import Config
from campaign.model import Campaign, Channel, Limits, Planned, State, Unit, Variant
from campaign.model.approval import Policy
from campaign.storage import planning, publications, releases, variants
from campaign.storage.database import Database
from campaign.usecases.sharing.feeds import Written, write_feeds
from tests.plan.made import HOUR, NOW, region

#: An address that counts clicks, and what is left when that is taken out.
LINK = "https://eu-belong.aer.eu/labs?utm_source=mastodon&a=1&utm_campaign=eu-belong"
SENT = "https://eu-belong.aer.eu/labs?a=1"
MADRID, BUCHAREST = ZoneInfo("Europe/Madrid"), ZoneInfo("Europe/Bucharest")
ROOMS = {"mastodon": 500, "bluesky": 300, "outbox": 9999, "apprise": 9999, "instagram": 2200}


def a_channel(name: str, where: str, language: str, **options: str) -> Channel:
    """A channel whose name begins with its network's."""
    return Channel(name, name.partition("-")[0], where, language, MADRID, options=options)


CHANNELS = (
    a_channel("mastodon-ca", "catalonia", "ca"),
    a_channel("bluesky-ca", "catalonia", "ca"),
    a_channel("mastodon-es", "catalonia", "es"),
    a_channel("mastodon-ro", "arad", "ro"),
    a_channel("mastodon-private", "arad", "ro", visibility="private"),
    a_channel("outbox-ro", "arad", "ro"),
    a_channel("apprise-ro", "arad", "ro"),
)


class Press:
    """A database with publications in any state, and the feeds made of it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder / "feeds"
        self.config = Config(
            Campaign(
                "eu-belong",
                "EU-BELONG",
                date(2026, 11, 30),
                "https://eu-belong.aer.eu/",
                "en",
                ("en", "ca", "es", "ro"),
                "art17",
                "cofunded",
                utm={"utm_source": "{platform}", "utm_campaign": "eu-belong"},
            ),
            {
                "catalonia": region(
                    names={"en": "Catalonia", "ca": "Catalunya", "es": "Cataluña"},
                    languages=("ca", "es"),
                ),
                "arad": region(id="arad", names={"ro": "Arad"}, zone=BUCHAREST, languages=("ro",)),
            },
            {channel.name: channel for channel in CHANNELS},
            folder / "config.toml",
            folder,
            folder,
            folder,
            folder,
            "sqlite://",
            ZoneInfo("UTC"),
        )

    def add(
        self,
        channel: str,
        post: str = "labs",
        *,
        due: datetime = NOW,
        out: datetime | None = None,
        url: str | None = None,
        approved: bool = True,
        occurrence: str = "",
        where: str = "",
        **other: Any,
    ) -> int:
        """One publication: planned, or published at `out`."""
        kept = self.config.channels[channel]
        usual = {"headline": "Tres dies", "texts": (f"{channel} diu: {LINK}",), "link": LINK}
        made = replace(
            Variant(post, channel, kept.platform, kept.language, ("",)), **{**usual, **other}
        )
        planned = Planned(made, due, where or kept.region, "A02", occurrence)
        with self.database.write() as connection:
            name = variants.store(connection, made, NOW)
            if approved:
                releases.release(
                    connection, {name: Policy().asked_in(planned.region)}, NOW, alone=True
                )
            number = planning.add(
                connection,
                planned,
                variant_hash=name,
                key=f"{channel}-{post}-{occurrence}",
                who="aina",
                now=NOW - HOUR,
            )
        assert number is not None
        if out is not None:
            address = f"https://{kept.platform}.example/{post}" if url is None else url
            self.publish(number, out, address)
        return number

    def know(self, channel: Channel) -> None:
        """Have one more channel, or another in its place."""
        channels = {**self.config.channels, channel.name: channel}
        self.config = replace(self.config, channels=channels)

    def publish(self, number: int, at: datetime, url: str) -> None:
        """What a worker does."""
        self.move(number, State.PUBLISHING, at)
        self.move(number, State.PUBLISHED, at, remote_id="1", url=url, published_at=at)

    def move(self, number: int, state: State, now: datetime = NOW, **values: Any) -> None:
        """Bring a publication into another state."""
        with self.database.write() as connection:
            held = publications.one(connection, number)
            assert held is not None
            assert publications.change(connection, held, state, who="x", now=now, **values)

    def write(self, **other: Any) -> Written:
        """Write the feeds."""
        bounds = {name: Limits(room, Unit.GRAPHEMES) for name, room in ROOMS.items()}
        return write_feeds(
            self.database, self.config, self.folder, limits_of(bounds), **{"latest": 100, **other}
        )

    def feed(self, name: str = "all", kind: str = "atom") -> Any:
        """One feed as a reader understands it."""
        found = feedparser.parse((self.folder / f"{name}.{kind}").read_bytes())
        assert not found.bozo
        return found

    def events(self, name: str = "all") -> list[Any]:
        """The events of one calendar."""
        found: Any = Calendar.from_ical((self.folder / f"{name}.ics").read_bytes())
        return list(found.walk("VEVENT"))


def limits_of(bounds: dict[str, Limits]) -> Callable[[str], Limits]:
    """As the registry of networks answers: it does not know every name that was ever used."""

    def limits(platform: str) -> Limits:
        if platform not in bounds:
            raise ValueError(platform)
        return bounds[platform]

    return limits
