"""A random walk with drift: its middle, its interval, and when there is too little to say."""

from __future__ import annotations

from datetime import date, timedelta
from math import isfinite, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.kpi import Point, forecast

START = date(2026, 1, 1)


def points(*values: tuple[int, float]) -> list[Point]:
    return [Point(START + timedelta(days=day), value) for day, value in values]


ROWS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 10**6).map(float)),
    min_size=4,
    max_size=20,
    unique_by=lambda each: each[0],
).map(lambda some: points(*sorted(some)))


def test_a_forecast_worked_out_on_paper() -> None:
    """Steps of 10 days: +10, +20, +10, +20; drift 1.5 a day; 20 days ahead."""
    way = points((0, 0.0), (10, 10.0), (20, 30.0), (30, 40.0), (40, 60.0))
    found = forecast(way, START + timedelta(days=60))
    assert found is not None
    # each step is 5 off its line: 4 x 25/10 over 3 degrees of freedom, t = 1.638
    reach = 1.638 * sqrt(10 / 3 * 20 * (1 + 20 / 40))
    assert found.value == pytest.approx(90.0)
    assert found.low == pytest.approx(90 - reach)
    assert found.high == pytest.approx(90 + reach)


def test_there_is_too_little_to_say() -> None:
    """Fewer than four numbers, a day that has gone, or a few days for a year."""
    three = points((0, 0.0), (10, 1.0), (20, 2.0))
    assert forecast(three, START + timedelta(days=60)) is None
    four = points((0, 0.0), (1, 1.0), (2, 2.0), (3, 3.0))
    assert forecast(four, START + timedelta(days=3)) is None
    assert forecast(four, START + timedelta(days=365)) is None
    assert forecast(four, START + timedelta(days=30)) is not None


@given(way=ROWS, ahead=st.integers(1, 300))
def test_it_is_ordered_finite_and_never_under_nothing(way: list[Point], ahead: int) -> None:
    """The same twice; and the farther, the wider."""
    day = way[-1].day + timedelta(days=ahead)
    found = forecast(way, day)
    assert found == forecast(list(way), day)
    if found is None:
        return
    assert 0.0 <= found.low <= found.value <= found.high
    assert isfinite(found.high)
    later = forecast(way, day + timedelta(days=1), least=None)
    now = forecast(way, day, least=None)
    if later is not None and now is not None:
        assert later.high - later.low >= now.high - now.low


@given(way=ROWS, ahead=st.integers(1, 300))
def test_what_grows_never_goes_back(way: list[Point], ahead: int) -> None:
    """Not even its lower end; and no share is over everything."""
    day = way[-1].day + timedelta(days=ahead)
    if found := forecast(way, day, grows=True):
        assert found.low >= way[-1].value
    if found := forecast(way, day, most=100.0):
        assert found.high <= 100.0
