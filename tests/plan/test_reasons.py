"""What a person reads of why a publication stands as it does."""

from __future__ import annotations

import pytest

from campaign.model import Hold, QueryResult, State
from campaign.plan.reasons import hold_in_words, in_words
from tests.plan.made import held, planned


@pytest.mark.parametrize("hold", Hold)
def test_each_hold_has_words_and_nothing_has_none(hold: Hold) -> None:
    """With the codes of the findings, or the address of what is there."""
    said = hold_in_words(hold, "the detail")
    assert bool(said) == bool(hold)
    assert ("the detail" in said) == (
        hold in (Hold.FINDINGS, Hold.FOREIGN, Hold.LIMITS, Hold.SENT_BACK)
    )


@pytest.mark.parametrize("result", [each for each in QueryResult if each])
def test_what_asking_came_to_is_told_behind_what_the_network_said(result: QueryResult) -> None:
    """And alone where it said nothing."""
    alone = in_words(held(planned(), State.UNKNOWN, query_result=result))
    assert alone
    said = held(planned(), State.UNKNOWN, reason="no answer within 30 s", query_result=result)
    assert in_words(said) == f"no answer within 30 s; {alone}"


def test_what_was_said_last_goes_before_what_holds_it() -> None:
    """A person wants to know the newest first."""
    blocked = planned(blocked="alt-missing")
    assert in_words(held(blocked)) == "alt-missing"
    assert in_words(held(blocked, reason="late by 7 h")) == "late by 7 h"
    assert in_words(held(planned())) == ""
