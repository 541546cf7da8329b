"""Finds the posts whose instant is another one by the other rules of zones on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from campaign.config import Config
from campaign.model import Finding, InWeek, Post, Severity
from campaign.usecases.planning.compile import Compiled
from campaign.zone_data import Rules


def zone_differences(
    compiled: Compiled, config: Config, rules: Rules, now: datetime
) -> tuple[Finding, ...]:
    """A finding for each publication after `now` (UTC) on whose instant the two sets disagree.

    Other programs on this machine, and other machines, may go by the older set.
    """
    used, other = rules.used, rules.differing
    if used is None or other is None:
        return ()
    zones = _Zones(other.zone)
    posts = {post.id: post for post in compiled.posts}
    found = []
    for planned in compiled.planned:
        post, channel = posts[planned.variant.post], config.channels[planned.variant.channel]
        zone = post.slot.zone or channel.zone
        wall = _wall(post, config.campaign.start)
        theirs = zones.instant(wall, zone.key)
        if planned.due < now or theirs is None or theirs == planned.due:
            continue
        said = (
            f"{wall:%Y-%m-%d %H:%M} in {zone.key} is {planned.due:%H:%M} UTC by {used}, which is "
            f"used, and {_utc(theirs, planned.due)} UTC by {other}"
        )
        found.append(
            Finding(
                "zone-differs",
                Severity.WARN,
                post.at("when"),
                said,
                "ask the region which clock it will have then, and update the older zone data",
                post.id,
                channel.name,
            )
        )
    return tuple(found)


class _Zones:
    """Instants by other rules; each zone is read once."""

    def __init__(self, read: Callable[[str], ZoneInfo | None]) -> None:
        self._read = read
        self._known: dict[str, ZoneInfo | None] = {}

    def instant(self, wall: datetime, key: str) -> datetime | None:
        """The UTC instant of a wall time; None when the other rules do not know the zone."""
        if key not in self._known:
            self._known[key] = self._read(key)
        zone = self._known[key]
        return None if zone is None else wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _wall(post: Post, start: date) -> datetime:
    dated = post.slot.on(start) if isinstance(post.slot, InWeek) else post.slot
    return dated.wall


def _utc(instant: datetime, beside: datetime) -> str:
    """An instant, with its day only where that is another one."""
    return instant.strftime("%H:%M" if instant.date() == beside.date() else "%Y-%m-%d %H:%M")
