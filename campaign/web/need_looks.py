"""How what needs a person is shown: shape, title, and the step that leads to its decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from campaign.model import State
from campaign.usecases.operations.need import FirstStep, Need, NeedKind
from campaign.web.words import N_


@dataclass(frozen=True, slots=True)
class NeedLook:
    """A need's shape and colour, and its title."""

    shape: str
    title: str


LOOKS: Final[Mapping[NeedKind, NeedLook]] = {
    NeedKind.UNKNOWN: NeedLook("unknown", N_("May be out")),
    NeedKind.FOREIGN: NeedLook("unknown", N_("The words are there already")),
    NeedKind.TAKING_BACK: NeedLook("withdrawn", N_("To take back by hand")),
    NeedKind.DIFFERS: NeedLook("held", N_("Readers get it otherwise")),
    NeedKind.FAILED: NeedLook("failed", N_("Failed")),
    NeedKind.PENDING: NeedLook("pending", N_("At the network for long")),
    NeedKind.UNLOOKED: NeedLook("unknown", N_("To look after, since a backup was put back")),
    NeedKind.PAUSED: NeedLook("paused", N_("Paused")),
    NeedKind.UNATTENDED: NeedLook("held", N_("Nobody publishes")),
    NeedKind.SENT_BACK: NeedLook("held", N_("A change is asked for")),
    NeedKind.TO_APPROVE: NeedLook("waits", N_("To approve")),
    NeedKind.HELD: NeedLook("held", N_("Held back")),
    NeedKind.LIMITS: NeedLook("held", N_("Too long for its server")),
    NeedKind.UNREACHABLE: NeedLook("held", N_("A picture that networks do not find")),
    NeedKind.MISSED: NeedLook("missed", N_("Missed")),
    NeedKind.UNCONFIGURED: NeedLook("held", N_("An account that is gone")),
    NeedKind.CREDENTIAL: NeedLook("paused", N_("A sign-in ends")),
    NeedKind.TRANSLATIONS: NeedLook("changed", N_("Source changed")),
    NeedKind.VERSION: NeedLook("held", N_("A network's interface ends")),
    NeedKind.CLOCK: NeedLook("held", N_("Clocks disagree")),
}

_STEPS: Final[Mapping[FirstStep, str]] = {
    FirstStep.DECIDE: N_("Decide"),
    FirstStep.CONNECT: N_("Connect again"),
    FirstStep.EDIT: N_("Open the post"),
    FirstStep.NEW_TIME: N_("New time"),
    FirstStep.LAY_OUT: N_("See why"),
    FirstStep.RESUME: N_("Let it go on"),
    FirstStep.APPROVE: N_("See who is asked"),
    FirstStep.COMPARE: N_("Compare"),
    FirstStep.BY_HAND: N_("See what to do"),
    FirstStep.LOOK: N_("Compare"),
    FirstStep.OPERATE: N_("See why"),
}


#: What somebody does first, in a sentence.
FIRST_STEPS: Final[Mapping[FirstStep, str]] = {
    FirstStep.DECIDE: N_("Look at the account, and say what became of it."),
    FirstStep.CONNECT: N_("Connect the account again. Then let it go on."),
    FirstStep.EDIT: N_("Change the post so that it fits, and apply the plan."),
    FirstStep.NEW_TIME: N_("Give it a new time, or leave it."),
    FirstStep.LAY_OUT: N_(
        "Whoever looks after the server lays the pictures out. Then look here whether they can be "
        "fetched, and give it a new time."
    ),
    FirstStep.RESUME: N_("Let it go on when its reason is gone."),
    FirstStep.APPROVE: N_("Remind those who are asked."),
    FirstStep.COMPARE: N_("Compare the translations with their source."),
    FirstStep.BY_HAND: N_("Do it at the network, and say so here."),
    FirstStep.LOOK: N_("Compare what readers get with what was approved."),
    FirstStep.OPERATE: N_("Whoever looks after the server looks at it."),
}

#: The engine's states, as a list of what happened tells them.
STATES: Final[Mapping[State, str]] = {
    State.SCHEDULED: N_("Planned"),
    State.PUBLISHING: N_("Going out"),
    State.PENDING: N_("At the network"),
    State.UNKNOWN: N_("May be out"),
    State.PUBLISHED: N_("Out"),
    State.FAILED: N_("Failed"),
    State.MISSED: N_("Missed"),
    State.CANCELLED: N_("Cancelled"),
    State.WITHDRAWN: N_("Withdrawn"),
}


def step(need: Need) -> tuple[str, str]:
    """The words of the step, which are to be translated, and where it leads."""
    return _STEPS[need.first_step], _address(need)


def _address(need: Need) -> str:
    if need.kind is NeedKind.TO_APPROVE:
        return "/approvals"
    if need.kind is NeedKind.TRANSLATIONS:
        return "/translations"
    if need.kind is NeedKind.CREDENTIAL:
        return f"/accounts/{need.scope}" if need.scope else "/accounts"
    if need.first_step is FirstStep.EDIT and need.posts:
        return f"/posts/{need.posts[0]}"
    return f"/settle?need={need.key}"
