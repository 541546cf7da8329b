"""The table of moves: what there is, what there is not."""

from __future__ import annotations

from itertools import product

import pytest

from campaign.model import State
from campaign.plan.lifecycle import MOVES, OUT, RESTING, IllegalMove, check

LEGAL = {
    ("scheduled", "publishing"),
    ("scheduled", "missed"),
    ("scheduled", "cancelled"),
    ("scheduled", "failed"),
    ("scheduled", "published"),
    ("scheduled", "unknown"),
    ("missed", "unknown"),
    ("failed", "unknown"),
    ("cancelled", "unknown"),
    ("publishing", "published"),
    ("publishing", "scheduled"),
    ("publishing", "pending"),
    ("publishing", "failed"),
    ("publishing", "unknown"),
    ("pending", "published"),
    ("pending", "failed"),
    ("pending", "unknown"),
    ("pending", "scheduled"),
    ("pending", "cancelled"),
    ("missed", "published"),
    ("failed", "published"),
    ("cancelled", "published"),
    ("unknown", "published"),
    ("unknown", "scheduled"),
    ("unknown", "failed"),
    ("unknown", "cancelled"),
    ("unknown", "pending"),
    ("missed", "scheduled"),
    ("missed", "cancelled"),
    ("failed", "scheduled"),
    ("failed", "cancelled"),
    ("cancelled", "scheduled"),
    ("published", "withdrawn"),
    ("cancelled", "withdrawn"),
}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_exactly_the_moves_of_the_table_are_allowed(before: State, after: State) -> None:
    """Every pair of states is either a move or refused in words."""
    if (before, after) in LEGAL:
        check(before, after)
    else:
        with pytest.raises(IllegalMove, match=f"is {before} cannot become {after}"):
            check(before, after)


def test_what_is_public_never_leads_back_to_being_sent() -> None:
    """From `published` no path leads to `publishing`, over any number of moves."""
    reached, frontier = set(), {State.PUBLISHED}
    while frontier:
        reached |= frontier
        frontier = {after for before in frontier for after in MOVES[before]} - reached
    assert reached == {State.PUBLISHED, State.WITHDRAWN}


def test_what_may_be_out_and_what_rests_have_nothing_in_common() -> None:
    """A publication that a network may hold is never among those a plan brings back."""
    assert not OUT & RESTING
    assert State.SCHEDULED not in OUT | RESTING
