"""Compares the calendar with the database: what would `campaign apply` change?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from campaign.model import Planned, Publication, State
from campaign.plan.lifecycle import OPEN, OUT

#: The reason of a publication that a plan cancelled. A person who cancels gives another reason.
#: What a person cancelled comes back only when the calendar moves it.
UNASKED: Final = "the calendar no longer asks for it"

#: How the reason ends when a person cancelled a publication that may be out. The calendar never
#: brings it back; a person may.
MAY_BE_OUT: Final = "though it may be out"

#: The mark of a publication whose time or words changed while its outcome was open. If it comes
#: back unsent, it is held until the next plan gives it the new time or words.
OVERTAKEN: Final = "the calendar changed while it was on its way: apply the plan once more"

#: How the mark begins when the account shows the same words under an id that is not ours. This
#: happens when two installations publish on one account. A person decides.
FOREIGN: Final = "the account shows these words already"

# Post, occurrence, channel.
Identity = tuple[str, str, str]


class Kind(StrEnum):
    """What happens to one publication when the plan is applied."""

    ADD = "add"
    CHANGE = "change"
    MOVE = "move"
    CANCEL = "cancel"
    HOLD = "hold"
    PAST = "past"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the plan.

    `planned` is what the calendar wants, None for a cancel. `held` is what the database has, None
    for an add. `also_moved` is true when the time changes together with the words. `mark` is the
    reason of a hold.
    """

    kind: Kind
    planned: Planned | None
    held: Publication | None
    also_moved: bool = False
    mark: str = ""

    @property
    def identity(self) -> Identity:
        """Post, occurrence and channel."""
        if self.planned is not None:
            return self.planned.identity
        assert self.held is not None
        return (self.held.post, self.held.occurrence, self.held.channel)

    @property
    def due(self) -> datetime:
        """The instant (UTC) at which it will be due, or was due."""
        if self.planned is not None:
            return self.planned.due
        assert self.held is not None
        return self.held.due


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, in the order of their instants; `unchanged` counts what stays as it is."""

    steps: tuple[Step, ...]
    unchanged: int

    def of(self, *kinds: Kind) -> tuple[Step, ...]:
        """The steps of these kinds."""
        return tuple(step for step in self.steps if step.kind in kinds)

    @property
    def to_apply(self) -> tuple[Step, ...]:
        """The steps that change the database; the others (past, out) are only shown."""
        return self.of(Kind.ADD, Kind.CHANGE, Kind.MOVE, Kind.CANCEL, Kind.HOLD)


def compare(
    planned: Iterable[Planned],
    held: Iterable[Publication],
    now: datetime,
    grace: Mapping[str, timedelta],
    *,
    uncertain: Collection[Identity] = (),
    unreadable: bool = False,
) -> Plan:
    """Compare what the calendar wants with what the database holds.

    `grace` gives for each channel how late a post may still go out. A post that cannot be read or
    composed was not deleted. So nothing is cancelled when a file is `unreadable`, and what is in
    `uncertain` is not cancelled either.
    """
    theirs = {(p.post, p.occurrence, p.channel): p for p in held}
    steps: list[Step] = []
    unchanged = 0
    for wanted in planned:
        step = _step(wanted, theirs.pop(wanted.identity, None), now, grace)
        if step is None:
            unchanged += 1
        else:
            steps.append(step)
    for left in theirs.values():
        if unreadable or (left.post, left.occurrence, left.channel) in uncertain:
            continue
        if left.state in OPEN:
            if left.blocked != UNASKED:
                steps.append(Step(Kind.HOLD, None, left, mark=UNASKED))
        elif left.state in (State.SCHEDULED, State.MISSED, State.FAILED):
            steps.append(Step(Kind.CANCEL, None, left))
    steps.sort(key=lambda step: (step.due, step.identity))
    return Plan(tuple(steps), unchanged)


def _step(
    wanted: Planned, held: Publication | None, now: datetime, grace: Mapping[str, timedelta]
) -> Step | None:
    past = wanted.due + grace.get(wanted.variant.channel, timedelta(0)) < now
    if held is None:
        return Step(Kind.PAST if past else Kind.ADD, wanted, None)
    moved = held.due != wanted.due
    changed = held.recipe != wanted.variant.recipe or not _same_hold(wanted, held)
    if held.state in OPEN:
        other = moved or held.recipe != wanted.variant.recipe
        mark = OVERTAKEN if other else wanted.blocked
        if held.blocked != mark:
            return Step(Kind.HOLD, wanted, held, mark=mark)
    if held.state in OUT or held.state is State.WITHDRAWN:
        return Step(Kind.OUT, wanted, held) if changed or moved else None
    if held.state is State.CANCELLED:
        if held.reason.endswith(MAY_BE_OUT) or (held.reason != UNASKED and not moved):
            return None
        return Step(Kind.PAST if past else Kind.ADD, wanted, held)
    if held.state in (State.MISSED, State.FAILED):
        if not moved and held.recipe == wanted.variant.recipe:
            # The calendar asks for nothing new. `campaign reschedule` gives these another time.
            return None
        if past:
            return Step(Kind.PAST, wanted, held)
    elif past and moved:
        # The new time is past, and the old time no longer counts.
        return Step(Kind.CANCEL, None, held)
    if changed:
        return Step(Kind.CHANGE, wanted, held, also_moved=moved)
    return Step(Kind.MOVE, wanted, held) if moved else None


def _same_hold(wanted: Planned, held: Publication) -> bool:
    """True when the stored mark fits the calendar's findings.

    A mark about the account (`FOREIGN`) stays as long as the calendar has no finding of its own.
    """
    if held.blocked.startswith(FOREIGN) and not wanted.blocked:
        return True
    return held.blocked == wanted.blocked
