"""Counts stay honest: what is not known is never a number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.metrics import METRICS, Audience, Counts
from tests.analytics.made import subject
from tests.analytics.tally import Sum

a_count = st.none() | st.integers(0, 10**12)
counts = st.builds(Counts, **dict.fromkeys(METRICS, a_count))


@given(counts, counts, counts)
def test_adding_counts_does_not_depend_on_order(one: Counts, two: Counts, three: Counts) -> None:
    """Sums over channels come out the same whichever channel is read first."""
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + Counts() == one


@given(counts, counts)
def test_a_sum_is_unknown_exactly_where_both_are(one: Counts, two: Counts) -> None:
    """None never becomes 0, and 0 never becomes None."""
    for left, right, both in zip(one.values(), two.values(), (one + two).values(), strict=True):
        assert (both is None) == (left is None and right is None)
        if both is not None:
            assert both == (left or 0) + (right or 0)


@given(counts)
def test_engagement_is_the_sum_of_what_is_known(one: Counts) -> None:
    """Views are not engagement; nothing known is None."""
    known = [value for value in one.values()[:-1] if value is not None]
    assert one.engagement == (sum(known) if known else None)


@given(st.lists(counts, max_size=8))
def test_a_running_sum_is_the_sum(several: list[Counts]) -> None:
    """The lean sum of the report agrees with adding values one by one, and counts who said it."""
    running, total = Sum(), Counts()
    for each in several:
        running.add(each.values())
        total = total + each
    figures = running.figures(len(several))
    assert figures.counts == total
    assert figures.engagement == total.engagement
    assert figures.engaged == sum(each.engagement is not None for each in several)
    assert figures.known == tuple(
        sum(each.values()[at] is not None for each in several) for at in range(len(METRICS))
    )


def test_zero_reactions_are_zero_engagement() -> None:
    """A true zero stays a zero."""
    assert Counts(reactions=0).engagement == 0
    assert Counts(views=10).engagement is None


@pytest.mark.parametrize("wrong", [-1, 1.0, True, "3"])
def test_a_count_that_is_no_count_is_refused(wrong: object) -> None:
    """A negative, a fraction, a truth or a word is a mistake of the adapter, not a figure."""
    with pytest.raises(ValueError, match="reactions"):
        Counts(reactions=wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="followers"):
        Audience(wrong)  # type: ignore[arg-type]


def test_a_subject_without_a_time_zone_is_refused() -> None:
    """A naive time is refused where it enters."""
    with pytest.raises(ValueError, match="no time zone"):
        subject(published_at=datetime(2026, 12, 1, 9, tzinfo=UTC).replace(tzinfo=None))
