"""The states that people see: a word, a shape and a colour each, never a colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from campaign.usecases.operations.agenda import Shown
from campaign.web.words import N_

#: Stands for what is in the files and was not planned yet.
NOT_PLANNED: Final = Shown.NOT_PLANNED


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: `shape` names the icon and the colour, `loud` needs a person."""

    word: str
    shape: str
    loud: bool = False


LOOKS: Final[Mapping[str, Look]] = {
    Shown.OUT: Look(N_("Out"), "out"),
    Shown.SENDING: Look(N_("Going out"), "going"),
    Shown.AT_NETWORK: Look(N_("At the network"), "pending"),
    Shown.READY: Look(N_("Ready"), "ready"),
    NOT_PLANNED: Look(N_("Not planned"), "draft"),
    Shown.CANCELLED: Look(N_("Cancelled"), "cancelled"),
    Shown.WITHDRAWN: Look(N_("Withdrawn"), "withdrawn"),
    Shown.PAUSED: Look(N_("Paused"), "paused"),
    Shown.TO_APPROVE: Look(N_("To approve"), "waits"),
    Shown.MISSED: Look(N_("Missed"), "missed", loud=True),
    Shown.LATE: Look(N_("Late"), "missed", loud=True),
    Shown.HELD: Look(N_("Held back"), "held", loud=True),
    Shown.FAILED: Look(N_("Failed"), "failed", loud=True),
    Shown.MAY_BE_OUT: Look(N_("May be out"), "unknown", loud=True),
}
#: Counts are shown in this order: what is well first, what is worst last.
ORDER: Final = tuple(LOOKS)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something are in a state."""

    state: str
    number: int

    @property
    def look(self) -> Look:
        """How the state is shown."""
        return LOOKS[self.state]


def counted(states: Iterable[str]) -> tuple[Count, ...]:
    """How many are in each state, the worst last."""
    numbers: dict[str, int] = {}
    for state in states:
        numbers[str(state)] = numbers.get(str(state), 0) + 1
    return tuple(Count(each, numbers[each]) for each in ORDER if each in numbers)
