"""Show what would change if the calendar as it stands were applied; changes nothing."""

from __future__ import annotations

from datetime import datetime

from campaign.config import Config
from campaign.plan.diff import Plan, compare
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.usecases.compile import Compiled


def plan(
    compiled: Compiled, database: Database, config: Config, now: datetime, *, unreadable: bool
) -> Plan:
    """Compare the compiled calendar with the database at `now` (UTC).

    With `unreadable`, some of the calendar could not be read, and nothing is planned to be
    cancelled.
    """
    with database.read() as connection:
        held = publications.held(connection)
    return compare(
        compiled.planned,
        held,
        now,
        {name: channel.grace for name, channel in config.channels.items()},
        uncertain=compiled.failed,
        unreadable=unreadable,
    )
