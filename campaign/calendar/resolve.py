"""Turns a slot's wall time into one UTC instant for a channel.

The rule for clock changes: an hour that does not exist moves forward by the gap (02:30 becomes
03:30); an hour that comes twice means the first of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from campaign.model import InWeek, Slot


@dataclass(frozen=True, slots=True)
class Instant:
    """The UTC instant `at` of a slot, and how the clock change moved it.

    `shift` is "" for an ordinary hour, "gap" for one that does not exist, "fold" for one that
    comes twice. `local` is what the clock in `zone` shows at that instant.
    """

    at: datetime
    shift: str
    zone: ZoneInfo

    @property
    def local(self) -> datetime:
        """The instant as the zone's own clock shows it, aware."""
        return self.at.astimezone(self.zone)


def resolve(slot: Slot, channel_zone: ZoneInfo, start: date) -> Instant:
    """The instant of a slot for a channel of a campaign that starts on the day `start`."""
    dated = slot.on(start) if isinstance(slot, InWeek) else slot
    zone = dated.zone or channel_zone
    # With fold=0, an hour that comes twice means the first one. An hour that does not exist takes
    # the offset before the change, so it moves forward by the gap (PEP 495).
    local = dated.wall.replace(tzinfo=zone, fold=0)
    at = local.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None, fold=0) != dated.wall.replace(fold=0):
        return Instant(at, "gap", zone)
    twice = local.utcoffset() != local.replace(fold=1).utcoffset()
    return Instant(at, "fold" if twice else "", zone)
