"""Which moves between states there are, and who may make them; checked when it is imported.

::

    scheduled → publishing → published            publishing → scheduled      (retry, at a time)
    scheduled → missed | cancelled                publishing → pending → published | failed
    publishing → failed                           publishing → unknown → published | scheduled
    missed | failed | cancelled → scheduled (a person)           unknown → failed | cancelled
    published → withdrawn (a person)             scheduled → failed
    scheduled | missed | failed | cancelled → published     (a receipt came late: it is the truth)
    pending → scheduled   (one part is done, the next ones follow, or it was stopped in between)
    pending → unknown | cancelled     (nobody can say what became of its second step)
    scheduled | missed | failed | cancelled → unknown       (a backup was put back)
    unknown → pending       (its own id tells that it is there, and not out)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from campaign.errors import CampaignError
from campaign.model import State


class IllegalMove(CampaignError):
    """A publication was to go where its state does not lead."""


MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.SCHEDULED: frozenset(
        {
            State.PUBLISHING,
            State.MISSED,
            State.CANCELLED,
            State.FAILED,
            State.PUBLISHED,
            State.UNKNOWN,
        }
    ),
    State.PUBLISHING: frozenset(
        {State.PUBLISHED, State.SCHEDULED, State.PENDING, State.FAILED, State.UNKNOWN}
    ),
    State.PENDING: frozenset(
        {State.PUBLISHED, State.FAILED, State.UNKNOWN, State.SCHEDULED, State.CANCELLED}
    ),
    State.UNKNOWN: frozenset(
        {State.PUBLISHED, State.SCHEDULED, State.FAILED, State.CANCELLED, State.PENDING}
    ),
    State.MISSED: frozenset({State.SCHEDULED, State.CANCELLED, State.PUBLISHED, State.UNKNOWN}),
    State.FAILED: frozenset({State.SCHEDULED, State.CANCELLED, State.PUBLISHED, State.UNKNOWN}),
    State.CANCELLED: frozenset({State.SCHEDULED, State.PUBLISHED, State.UNKNOWN}),
    State.PUBLISHED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}

# States in which it is open whether the network will have the post.
OPEN: Final = frozenset({State.PUBLISHING, State.PENDING, State.UNKNOWN})

# States in which the network may hold the post, or is being asked to: never planned again.
OUT: Final = OPEN | {State.PUBLISHED}

# States out of which only a person leads, by a plan that was applied, by a command, or by putting a
# backup back; or a receipt.
RESTING: Final = frozenset({State.MISSED, State.FAILED, State.CANCELLED})


def check(before: State, after: State) -> None:
    """Do nothing when the move exists; raises IllegalMove when it does not."""
    if after not in MOVES[before]:
        raise IllegalMove(f"a publication that is {before} cannot become {after}")


def _check_table() -> None:
    """Every state is in the table, reachable, and none but `withdrawn` is a dead end."""
    missing = set(State) - set(MOVES)
    reached = {State.SCHEDULED}.union(*MOVES.values())
    dead_ends = {state for state, targets in MOVES.items() if not targets}
    if missing or reached != set(State) or dead_ends != {State.WITHDRAWN}:
        raise AssertionError("the table of moves is not whole")
    if State.SCHEDULED in MOVES[State.PUBLISHED] or State.PUBLISHING in MOVES[State.UNKNOWN]:
        raise AssertionError("the table of moves lets a post go out twice")


_check_table()
