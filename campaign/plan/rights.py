"""The one table of rights: which role may do what. Every door asks here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from campaign.errors import Forbidden
from campaign.model.people import EVERYWHERE, Actor, Role


class Act(StrEnum):
    """What a person does; its value is how a person reads it."""

    READ = "read"
    ADDRESS = "change the own e-mail address"
    COMMENT = "comment"
    EDIT = "edit posts and translations"
    PLAN = "apply a plan"
    DISMISS = "dismiss a finding"
    APPROVE = "approve, or send back"
    REVOKE = "take back what others approved"
    INVITE = "invite somebody to review"
    DECIDE = "decide what became of a post or a report, or give a post another time"
    PAUSE = "pause"
    RESUME = "let what was paused go on"
    SKIP = "skip a post on one channel"
    WITHDRAW = "withdraw a post"
    CORRECT = "correct a post"
    CONSENT = "record that a consent was withdrawn"
    EXPORT = "export the evidence"
    FIGURES = "enter figures by hand"
    CONNECT = "connect accounts"
    MACHINES = "give machines access"
    PEOPLE = "register people and give roles"
    REDACT = "redact a person"
    RESTORE = "put a backup back"


_EDITORS: Final = frozenset({Role.EDITOR, Role.COORDINATOR, Role.ADMIN})
_DECIDERS: Final = frozenset({Role.APPROVER, Role.COORDINATOR, Role.ADMIN})
_ALL: Final = frozenset(Role)

#: Which roles may do what, in the region where they hold.
RIGHTS: Final[Mapping[Act, frozenset[Role]]] = {
    Act.READ: _ALL,
    Act.ADDRESS: _ALL,
    Act.COMMENT: _ALL - {Role.READER},
    Act.EDIT: _EDITORS,
    Act.PLAN: _EDITORS,
    Act.DISMISS: frozenset({Role.COORDINATOR, Role.ADMIN}),
    # Which step a person may approve depends on the role too: an admin approves nothing as such,
    # because whoever gives the roles would then be all steps at once.
    Act.APPROVE: frozenset({Role.APPROVER, Role.COORDINATOR}),
    # Everybody takes their own yes back; that of others is a matter of who coordinates.
    Act.REVOKE: frozenset({Role.COORDINATOR}),
    # The yes of somebody who is invited counts as an approver's. If editors could invite, they
    # could let their own work go by a second address of theirs.
    Act.INVITE: _DECIDERS,
    Act.DECIDE: frozenset({Role.COORDINATOR, Role.ADMIN}),
    # To stop something is urgent: whoever works in a region may. To let it go on is not.
    Act.PAUSE: _ALL - {Role.READER},
    Act.RESUME: _DECIDERS,
    Act.SKIP: _EDITORS | _DECIDERS,
    Act.WITHDRAW: _DECIDERS,
    Act.CORRECT: _EDITORS,
    # Whoever hears that a person takes a consent back must be able to act on it at once.
    Act.CONSENT: _ALL - {Role.READER},
    Act.EXPORT: frozenset({Role.COORDINATOR, Role.ADMIN}),
    Act.FIGURES: _EDITORS,
    Act.CONNECT: frozenset({Role.ADMIN}),
    Act.MACHINES: frozenset({Role.ADMIN}),
    Act.PEOPLE: frozenset({Role.ADMIN}),
    Act.REDACT: frozenset({Role.ADMIN}),
    Act.RESTORE: frozenset({Role.ADMIN}),
}

#: What is about no region, so that a role in any region is enough for it. Everything else takes a
#: role in every region that it touches.
IN_ANY_REGION: Final = frozenset({Act.CONSENT, Act.ADDRESS})

#: What takes a person, whatever role a machine has: decisions that are to be somebody's, and
#: everything that could give a machine more than it was given.
NEVER_BY_MACHINES: Final = frozenset(
    {
        *(Act.DISMISS, Act.APPROVE, Act.REVOKE, Act.INVITE, Act.WITHDRAW, Act.CORRECT),
        *(Act.CONSENT, Act.EXPORT, Act.CONNECT, Act.MACHINES, Act.PEOPLE, Act.REDACT),
        *(Act.PLAN, Act.RESUME, Act.RESTORE, Act.ADDRESS),
    }
)


def may(actor: Actor, act: Act, region: str) -> bool:
    """True when somebody may do this in a region; `EVERYWHERE` asks for all regions at once."""
    if actor.person is None:
        return True
    if actor.person.machine and act in NEVER_BY_MACHINES:
        return False
    if act in IN_ANY_REGION:
        return any(actor.person.roles_in(each) & RIGHTS[act] for each in actor.person.roles)
    return bool(actor.person.roles_in(region) & RIGHTS[act])


def demand(actor: Actor, act: Act, regions: Iterable[str]) -> None:
    """Return when somebody may do this in all of these regions; raises Forbidden."""
    refused = sorted({region for region in regions if not may(actor, act, region)})
    if not refused:
        return
    if actor.person is not None and actor.person.machine and act in NEVER_BY_MACHINES:
        raise Forbidden(f"{actor.name} is a machine, and may not {act}: that takes a person")
    roles = " or ".join(str(role) for role in Role if role in RIGHTS[act])
    if act in IN_ANY_REGION:
        raise Forbidden(f"{actor.name} may not {act}: it takes the role {roles} in a region")
    where = " and ".join("all regions" if each == EVERYWHERE else each for each in refused)
    raise Forbidden(f"{actor.name} may not {act} in {where}: it takes the role {roles} there")
