"""Each channel as it was last published on, for the day on which it has left the configuration."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from campaign.errors import Place
from campaign.model import Channel
from campaign.storage.tables import former_channels

_FIELDS = former_channels.c


def settings(channel: Channel) -> dict[str, Any]:
    """A channel as it is stored: with the name of its secret's variable, never with a secret."""
    return {
        "platform": channel.platform,
        "region": channel.region,
        "language": channel.language,
        "zone": channel.zone.key,
        "server": channel.server,
        "account": channel.account,
        "secret": channel.secret,
        "min_interval": channel.min_interval.total_seconds(),
        "grace": channel.grace.total_seconds(),
        "options": dict(channel.options),
    }


def keep(connection: Connection, channel: Channel, now: datetime) -> None:
    """Store a channel as it is at an instant (UTC)."""
    new = {"settings": settings(channel), "at": now}
    same = _FIELDS.name == channel.name
    if connection.execute(update(former_channels).where(same).values(new)).rowcount:
        return
    with suppress(IntegrityError), connection.begin_nested():  # another worker was faster
        connection.execute(former_channels.insert().values(name=channel.name, **new))


def options(connection: Connection) -> dict[str, Mapping[str, str]]:
    """The options of each channel as it was last published on, by its name."""
    return {name: kept["options"] for name, kept in stored(connection).items()}


def stored(connection: Connection) -> dict[str, Mapping[str, Any]]:
    """What is stored of every channel, by its name."""
    found = connection.execute(select(_FIELDS.name, _FIELDS.settings))
    return {row.name: row.settings for row in found}


def channels(connection: Connection, names: Collection[str] | None = None) -> dict[str, Channel]:
    """These channels, or all, as they were last published on and paused; some may be unknown."""
    query = select(_FIELDS.name, _FIELDS.settings)
    if names is not None:
        query = query.where(_FIELDS.name.in_(sorted(names)))
    return {name: _channel(name, kept) for name, kept in connection.execute(query)}


def _channel(name: str, kept: Mapping[str, Any]) -> Channel:
    return Channel(
        name=name,
        platform=kept["platform"],
        region=kept["region"],
        language=kept["language"],
        zone=ZoneInfo(kept["zone"]),
        server=kept["server"],
        account=kept["account"],
        secret=kept["secret"],
        paused=True,
        place=Place("as last published on"),
        min_interval=timedelta(seconds=kept["min_interval"]),
        grace=timedelta(seconds=kept["grace"]),
        options=kept["options"],
    )
