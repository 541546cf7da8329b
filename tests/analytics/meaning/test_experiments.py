"""Two frames of one message: what is known of them, and how many posts would tell."""

from __future__ import annotations

from math import exp, isfinite, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.meaning.experiments import (
    FEWEST,
    SURE,
    Finding,
    Frames,
    compare_frames,
    needed,
    student,
)

VALUES = st.lists(st.floats(-8, 8), min_size=FEWEST, max_size=30)


@pytest.mark.parametrize(
    ("t", "free", "part"),
    [
        (6.3138, 1, 0.95),
        (2.9200, 2, 0.95),
        (2.3534, 3, 0.95),
        (2.1318, 4, 0.95),
        (2.5706, 5, 0.975),
        (2.2281, 10, 0.975),
        (1.3125, 28, 0.90),
        (1.6604, 99, 0.95),
    ],
)
def test_students_t_is_that_of_the_tables(t: float, free: int, part: float) -> None:
    """Printed tables give four decimals; both tails are alike."""
    assert student(t, free) == pytest.approx(part, abs=2e-5)
    assert student(-t, free) == pytest.approx(1 - part, abs=2e-5)


def test_worked_out_by_hand() -> None:
    """Means 0 and 1, pooled variance 1 with 4 degrees of freedom: t is 1 / sqrt(2/3) = 1.2247.

    With 4 degrees of freedom, 0.9 of the cases lie below 1.5332: the reach is 1.2518.
    """
    found = compare_frames([-1, 0, 1], [0, 1, 2])
    assert found.likely == pytest.approx(0.8560, abs=1e-3)
    assert found.ratio == pytest.approx(exp(1))
    assert found.low == pytest.approx(exp(1 - 1.2518), rel=1e-3)
    assert found.high == pytest.approx(exp(1 + 1.2518), rel=1e-3)
    assert found.finding is Finding.CANNOT_TELL


def test_how_many_posts_it_takes() -> None:
    """(1.645 + 0.842)² = 6.183, over log(1.25)² = 0.04979, twice: 248.3 at a variance of 1."""
    assert needed(1.0) == 249
    assert needed(0.25) == 63
    assert compare_frames([-1, 0, 1], [0, 1, 2]).more == 2 * (249 - 3)


def test_fewer_than_three_posts_cannot_tell() -> None:
    """Also when they lie far apart, and when there is nothing."""
    assert compare_frames([0.0] * 2, [5.0] * 9) == Frames(2, 9)
    assert compare_frames([], []).finding is Finding.CANNOT_TELL


def test_a_clear_difference_is_called_and_takes_no_more_posts() -> None:
    """B has twice as much, with a spread of a tenth."""
    a = [-0.1, 0.0, 0.1, 0.0, -0.1, 0.1]
    found = compare_frames(a, [log(2) + x for x in a])
    assert (found.finding, found.more) == (Finding.B, 0)
    turned = compare_frames([log(2) + x for x in a], a)
    assert (turned.finding, turned.more) == (Finding.A, 0)


def test_the_same_posts_cannot_be_told_apart() -> None:
    """Even odds, and a ratio of one."""
    found = compare_frames([0.2, 0.4, 0.9], [0.9, 0.2, 0.4])
    assert found.likely == pytest.approx(0.5) and found.ratio == pytest.approx(1)


@settings(deadline=None)
@given(VALUES, VALUES)
def test_turning_the_frames_round_turns_the_finding_round(a: list[float], b: list[float]) -> None:
    """And every figure is a number in its bounds."""
    one, other = compare_frames(a, b), compare_frames(b, a)
    assert one.likely is not None and other.likely is not None
    assert one.likely + other.likely == pytest.approx(1, abs=1e-9)
    assert one.more == other.more and one.more is not None and one.more >= 0
    assert one.ratio and one.low and one.high
    assert isfinite(one.high) and 0 < one.low <= one.ratio <= one.high
    assert (one.finding is Finding.CANNOT_TELL) == (1 - SURE < one.likely < SURE)


@settings(deadline=None)
@given(VALUES, VALUES, st.floats(-3, 3))
def test_what_lifts_all_channels_alike_changes_nothing(
    a: list[float], b: list[float], lift: float
) -> None:
    """Only the difference of the frames counts."""
    one = compare_frames(a, b)
    other = compare_frames([x + lift for x in a], [x + lift for x in b])
    assert one.likely == pytest.approx(other.likely, abs=1e-6)


@settings(deadline=None)
@given(st.floats(-50, 50), st.floats(0, 5), st.integers(1, 60))
def test_students_t_only_rises(t: float, step: float, free: int) -> None:
    """From zero to one."""
    assert 0 <= student(t, free) <= student(t + step, free) + 1e-12 <= 1 + 1e-9
