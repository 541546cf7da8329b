"""What a server takes no more of what waits for it, by what it said of its limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from campaign.errors import UnsupportedFeature
from campaign.model import Channel, Limits, Publication, ServerLimits, Variant
from campaign.platforms import registry
from campaign.storage import server_limits, variants
from campaign.usecases.planning.preview_texts import Measure, parts


class Fitting:
    """Says what a server takes no more, by what it `said`; it remembers what it has measured."""

    def __init__(self, channels: Mapping[str, Channel], said: ServerLimits) -> None:
        self._channels = channels
        self._limits = {name: registry.limits_of(each, said) for name, each in channels.items()}
        self._known: dict[tuple[str, str, datetime, bool], str] = {}

    def faults(self, connection: Connection) -> list[tuple[Publication, str]]:
        """What waits on these channels, each with its fault, "" for none."""
        waiting = server_limits.waiting(connection, tuple(self._channels))
        new = {each.variant_hash for each in waiting if _thing(each) not in self._known}
        words = variants.load(connection, new)
        found: list[tuple[Publication, str]] = []
        for each in waiting:
            thing, variant = _thing(each), words.get(each.variant_hash)
            if thing not in self._known and variant is not None:
                channel, limits = self._channels[each.channel], self._limits[each.channel]
                fault = "" if _has_begun(each) else unfit(variant, channel, limits, each.due)
                self._known[thing] = fault
            if thing in self._known:
                found.append((each, self._known[thing]))
        return found


def _has_begun(publication: Publication) -> bool:
    """Whether it may be out, or a part of it is: then the engine ends it with the same bytes."""
    return bool(publication.remote_id) or publication.doubtful_since is not None


def _thing(publication: Publication) -> tuple[str, str, datetime, bool]:
    """What decides whether it is held."""
    begun = _has_begun(publication)
    return publication.channel, publication.variant_hash, publication.due, begun


def unfit(variant: Variant, channel: Channel, limits: Limits, due: datetime) -> str:
    """Why a finished variant cannot go to a server with these limits, "" when it can.

    `due` is the instant (UTC) that it is meant for.
    """
    measure = Measure(lambda _: limits, registry.visible)
    for part in parts(variant, measure, channel):
        if part.overrun:
            return f"{part.name}: {part.overrun}".removeprefix(": ")
    try:
        registry.writer(channel, limits)(variant, due)
    except UnsupportedFeature as error:
        return str(error)
    except ValueError:  # the channel's settings are unfit, which is a finding of its own
        return ""
    return ""
