"""A plan is applied as it was shown: its digest goes with the form; another is shown anew."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from campaign.errors import CampaignError
from campaign.model import Publication
from campaign.plan.diff import Plan, Step
from campaign.storage.record_format import canonical, instant


class PlanChanged(CampaignError):
    """What would be applied is not what was shown: the files or the publications have changed."""


def digest(steps: Iterable[Step]) -> str:
    """A hash of all that applying these steps would do."""
    return sha256(canonical([_plain(step) for step in steps]).encode()).hexdigest()


def confirmed(plan: Plan, shown: str) -> Plan:
    """The plan itself where it is the one that was `shown`; raises PlanChanged."""
    if digest(plan.to_apply) == shown:
        return plan
    left = len(plan.to_apply)
    if not left:
        raise PlanChanged("nothing is left to apply: it was applied already, or the files changed")
    raise PlanChanged("the files or the publications changed since this was shown: look again")


def _plain(step: Step) -> list[Any]:
    planned, stored = step.planned, step.stored
    return [
        step.kind.value,
        *step.identity,
        instant(step.due),
        step.hold.value,
        step.hold_detail,
        instant(step.moved_to) if step.moved_to else "",
        [planned.variant.recipe, planned.region, planned.blocked, planned.draft] if planned else [],
        _stored(stored) if stored else [],
    ]


def _stored(stored: Publication) -> list[Any]:
    how = (stored.state.value, stored.variant_hash, stored.hold.value, stored.hold_detail)
    return [stored.id, instant(stored.due), *how]
