"""Whether publishing goes on: for a monitor that asks every minute.

`ok` is False when nobody publishes although something may go out, when the disk is nearly full, or
when a clock is wrong. What waits for a person (an approval, a decision) is no fault of the machine:
that is in `campaign status`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from campaign.config import Config
from campaign.engine.budgets import Budgets
from campaign.errors import StorageError
from campaign.storage.database import Database
from campaign.usecases.operations.status import status

#: Bytes that have to be free where the state lies.
ROOM: Final = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Health:
    """How publishing stands at `at` (UTC).

    `reasons` says in stable words why `ok` is False: unattended, worker, disk, clock, database.
    `oldest_due` is how long (seconds) the oldest one has been due that is not out, None when none
    is. `worker_seen` is when (UTC) a publisher last reported, None for never. `free` are bytes.
    `slow_by` is by how many seconds a clock is slow as last measured.
    """

    at: datetime
    ok: bool
    reasons: tuple[str, ...]
    oldest_due: float | None = None
    worker_seen: datetime | None = None
    free: int | None = None
    slow_by: float | None = None


def health(
    database: Database, config: Config, now: datetime, budgets: Budgets | None = None
) -> Health:
    """Look at what publishing stands on, at `now` (UTC); raises nothing."""
    free = _free(config.var)
    reasons = ["disk"] if free is not None and free < ROOM else []
    try:
        found = status(
            database,
            now,
            channels=config.channels,
            regions=config.regions,
            rules=config.approval,
            budgets=budgets,
            limit=1,
        )
    except StorageError:
        return Health(now, False, (*reasons, "database"), free=free)
    if "unattended" in found.attention:
        reasons.append("unattended")
    # One that ended by itself said so, and is not listed: silence is what is left of a crash.
    if found.workers and not any(each.alive for each in found.workers):
        reasons.append("worker")
    if found.clock:
        reasons.append("clock")
    return Health(
        at=now,
        ok=not reasons,
        reasons=tuple(reasons),
        oldest_due=found.oldest.total_seconds() if found.oldest is not None else None,
        worker_seen=max((each.beat for each in found.workers), default=None),
        free=free,
        slow_by=found.skew,
    )


def _free(folder: Path) -> int | None:
    """The bytes that are free where the state lies; None where nobody knows."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
