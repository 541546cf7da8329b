"""How the campaign stands, for the frame of every page and for Today: read every few seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from campaign.bootstrap import Workspace
from campaign.model.people import Actor
from campaign.usecases.operations.need import TO_SETTLE, Need, NeedKind
from campaign.usecases.operations.needs import for_actor, needs
from campaign.usecases.operations.status import Status, status
from campaign.usecases.translating.to_compare import to_compare
from campaign.web.calendar_cache import Calendar


@dataclass(frozen=True, slots=True)
class Standing:
    """What needs a person, as one visitor is told of it, and what the engine is doing.

    `counts` are the numbers beside the names of pages, by page. `seen` is when (UTC) a worker last
    reported, None when none ever did; `alive` when one did just now.
    """

    needs: tuple[Need, ...]
    counts: Mapping[str, int]
    seen: datetime | None
    alive: bool
    status: Status


def for_visitor(found: Standing, actor: Actor) -> Standing:
    """How it stands as one visitor is told of it."""
    if actor.person is None:
        return found
    mine = tuple(for_actor(actor, found.needs))
    return replace(found, needs=mine, counts=_counts(mine))


def read_standing(opened: Workspace, calendar: Calendar | None) -> Standing:
    """How it stands for everybody; without a calendar, translations are left out.

    Whether networks find the pictures is left out too: a page that is opened fetches nothing from
    elsewhere. `campaign status` and the notices of the service look for them.

    Raises StorageError.
    """
    config, now = opened.config, opened.now()
    found = status(
        opened.database,
        now,
        channels=config.channels,
        regions=config.regions,
        rules=config.approval,
        troubles=opened.former.troubles,
        skew=opened.keeper.slow_by if opened.keeper else None,
        budgets=opened.budgets,
    )
    wanted = needs(
        opened.database,
        found,
        channels=config.channels,
        regions=config.regions,
        rules=config.approval,
        others=to_compare(calendar.matrix, now, config.zone) if calendar else (),
    )
    seen = max((each.beat for each in found.workers), default=None)
    alive = any(each.alive for each in found.workers)
    return Standing(wanted, _counts(wanted), seen, alive, found)


def _counts(wanted: tuple[Need, ...]) -> Mapping[str, int]:
    """How many things need a person, by the page on which they are settled."""
    settle = [each for each in wanted if each.kind in TO_SETTLE]
    return {
        "translations": sum(e.count for e in wanted if e.kind is NeedKind.TRANSLATIONS),
        "approvals": sum(e.count for e in wanted if e.kind is NeedKind.TO_APPROVE),
        # A pause is one decision, however many posts wait for it.
        "settle": sum(1 if e.kind is NeedKind.PAUSED else e.count or 1 for e in settle),
        "accounts": sum(e.kind is NeedKind.CREDENTIAL for e in wanted)
        + sum(e.kind is NeedKind.PAUSED for e in wanted),
    }
