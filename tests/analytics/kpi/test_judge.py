"""Lights by the expected way, reasons where there is none, and where an indicator leads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.document import Signal
from analytics.kpi import Direction, Earlier, Measure, Outlook, Per, Why
from tests.analytics.kpi.made import END, START, indicator, judged, row

ROWS = st.lists(
    st.tuples(st.integers(1, 100), st.integers(0, 1000).map(float)),
    max_size=12,
    unique_by=lambda each: each[0],
).map(lambda points: row(*sorted(points)))


@pytest.mark.parametrize(
    ("day", "value", "signal"),
    [
        (50, 50, Signal.GOOD),
        (50, 49, Signal.CLOSE),
        (50, 42.5, Signal.CLOSE),
        (50, 42.4, Signal.BEHIND),
        (50, 0, Signal.BEHIND),
        (10, 0, Signal.CLOSE),  # the first tenth: nothing is behind yet
        (11, 0, Signal.BEHIND),
        (100, 100, Signal.GOOD),
        (100, 99, Signal.CLOSE),
        (100, 84, Signal.BEHIND),
        (3, 100, Signal.GOOD),
    ],
)
def test_a_light_goes_by_the_straight_way_to_the_target(
    day: int, value: float, signal: Signal
) -> None:
    """On it, at least 85 % of it, less; worked out on paper for a hundred days."""
    assert judged(row((day, value)), day).signal is signal


def test_the_way_begins_at_the_baseline() -> None:
    """Half of the time from 60 to 100 is 80."""
    half = judged(row((50, 80.0)), 50, baseline=60.0)
    assert (half.signal, half.expected, half.done) == (Signal.GOOD, 80.0, 0.5)
    assert judged(row((50, 70.0)), 50, baseline=60.0).signal is Signal.BEHIND


def test_less_can_be_better() -> None:
    """From 40 down to 20: 30 after half of the time."""
    down: Any = {"direction": Direction.DOWN, "baseline": 40.0, "target": 20.0}
    assert judged(row((50, 30.0)), 50, **down).signal is Signal.GOOD
    assert judged(row((50, 32.0)), 50, **down).signal is Signal.BEHIND
    assert judged(row((50, 20.0)), 50, **down).reached
    # without a baseline it has to hold on every day
    held: Any = {"direction": Direction.DOWN, "target": 20.0}
    assert [judged(row((3, value)), 3, **held).signal for value in (20.0, 23.0, 24.0)] == [
        Signal.GOOD,
        Signal.CLOSE,
        Signal.BEHIND,
    ]
    none_at_all: Any = {"direction": Direction.DOWN, "target": 0.0}
    assert judged(row((3, 0.0)), 3, **none_at_all).signal is Signal.GOOD
    assert judged(row((3, 1.0)), 3, **none_at_all).signal is Signal.BEHIND


def test_a_share_has_to_hold_on_every_day() -> None:
    """95 % on time is asked of the first week too, and leads nowhere."""
    share: Any = {"measure": Measure.ON_TIME, "target": 95.0}
    early = judged(row((3, 96.0)), 3, **share)
    assert (early.signal, early.holds, early.outlook) == (Signal.GOOD, True, Outlook.NONE)
    assert judged(row((3, 90.0)), 3, **share).signal is Signal.CLOSE
    assert judged(row((3, 50.0)), 3, **share).signal is Signal.BEHIND


def test_no_light_says_why() -> None:
    """Each reason; and no number is ever made up."""
    found = {
        Why.NO_FIGURE: judged(row(), 50),
        Why.NO_TARGET: judged(row((50, 3.0)), 50, target=None),
        Why.NO_END: judged(row((50, 3.0)), 50, by=None),
        Why.TOO_OLD: judged(row((3, 3.0)), 96),
        Why.NOT_BEGUN: judged(row(), 50, begins=END, by=None),
    }
    assert {why: each.why for why, each in found.items()} == {why: why for why in found}
    assert {each.signal for each in found.values()} == {Signal.UNKNOWN}
    assert found[Why.NO_FIGURE].actual is None and found[Why.NO_FIGURE].done is None
    assert found[Why.NO_TARGET].actual is not None


def test_a_known_zero_is_a_number() -> None:
    """Nothing was reached, and somebody said so: that is behind, not unknown."""
    assert judged(row((50, 0.0)), 50).signal is Signal.BEHIND
    assert judged(row(), 50).signal is Signal.UNKNOWN


def test_a_sum_with_gaps_is_behind_only_for_what_is_known() -> None:
    """Nine of eleven regions told: they are held against nine elevenths of the way."""
    part = {"known": 9, "of": 11}
    assert judged(row((50, 40.0), **part), 50).why is Why.PARTLY
    assert judged(row((50, 40.0), known=11, of=11), 50).signal is Signal.BEHIND
    assert judged(row((50, 10.0), **part), 50).signal is Signal.BEHIND
    assert judged(row((50, 51.0), **part), 50).signal is Signal.GOOD


def test_what_is_over_is_judged_for_good() -> None:
    """By the last number up to the last day; one of a later day comes too late."""
    late = judged(row((99, 90.0), (120, 130.0)), 130)
    assert (late.final, late.signal, late.outlook) == (True, Signal.CLOSE, Outlook.OVER)
    assert late.actual is not None and late.actual.value == 90.0
    assert late.forecast is None


def test_a_report_of_before_is_held_against_the_target_of_before() -> None:
    """The target was 50 up to the fortieth day; why it changed stands with it."""
    was = Earlier(50.0, START + timedelta(days=39), "two more regions joined")
    before = judged(row((40, 20.0)), 40, earlier=(was,))
    after = judged(row((40, 20.0)), 41, earlier=(was,))
    assert (before.target, before.earlier, before.signal) == (50.0, was, Signal.GOOD)
    assert (after.target, after.earlier, after.signal) == (100.0, None, Signal.BEHIND)


def test_a_monthly_target_begins_anew() -> None:
    """February counts its own; its way has 28 days."""
    monthly: Any = {"per": Per.MONTH, "target": 28.0}
    found = judged(row((20, 28.0), (31 + 14, 14.0)), 31 + 14, **monthly)
    assert found.span is not None and (found.span.first.month, found.span.last) == (
        2,
        found.span.first.replace(day=28),
    )
    assert (found.signal, found.expected) == (Signal.GOOD, 14.0)
    assert judged(row((20, 28.0)), 31 + 14, **monthly).why is Why.NO_FIGURE


def test_the_change_is_that_of_the_report() -> None:
    """From the day before its period; where that lies before the plan, from its beginning."""
    points = row((10, 4.0), (20, 9.0))
    assert judged(points, 20, since=13).change == 5.0
    assert judged(points, 20, since=-5).change == 9.0
    assert judged(points, 20, since=20).change == 0.0
    assert judged(row((20, 9.0)), 20, since=-5, target=3.0, direction=Direction.DOWN).change is None


def test_the_outlook_takes_the_whole_range() -> None:
    """A steady way of one a day ends at 100; what leads there may, will or will not."""
    steady = [(day, float(day)) for day in (10, 20, 30, 40, 50)]
    assert judged(row(*steady), 50).outlook is Outlook.WILL
    assert judged(row(*steady), 50, target=200.0).outlook is Outlook.WILL_NOT
    uneven = row((10, 2.0), (20, 30.0), (30, 31.0), (50, 48.0))
    assert judged(uneven, 50).outlook is Outlook.MAY
    assert judged(row((50, 3.0)), 50).outlook is Outlook.TOO_LITTLE
    assert judged(row((50, 100.0)), 50).outlook is Outlook.REACHED


@given(series=ROWS, day=st.integers(-5, 130), target=st.none() | st.integers(1, 900).map(float))
def test_whatever_is_known_is_judged_without_making_up_a_number(
    series: object, day: int, target: float | None
) -> None:
    """No light without a number and a target; done is a part; nothing of a later day counts."""
    found = judged(series, day, target=target)  # type: ignore[arg-type]
    if found.actual is None:
        assert found.done is None and found.forecast is None and found.signal is Signal.UNKNOWN
    else:
        assert found.actual.day <= min(found.day, END)
    if found.signal is Signal.UNKNOWN:
        assert found.why is not None
    if found.done is not None:
        assert 0.0 <= found.done <= 1.0 and (found.done == 1.0) is found.reached
    if found.forecast is not None:
        assert 0.0 <= found.forecast.low <= found.forecast.value <= found.forecast.high


@given(series=ROWS, day=st.integers(1, 130), more=st.integers(0, 500))
def test_more_never_looks_worse(series: object, day: int, more: int) -> None:
    """A higher last number has the same light or a better one."""
    before = judged(series, day)  # type: ignore[arg-type]
    if before.actual is None:
        return
    order = [Signal.BEHIND, Signal.CLOSE, Signal.GOOD]
    at = (before.actual.day - START).days + 1
    points = [((p.day - START).days + 1, p.value) for p in before.series.points]
    higher = row(*[(d, v + more if d == at else v) for d, v in points])
    after = judged(higher, day)
    if Signal.UNKNOWN not in (before.signal, after.signal):
        assert order.index(after.signal) >= order.index(before.signal)


def test_the_indicator_of_the_tests_is_one_of_a_plan() -> None:
    """So that nothing here depends on a value that no file can have."""
    assert indicator().begins_at() == 0.0
