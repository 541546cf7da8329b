"""When each channel that keeps a pace last published: a whole post, or a part of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from campaign.model import Channel, Publication
from campaign.storage import parts, publications


@dataclass(slots=True)
class LastPublished:
    """What is known of `channels`, by their names; instants are UTC."""

    channels: Mapping[str, Channel]
    _whole: dict[str, datetime] = field(default_factory=dict)
    _parts: dict[str, dict[int, datetime]] = field(default_factory=dict)

    def look(self, connection: Connection, some: Iterable[Publication], now: datetime) -> None:
        """Learn of the channels of these; of those without a pace it does not matter when."""
        names = {p.channel for p in some} & self.channels.keys()
        paces = {n: pace for n in names if (pace := self.channels[n].min_interval)}
        if paces:
            since = now - max(paces.values())
            self._whole |= publications.last_published(connection, paces, now)
            self._parts |= parts.newest(connection, paces, since, now)

    def published(self, channel: str, at: datetime) -> None:
        """It has just published, or may have."""
        self._whole[channel] = at

    def before(self, publication: Publication) -> datetime | None:
        """When its channel last published anything else: its own parts follow each other."""
        others = self._parts.get(publication.channel, {})
        instants = [at for number, at in others.items() if number != publication.id]
        if publication.channel in self._whole:
            instants.append(self._whole[publication.channel])
        return max(instants, default=None)
