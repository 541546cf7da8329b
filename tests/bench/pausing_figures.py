"""What `pausing` tells of its rounds: how many creates began, and how many too late. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.bench.recorder import Begun
from tests.bench.traffic import Kind

SECOND = 1_000_000_000  # nanoseconds
_TWO_STEPS = frozenset({"facebook", "instagram", "threads"})


@dataclass(frozen=True, slots=True)
class Round:
    """What one round showed; `returned` is when the command had ended (nanoseconds since 1970).

    `begun` is everything that began in it, `seconds` how long the command took.
    """

    begun: tuple[Begun, ...]
    returned: int
    seconds: float

    @property
    def late(self) -> tuple[Begun, ...]:
        """What began after the command had returned."""
        return tuple(each for each in self.begun if each.at > self.returned)

    @property
    def busy(self) -> bool:
        """True when something began while the command ran.

        In a round that is not, nothing was left to be stopped, or nothing had begun.
        """
        return any(0 <= self.returned - each.at < self.seconds * SECOND for each in self.begun)


def figures(rounds: Sequence[Round]) -> dict[str, Any]:
    """What all rounds showed together."""
    begun = [each for one in rounds for each in one.begun]
    late = [each for one in rounds for each in one.late]
    delays = [(each.at - one.returned) / SECOND for one in rounds for each in one.late]
    took = [one.seconds for one in rounds]
    return {
        "rounds": len(rounds),
        "busy_rounds": sum(one.busy for one in rounds),
        "creates": steps(begun),
        "begun_after_return": steps(late),
        "rounds_with_late_ones": sum(bool(one.late) for one in rounds),
        "most_in_a_round": max((len(one.late) for one in rounds), default=0),
        "latest_after_seconds": round(max(delays, default=0.0), 3),
        "command_seconds": {
            "median": round(median(took), 2) if took else None,
            "worst": round(max(took), 2) if took else None,
        },
    }


def steps(some: Sequence[Begun]) -> dict[str, int]:
    """How many there are, and of which step: some networks have a first and a second one."""
    counted = Counter(_step(each) for each in some)
    names = ("only_step", "first_step", "second_step")
    public = len(some) - counted["first_step"]  # nobody sees what a first step makes
    return {"all": len(some), "public": public, **{name: counted[name] for name in names}}


def _step(begun: Begun) -> str:
    if begun.kind is Kind.PREPARE:
        return "first_step"
    return "second_step" if begun.network in _TWO_STEPS else "only_step"
