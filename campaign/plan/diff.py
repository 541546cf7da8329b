"""Compares the calendar with the database: what would `campaign apply` change?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from campaign.model import Cancellation, Hold, Planned, Publication, State
from campaign.plan.grace import meant_for
from campaign.plan.lifecycle import OPEN, OUT
from campaign.plan.successors import original, standing

# Post, occurrence, channel.
Identity = tuple[str, str, str]

#: What a person stopped while it was on its way: no plan lets that go again.
STOPPED: Final = (Hold.TAKEN_BACK, Hold.SKIPPED)


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

    `planned` is what the calendar wants, None for a cancel. `stored` is what the database has, None
    for an add. `also_moved` is true when the time changes together with the words.
    `hold` and `hold_detail` are what keeps it back from now on, where the step's kind is `hold`.
    `moved_to` is the past instant (UTC) to which the calendar moved it, where that is why the step
    is a cancel.
    """

    kind: Kind
    planned: Planned | None
    stored: Publication | None
    also_moved: bool = False
    hold: Hold = Hold.NONE
    hold_detail: str = ""
    moved_to: datetime | None = None

    @property
    def identity(self) -> Identity:
        """Post, occurrence and channel."""
        if self.planned is not None:
            return self.planned.identity
        assert self.stored is not None
        return (self.stored.post, self.stored.occurrence, self.stored.channel)

    @property
    def due(self) -> datetime:
        """The instant (UTC) at which it will be due, or was due."""
        if self.planned is not None:
            return self.planned.due
        assert self.stored is not None
        return self.stored.due


@dataclass(frozen=True, slots=True)
class Left:
    """A post that is public on channels where the calendar no longer asks for it.

    Its file is gone, or no longer names them. Nothing takes it down there: it stays public.
    """

    post: str
    publications: tuple[Publication, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, in the order of their instants; `unchanged` counts what stays as it is.

    `left` are the posts that stay public though the calendar no longer has them, by name. Of all
    that is `known` to the calendar, `drafts` have words that it calls a draft.
    """

    steps: tuple[Step, ...]
    unchanged: int
    left: tuple[Left, ...] = ()
    known: frozenset[Identity] = frozenset()
    drafts: frozenset[Identity] = frozenset()

    def of(self, *kinds: Kind) -> tuple[Step, ...]:
        """The steps of these kinds."""
        return tuple(step for step in self.steps if step.kind in kinds)

    @property
    def too_late(self) -> tuple[Step, ...]:
        """The steps of what the calendar asks for at a time that is past: it will not go out."""
        return tuple(s for s in self.steps if s.kind is Kind.PAST or s.moved_to is not None)

    @property
    def to_apply(self) -> tuple[Step, ...]:
        """The steps that change the database; the others (past, out) are only shown."""
        return self.of(Kind.ADD, Kind.CHANGE, Kind.MOVE, Kind.CANCEL, Kind.HOLD)


def compare(
    planned: Iterable[Planned],
    stored: Iterable[Publication],
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
    theirs = standing(stored)
    steps: list[Step] = []
    unchanged = 0
    public: dict[str, list[Publication]] = {}
    known: set[Identity] = set()
    drafts: set[Identity] = set()
    for wanted in planned:
        known.add(wanted.identity)
        if wanted.draft:
            drafts.add(wanted.identity)
        step = _step(wanted, theirs.pop(wanted.identity, None), now, grace)
        if step is None:
            unchanged += 1
        else:
            steps.append(step)
    for left in theirs.values():
        if unreadable or (left.post, original(left.occurrence), left.channel) in uncertain:
            continue
        if left.hold in STOPPED:
            continue
        if left.state in OPEN:
            if left.hold is not Hold.REMOVED:
                steps.append(Step(Kind.HOLD, None, left, hold=Hold.REMOVED))
        elif left.state in (State.SCHEDULED, State.MISSED, State.FAILED):
            steps.append(Step(Kind.CANCEL, None, left))
        elif left.state in OUT:
            public.setdefault(left.post, []).append(left)
    steps.sort(key=lambda step: (step.due, step.identity))
    stays = (
        Left(post, tuple(sorted(some, key=lambda p: (p.channel, p.occurrence))))
        for post, some in sorted(public.items())
    )
    return Plan(tuple(steps), unchanged, tuple(stays), frozenset(known), frozenset(drafts))


def _step(
    wanted: Planned, stored: Publication | None, now: datetime, grace: Mapping[str, timedelta]
) -> Step | None:
    if stored is not None and stored.hold in STOPPED:
        return None  # a person took it back or skipped it, and no plan lets it go again
    lateness = grace.get(wanted.variant.channel, timedelta(0))
    past = wanted.due + lateness < now
    if stored is None:
        return Step(Kind.PAST if past else Kind.ADD, wanted, None)
    moved = stored.due != wanted.due
    changed = (
        stored.recipe != wanted.variant.recipe
        or stored.region != wanted.region  # another region approves
        or not _same_hold(wanted, stored)
    )
    if stored.state in OPEN:
        other = moved or stored.recipe != wanted.variant.recipe
        mark = (Hold.OVERTAKEN, "") if other else (wanted.hold, wanted.blocked)
        back = stored.hold is Hold.SENT_BACK and mark[0] is Hold.NONE
        if not back and (stored.hold, stored.hold_detail) != mark:
            return Step(Kind.HOLD, wanted, stored, hold=mark[0], hold_detail=mark[1])
    if stored.state in OUT or stored.state is State.WITHDRAWN:
        return Step(Kind.OUT, wanted, stored) if changed or moved else None
    if stored.state is State.CANCELLED:
        if not _comes_back(stored, moved=moved):
            return None
        if not moved:  # what was put off before it was dropped has its time still to come
            past = meant_for(stored) + lateness < now
        return Step(Kind.PAST if past else Kind.ADD, wanted, stored)
    if stored.state in (State.MISSED, State.FAILED):
        if not moved and stored.recipe == wanted.variant.recipe:
            # The calendar asks for nothing new. `campaign reschedule` gives these another time.
            return None
        if past:
            return Step(Kind.PAST, wanted, stored)
    elif past and moved:
        # The new time is past, and the old time no longer counts.
        return Step(Kind.CANCEL, None, stored, moved_to=wanted.due)
    if changed:
        return Step(Kind.CHANGE, wanted, stored, also_moved=moved)
    return Step(Kind.MOVE, wanted, stored) if moved else None


def _comes_back(stored: Publication, *, moved: bool) -> bool:
    """True when the calendar brings back what is cancelled by asking for it."""
    if stored.cancelled in (Cancellation.IN_DOUBT, Cancellation.SKIPPED):
        return False
    return stored.cancelled is Cancellation.CALENDAR or moved


def _same_hold(wanted: Planned, stored: Publication) -> bool:
    """True when the calendar's findings are those that are stored.

    A mark about the account (`FOREIGN`), and one of a person who sent these words back, stays as
    long as the calendar has no finding of its own.
    """
    if stored.hold in (Hold.FOREIGN, Hold.SENT_BACK) and not wanted.blocked:
        return True
    return (stored.hold, stored.hold_detail) == (wanted.hold, wanted.blocked)
