"""Show what would change if the calendar as it stands were applied; changes nothing."""

from __future__ import annotations

from datetime import datetime

from campaign.compose.urls import has_link
from campaign.config import Config
from campaign.plan.cost import Cost, cost
from campaign.plan.diff import Kind, Plan, compare
from campaign.platforms import registry
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.usecases.planning.compile import Compiled


def plan(
    compiled: Compiled, database: Database, config: Config, now: datetime, *, unreadable: bool
) -> Plan:
    """Compare the compiled calendar with the database at `now` (UTC).

    With `unreadable`, some of the calendar could not be read, and nothing is planned to be
    cancelled.
    """
    with database.read() as connection:
        stored = publications.all_of(connection)
    return compare(
        compiled.planned,
        stored,
        now,
        {name: channel.grace for name, channel in config.channels.items()},
        uncertain=compiled.failed,
        unreadable=unreadable,
    )


def costs(steps: Plan) -> dict[str, Cost]:
    """What the posts that a plan adds or changes will cost, by network; see `plan.cost`."""
    wanted = (step.planned for step in steps.of(Kind.ADD, Kind.CHANGE))
    return cost((each.variant for each in wanted if each is not None), has_link, registry.PRICES)
