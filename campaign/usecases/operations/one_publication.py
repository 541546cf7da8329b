"""One publication as people see it: its state, everything that holds it, and who skipped it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from campaign.model import Channel, Publication, Region, State
from campaign.model.approval import USUAL, ApprovalRules
from campaign.plan.grace import meant_for
from campaign.storage import agenda as stored
from campaign.storage import pauses, publications, releases
from campaign.storage.database import Database
from campaign.storage.desk import skips
from campaign.storage.desk.skips import Skip
from campaign.usecases.operations.agenda import Shown, judged


@dataclass(frozen=True, slots=True)
class OnePublication:
    """A publication with its one state.

    `at` is where it stands, on the wall where its channel lives. `headline` is that of its own
    words, in its language. `skip` is the one that nobody has taken back.
    """

    publication: Publication
    at: datetime
    headline: str
    shown: Shown
    why: tuple[str, ...]
    skip: Skip | None


def one_publication(
    database: Database,
    number: int,
    now: datetime,
    *,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    zone: ZoneInfo,
    rules: ApprovalRules = USUAL,
) -> OnePublication | None:
    """Read one publication at `now` (UTC); None when there is none of this number.

    `zone` is for a channel that left the configuration. Raises StorageError.
    """
    with database.read() as connection:
        found = publications.one(connection, number)
        if found is None:
            return None
        let = found.id in releases.released(connection, [found], rules)
        on = pauses.open(connection, now)
        skip = skips.of(connection, number)
        named = stored.headlines(connection, {found.post: found.variant_hash})
    channel = channels.get(found.channel)
    out = found.state in (State.PUBLISHED, State.WITHDRAWN) and found.published_at is not None
    at = found.published_at if out and found.published_at else meant_for(found)
    region = regions.get(channel.region if channel else found.region)
    shown, why = judged(found, at, now, channel, region, on, approved=let)
    headline, _ = named.get(found.post, ("", ""))
    local = at.astimezone(channel.zone if channel else zone)
    return OnePublication(found, local, headline, shown, why, skip)
