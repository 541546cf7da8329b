"""Upload the pictures that networks fetch to where they fetch them: a folder, or a bucket.

::

    publications still to come → their variants → their pictures → what is not there yet

A picture's name is the hash of its bytes, so uploading it twice changes nothing. Nothing is ever
deleted: a network may fetch a picture again long after.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from campaign.errors import ConfigError, Mistake, StorageError
from campaign.model import Channel, Media, State
from campaign.platforms.protocols import MediaSource
from campaign.platforms.public_media import addresses, links
from campaign.platforms.public_media.addresses import OPTION, SUFFIXES
from campaign.platforms.public_media.links import Expected
from campaign.storage import publications, variants
from campaign.storage.database import Database

#: What may still be sent, or is being fetched.
_TO_COME = (State.SCHEDULED, State.PUBLISHING, State.PENDING, State.UNKNOWN)

Report = Callable[[int, int], object]


class Showcase(Protocol):
    """Where networks fetch: paths below `public_media_url`."""

    def holds(self, path: str, size: int) -> bool:
        """True when a file of that size lies there."""
        ...

    def put(self, path: str, data: bytes, mime: str) -> None:
        """Store a file there, whole or not at all."""
        ...


@dataclass(slots=True)
class LaidOut:
    """What was uploaded now, how much was there already, and what could not be read, and why."""

    laid: list[str] = field(default_factory=list)
    there: int = 0
    lost: dict[str, str] = field(default_factory=dict)


def shown(channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """The channels whose network fetches pictures, by name."""
    return {name: each for name, each in channels.items() if each.options.get(OPTION)}


def coming(database: Database, channels: Collection[str]) -> list[tuple[str, Media]]:
    """The pictures that these channels still publish, the soonest first, each channel's once."""
    with database.read() as connection:
        some = [
            each
            for each in publications.in_states(connection, *_TO_COME)
            if each.channel in channels
        ]
        finished = variants.load(connection, {each.variant_hash for each in some})
    found = {
        (each.channel, media.sha256): media
        for each in some
        for media in finished[each.variant_hash].media
        if media.mime in SUFFIXES
    }
    return [(channel, media) for (channel, _), media in found.items()]


def lay_out(
    pictures: Iterable[tuple[str, Media]],
    source: MediaSource,
    showcase: Showcase,
    report: Report | None = None,
) -> LaidOut:
    """Upload what is not there yet; `report` gets how many of how many are done.

    Raises what the showcase raises; what was uploaded before that stays.
    """
    wanted = {addresses.path(each.sha256, each.mime): each for _, each in pictures}
    done = LaidOut()
    for number, (path, media) in enumerate(wanted.items(), start=1):
        if showcase.holds(path, media.size):
            done.there += 1
        else:
            try:
                data = source.read(media.sha256)
            except StorageError as error:
                done.lost[path] = str(error)
            else:
                showcase.put(path, data, media.mime)
                done.laid.append(path)
        if report:
            report(number, len(wanted))
    return done


def troubles(
    pictures: Iterable[tuple[str, Media]], channels: Mapping[str, Channel]
) -> dict[str, str]:
    """Why networks would not find our pictures, by address: each is fetched as they do.

    Raises ConfigError for a `public_media_url` from which nothing can be fetched.
    """
    found: dict[str, str] = {}
    for name, media in pictures:
        there = f"{_base(channels[name])}/{addresses.path(media.sha256, media.mime)}"
        expected = Expected(there, media.sha256, media.mime, media.size)
        if there not in found:
            found[there] = links.trouble(expected)
    return {address: why for address, why in found.items() if why}


def _base(channel: Channel) -> str:
    try:
        return addresses.base(channel)
    except ValueError as error:
        mistake = Mistake(channel.place, f"channel {channel.name}: {error}")
        raise ConfigError(mistake) from error
