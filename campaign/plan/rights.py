"""The one table of rights: which role may do what. Every door asks here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from campaign.errors import Forbidden
from campaign.model.people import Actor, Role


class Act(StrEnum):
    """What a person does; its value is how a person reads it."""

    READ = "read"
    COMMENT = "comment"
    EDIT = "edit posts and translations"
    PLAN = "apply a plan"
    DISMISS = "dismiss a finding"
    APPROVE = "approve, send back, or take a yes back"
    INVITE = "invite somebody to review"
    DECIDE = "decide what became of a post, or give it another time"
    PAUSE = "pause and resume"
    WITHDRAW = "withdraw a post"
    CORRECT = "correct a post"
    CONSENT = "record that a consent has ended"
    EXPORT = "export the evidence"
    CONNECT = "connect accounts"
    PEOPLE = "register people and give roles"
    REDACT = "redact a person"
    RESTORE = "put a backup back"


_EDITORS: Final = frozenset({Role.EDITOR, Role.COORDINATOR, Role.ADMIN})
_ALL: Final = frozenset(Role)

#: Which roles may do what, in the region where they hold.
RIGHTS: Final[Mapping[Act, frozenset[Role]]] = {
    Act.READ: _ALL,
    Act.COMMENT: _ALL - {Role.READER},
    Act.EDIT: _EDITORS,
    Act.PLAN: _EDITORS,
    Act.DISMISS: frozenset({Role.COORDINATOR, Role.ADMIN}),
    # Which step a person may approve depends on the role too: `campaign.plan.approval`.
    Act.APPROVE: frozenset({Role.APPROVER, Role.COORDINATOR}),
    Act.INVITE: _EDITORS,
    Act.DECIDE: frozenset({Role.COORDINATOR, Role.ADMIN}),
    # To stop something is urgent: whoever works in a region may.
    Act.PAUSE: _ALL - {Role.READER},
    Act.WITHDRAW: frozenset({Role.APPROVER, Role.COORDINATOR, Role.ADMIN}),
    Act.CORRECT: _EDITORS,
    Act.CONSENT: _EDITORS,
    Act.EXPORT: frozenset({Role.COORDINATOR, Role.ADMIN}),
    Act.CONNECT: frozenset({Role.ADMIN}),
    Act.PEOPLE: frozenset({Role.ADMIN}),
    Act.REDACT: frozenset({Role.ADMIN}),
    Act.RESTORE: frozenset({Role.ADMIN}),
}


def may(actor: Actor, act: Act, region: str) -> bool:
    """True when somebody may do this in a region; `EVERYWHERE` asks for all regions at once."""
    if actor.person is None:
        return True
    return bool(actor.person.roles_in(region) & RIGHTS[act])


def demand(actor: Actor, act: Act, regions: Iterable[str]) -> None:
    """Return when somebody may do this in all of these regions; raises Forbidden."""
    refused = sorted({region for region in regions if not may(actor, act, region)})
    if refused:
        roles = ", ".join(sorted(RIGHTS[act]))
        where = ", ".join(refused).replace("*", "all regions")
        raise Forbidden(f"{actor.name} may not {act} in {where}: it takes one of {roles}")
