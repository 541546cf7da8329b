"""No text of ours is ever run as a formula, and none comes back changed for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.calendar.sheet import disarm, rearm

_SIGNS = st.text(st.sampled_from("'=+-@\t\r\n＝＋ax1 "), max_size=8)


@given(st.one_of(st.text(), _SIGNS))
def test_disarmed_text_is_no_formula_and_comes_back_exactly(text: str) -> None:
    """Whatever the text, and however often it travels."""
    safe = disarm(text)
    assert not safe.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert rearm(safe) == text
    assert rearm(disarm(safe)) == safe


@pytest.mark.parametrize("text", ["", "'", "'s avonds", "''twice", "plain", "a=b", "'tis - so"])
def test_an_apostrophe_of_the_words_own_is_kept(text: str) -> None:
    """Only one that stands before a formula's sign was put there by us."""
    assert disarm(text) == text
    assert rearm(text) == text


@pytest.mark.parametrize("text", ["=1+1", "+40 regions", "-5", "@eu", "\t=1", "'=1", "''=1"])
def test_what_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    """By one apostrophe, which comes off again."""
    assert disarm(text) == f"'{text}"
    assert rearm(f"'{text}") == text
