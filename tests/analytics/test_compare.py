"""A change is a number only where the two figures can be compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.compare import Change, change, change_of
from analytics.figures import Figures
from analytics.language import Words
from analytics.metrics import Counts

number = st.none() | st.integers(0, 10**9)


@given(number, number)
def test_a_percentage_needs_two_known_figures_and_a_base(
    now: int | None, before: int | None
) -> None:
    """Unknown on either side, or nothing before: no percentage, and a reason."""
    found = change(now, before)
    assert (found.percent is None) == (now is None or not before)
    assert (found.difference is None) == (now is None or before is None)
    assert (found.percent is None) == bool(found.note)
    if found.percent is not None and now is not None and before is not None:
        assert found.percent == pytest.approx(100 * now / before - 100, abs=1e-6)


@pytest.mark.parametrize(
    ("percent", "shown"),
    [
        (12.4, "+12\u202f%"),
        (-3.0, "−3\u202f%"),
        (0.0, "±0\u202f%"),
        (0.2, "+<1\u202f%"),
        (-0.2, "−<1\u202f%"),
    ],
)
def test_a_percentage_is_shown_with_its_sign(percent: float, shown: str) -> None:
    """A small change is not rounded to none."""
    assert Words("en").change(percent) == shown


def figures(reactions: int | None, said: int, posts: int) -> Figures:
    """A group whose reactions some of the posts tell."""
    return Figures(posts, posts, Counts(reactions=reactions), (said, 0, 0, 0, 0, 0, 0), said)


def test_weeks_measured_differently_are_not_compared() -> None:
    """Half of the posts missing would look like half of the response."""
    found = change_of("reactions", figures(10, 2, 4), figures(20, 4, 4))
    assert (found.now, found.before, found.difference, found.percent) == (10, 20, None, None)
    assert found.note == "not measured alike in both periods"


def test_weeks_with_different_numbers_of_posts_are_compared() -> None:
    """Publishing more is part of the result."""
    assert change_of("reactions", figures(30, 6, 6), figures(20, 4, 4)).percent == 50.0


def test_a_metric_that_is_not_known_gives_no_change() -> None:
    """Views that no network tells are not unchanged."""
    found = change_of("views", figures(1, 1, 1), figures(1, 1, 1))
    assert found == Change(None, None, note="not known in both periods")
