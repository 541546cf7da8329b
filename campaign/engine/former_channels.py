"""Channels that left the configuration while a post is in doubt: asked, never published on.

The engine stores a channel's settings when it first publishes on it. If a person removes the
channel from the configuration later, its network can still be asked about open posts. It is asked
by the stored settings. The credential is the variable that they name, or the one kept for the
channel.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from threading import Lock
from typing import Any

from campaign.errors import CampaignError
from campaign.model import Channel, Delivery
from campaign.platforms.protocols import Platform
from campaign.storage import former_channels
from campaign.storage.database import Database

log = logging.getLogger(__name__)

_MUTE = "it tells nobody what it has: a person decides"
_UNKNOWN = "nobody stored its settings: put it back into the configuration, paused"


class FormerChannels:
    """The settings of channels as they were last published on; many threads may share it.

    `clock` gives the time in UTC. `connect` reaches a channel's network, and raises CampaignError
    where that is no longer possible.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        connect: Callable[[Channel], Platform],
    ) -> None:
        self._database = database
        self._clock = clock
        self._connect = connect
        self._lock = Lock()
        self._last: dict[str, Channel] = {}
        self._stored: dict[str, Mapping[str, Any]] | None = None
        self._logged: dict[str, str] = {}

    def remember(self, channel: Channel) -> None:
        """Store a channel's settings if they differ from the stored ones; raises StorageError."""
        if self._last.get(channel.name) is channel:
            return
        wanted = former_channels.settings(channel)
        with self._lock:
            if self._stored is None:
                with self._database.read() as connection:
                    self._stored = former_channels.stored(connection)
            if self._stored.get(channel.name) != wanted:
                with self._database.write() as connection:
                    former_channels.keep(connection, channel, self._clock())
                self._stored[channel.name] = wanted
            self._last[channel.name] = channel

    def askable(self, names: Collection[str]) -> Mapping[str, Channel]:
        """Those of these channels that can be asked; why another one cannot is logged once."""
        with self._database.read() as connection:
            known = former_channels.channels(connection, names)
        found = {}
        for name in names:
            why = self._trouble(known.get(name))
            if not why:
                found[name] = known[name]
            if self._logged.get(name, "") != why:
                self._logged[name] = why
                if why:
                    extra = {"action": "former_channel_mute", "channel": name}
                    log.warning("%s left the configuration in doubt: %s", name, why, extra=extra)
        return found

    def reachable(self, names: Collection[str]) -> Mapping[str, Channel]:
        """Those of these channels whose settings are stored; raises StorageError."""
        with self._database.read() as connection:
            return former_channels.channels(connection, names)

    def all(self) -> Mapping[str, Channel]:
        """Every channel that was ever published on, by its last settings; raises StorageError."""
        with self._database.read() as connection:
            return former_channels.channels(connection)

    def troubles(self, names: Collection[str]) -> Mapping[str, str]:
        """Why each of these channels cannot be asked, "" where it can; raises StorageError."""
        with self._database.read() as connection:
            known = former_channels.channels(connection, names)
        return {name: self._trouble(known.get(name)) for name in names}

    def _trouble(self, channel: Channel | None) -> str:
        if channel is None:
            return _UNKNOWN
        try:
            platform = self._connect(channel)
        except CampaignError as error:
            return str(error)
        return _MUTE if platform.delivery is Delivery.AT_MOST_ONCE else ""
