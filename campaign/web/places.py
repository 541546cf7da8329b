"""What a page calls networks, channels and clocks, in the visitor's language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from campaign.config import Config
from campaign.platforms import registry
from campaign.web.words import N_, Words


class Places:
    """The names of one campaign's networks, regions and channels."""

    def __init__(self, config: Config, words: Words) -> None:
        self._config = config
        self._words = words

    def network(self, platform: str) -> str:
        """A network's own name."""
        return registry.TITLES.get(platform, platform)

    def short(self, platform: str) -> str:
        """Two letters that stand for a network beside its name."""
        return self.network(platform)[:2]

    def region(self, region: str) -> str:
        """A region's name in the visitor's language, else in its own."""
        found = self._config.regions.get(region)
        return found.name(self._words.language) if found else region

    def channel(self, name: str, platform: str = "", region: str = "") -> str:
        """A channel as people say it: its network and its region.

        `platform` and `region` are those of a publication, for a channel that is gone.
        """
        found = self._config.channels.get(name)
        network = self.network(found.platform if found else platform)
        there = found.region if found else region
        return f"{network}, {self.region(there)}" if network and there else name

    def spoken(self, name: str, language: str) -> str:
        """The language, where its region has several; else ""."""
        found = self._config.channels.get(name)
        region = self._config.regions.get(found.region) if found else None
        return language if region is not None and len(region.languages) > 1 else ""

    def zone(self, channel: str) -> ZoneInfo:
        """The clock of a channel; the campaign's for one that is gone."""
        found = self._config.channels.get(channel)
        return found.zone if found else self._config.zone

    def moment(self, at: datetime, channel: str) -> str:
        """An instant on a channel's clock, and its place: Tue 8 Dec, 10:15 in Bucharest."""
        zone = self.zone(channel)
        moment, place = self._words.moment(at, zone), self._words.city(zone)
        return self._words(N_("%(moment)s in %(place)s"), moment=moment, place=place)

    def scope(self, scope: str) -> str:
        """What a pause stops, as people say it."""
        kind, _, name = scope.partition(":")
        if kind == "channel":
            return self.channel(name)
        if kind == "platform":
            return self._words(N_("All accounts on %(network)s"), network=self.network(name))
        if kind == "region":
            return self._words(N_("All accounts of %(region)s"), region=self.region(name))
        return self._words(N_("Everything"))
