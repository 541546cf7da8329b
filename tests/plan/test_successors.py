"""What takes the place of a withdrawn post is the one that the calendar speaks of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.model import State
from campaign.plan.diff import Kind, compare
from campaign.plan.successors import original, standing, successor
from tests.plan.made import DAY, GRACE, NOW, held, planned


@pytest.mark.parametrize(
    ("occurrence", "following"),
    [("", "+1"), ("+1", "+2"), ("+9", "+10"), ("week 2", "week 2+1"), ("a+b", "a+b+1")],
)
def test_each_successor_has_the_next_number(occurrence: str, following: str) -> None:
    """Behind the calendar's own occurrence, which stays what it is."""
    assert successor(occurrence) == following
    assert original(following) == original(occurrence)


def test_the_last_of_them_stands_for_the_calendars_post() -> None:
    """In whatever order the database gives them."""
    one = held(planned(), State.WITHDRAWN)
    some = [replace(one, id=n, occurrence=f"+{n}") for n in (10, 2)]
    assert standing([one, *some]) == {("labs", "", "catalonia"): some[0]}
    assert standing([*some, one]) == {("labs", "", "catalonia"): some[0]}


def test_new_words_change_the_successor_that_is_not_out_yet_and_nothing_else() -> None:
    """What is withdrawn stays so, and no plan cancels its successor."""
    wanted = planned(NOW + DAY)
    gone = held(wanted, State.WITHDRAWN)
    follows = replace(held(wanted), id=2, occurrence="+1")
    assert compare([wanted], [gone, follows], NOW, GRACE).steps == ()
    other = planned(NOW + DAY, texts=("Bona nit.",))
    (step,) = compare([other], [gone, follows], NOW, GRACE).steps
    assert (step.kind, step.stored) == (Kind.CHANGE, follows)
    (step,) = compare([], [gone, follows], NOW, GRACE).steps
    assert (step.kind, step.stored) == (Kind.CANCEL, follows)
