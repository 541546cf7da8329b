"""Who speaks, where: regions and their channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from campaign.errors import Place


@dataclass(frozen=True, slots=True)
class Region:
    """A voice of the campaign: a region, or the project itself at European level.

    `names` gives the region's name by language; `active_from` and `active_to` are inclusive days
    in its own zone, None for open ends; on `blackout` days nothing of it goes out. `approver` is
    who says yes for it, in words: it is named wherever something of it waits for an approval.
    """

    id: str
    names: Mapping[str, str]
    zone: ZoneInfo
    languages: tuple[str, ...]
    active_from: date | None = None
    active_to: date | None = None
    blackout: tuple[date, ...] = ()
    approver: str = ""
    counted: bool = True
    place: Place = Place("")

    def name(self, language: str) -> str:
        """The region's name in a language, else in its own first language, else its id."""
        for wanted in (language, *self.languages, "en"):
            if wanted in self.names:
                return self.names[wanted]
        return self.id

    def is_active(self, day: date) -> bool:
        """True when the region takes part in the campaign on that day."""
        return (self.active_from is None or self.active_from <= day) and (
            self.active_to is None or day <= self.active_to
        )


@dataclass(frozen=True, slots=True)
class Channel:
    """One account on one network, in one language.

    `secret` is the name of the environment variable that holds the credential (`NAME`, or
    `NAME_FILE` for a file); `min_interval` the shortest time between two posts of the channel;
    `options` what only this network knows ("visibility", "handle").
    """

    name: str
    platform: str
    region: str
    language: str
    zone: ZoneInfo
    server: str = ""
    account: str = ""
    secret: str = ""
    paused: bool = False
    min_interval: timedelta = timedelta(minutes=2)
    grace: timedelta = timedelta(hours=6)
    options: Mapping[str, str] = field(default_factory=dict)
    place: Place = Place("")
