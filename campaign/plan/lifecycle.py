"""The table of moves between states; it is checked when this module is imported.

`docs/architecture.md` shows the same table with who makes each move.

::

    scheduled → publishing → published            publishing → scheduled      (retry, at a time)
    scheduled → missed | cancelled                publishing → pending → published | failed
    publishing → failed                           publishing → unknown → published | scheduled
    missed | failed | cancelled → scheduled (a person)           unknown → failed | cancelled
    published → withdrawn (all parts are gone)   scheduled → failed
    cancelled → withdrawn   (a thread that was stopped half-way: the parts that were out are gone)
    scheduled | missed | failed | cancelled → published     (a receipt came late, and it counts)
    pending → scheduled   (one part is out and the next follows, or it was stopped in between)
    pending → unknown | cancelled     (nobody knows whether its second step went through)
    scheduled | missed | failed | cancelled → unknown       (a backup was put back)
    unknown → pending       (the network has it, asked by its own id, but it is not public)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from campaign.errors import CampaignError
from campaign.model import State


class IllegalMove(CampaignError):
    """A publication cannot go from its state to the one that was asked for."""


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
    State.CANCELLED: frozenset({State.SCHEDULED, State.PUBLISHED, State.UNKNOWN, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}

# In these states nobody knows yet whether the network will show the post.
OPEN: Final = frozenset({State.PUBLISHING, State.PENDING, State.UNKNOWN})

# In these states the network may have the post, or is being asked to take it. A plan never sends
# such a post again.
OUT: Final = OPEN | {State.PUBLISHED}

# Only a person, or a late receipt, leads out of these states. A person does so by applying a plan,
# by a command, or by putting a backup back.
RESTING: Final = frozenset({State.MISSED, State.FAILED, State.CANCELLED})


def check(before: State, after: State) -> None:
    """Do nothing when the move exists; raises IllegalMove when it does not."""
    if after not in MOVES[before]:
        raise IllegalMove(f"a publication that is {before} cannot become {after}")


def _check_table() -> None:
    """Check that every state is in the table and reachable, and only `withdrawn` is a dead end."""
    missing = set(State) - set(MOVES)
    reached = {State.SCHEDULED}.union(*MOVES.values())
    dead_ends = {state for state, targets in MOVES.items() if not targets}
    if missing or reached != set(State) or dead_ends != {State.WITHDRAWN}:
        raise AssertionError("the table of moves is not whole")
    if State.SCHEDULED in MOVES[State.PUBLISHED] or State.PUBLISHING in MOVES[State.UNKNOWN]:
        raise AssertionError("the table of moves lets a post go out twice")


_check_table()
