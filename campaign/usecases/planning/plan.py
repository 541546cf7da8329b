"""Show what would change if the calendar as it stands were applied; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from campaign.compose.urls import has_link
from campaign.config import Config
from campaign.model.approval import ApprovalRules
from campaign.plan.cost import Cost, cost
from campaign.plan.diff import Identity, Kind, Plan, compare
from campaign.plan.rewording import Rewording, rewordings
from campaign.platforms import registry
from campaign.storage import publications, releases, variants
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


@dataclass(frozen=True, slots=True)
class Reworded:
    """What of one publication reads otherwise in the calendar; `approved` says of the stored words
    that somebody let exactly those go.
    """

    changes: tuple[Rewording, ...]
    approved: bool


def reworded(
    steps: Plan, database: Database, name: Callable[[str], str], rules: ApprovalRules
) -> Mapping[Identity, Reworded]:
    """What the words and pictures were and what they become, of each step that has both.

    `name` gives the file of a picture by its hash, "" for one that no longer lies there. A step
    that changes no words is left out, as one whose time alone is another.
    """
    both = [
        (step, step.planned.variant, step.stored)
        for step in steps.steps
        if step.planned is not None
        and step.stored is not None
        and step.planned.variant.recipe != step.stored.recipe
    ]
    with database.read() as connection:
        kept = variants.load(connection, {stored.variant_hash for _, _, stored in both})
        let = releases.released(connection, (stored for _, _, stored in both), rules)
    return {
        step.identity: Reworded(
            rewordings(kept[stored.variant_hash], new, name), rules.asks and stored.id in let
        )
        for step, new, stored in both
    }
