"""What people skipped of what is to come: a plan shows it, and never brings it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from campaign.model import Publication
from campaign.storage.database import Database
from campaign.storage.desk import skips
from campaign.storage.trust import people


@dataclass(frozen=True, slots=True)
class SkippedOne:
    """A publication that somebody skipped: who (as people read it), when (UTC) and why."""

    publication: Publication
    name: str
    at: datetime
    reason: str


def skipped(
    database: Database, now: datetime, *, regions: Collection[str] | None = None
) -> tuple[SkippedOne, ...]:
    """What is skipped and was meant for `now` (UTC) or later; of some regions alone."""
    with database.read() as connection:
        names = {each.id: each.name for each in people.everybody(connection) if not each.redacted}
        found = skips.coming(connection, now, regions)
    return tuple(
        SkippedOne(publication, names.get(skip.who, skip.who), skip.at, skip.reason)
        for publication, skip in found
    )
