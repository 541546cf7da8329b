"""Medians and middle halves: robust against a few large posts, and silent about few posts."""

from __future__ import annotations

from array import array
from collections import Counter
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.spread import FEWEST, Spread, spread, spreads
from analytics.sums import Cells


@given(st.lists(st.integers(0, 10**9), min_size=FEWEST))
def test_quartiles_are_those_of_the_standard_library(values: list[int]) -> None:
    """Interpolated, both ends inside (`statistics.quantiles`, method inclusive)."""
    found = spread(Counter(values))
    assert found is not None
    expected = quantiles(values, n=4, method="inclusive")
    assert (found.low, found.median, found.high) == pytest.approx(tuple(expected))
    assert found.posts == len(values)


def test_with_few_posts_there_is_nothing_to_say() -> None:
    """Three posts have no middle half."""
    assert spread(Counter([1, 2, 3])) is None
    assert spread(Counter()) is None
    assert spread(Counter([1, 2, 3, 1000])) == Spread(2.5, 1.75, 252.25, 4)


def test_each_group_has_its_own_spread() -> None:
    """Of the posts whose engagement is known; a group of a few has none."""
    cells = Cells(
        engagement={
            ("c1", "mastodon", "r1", "en", "A1", None): array("q", [1, 3, 5]),
            ("c2", "mastodon", "r1", "ca", "A1", None): array("q", [7]),
            ("c3", "bluesky", "r2", "en", "A1", None): array("q", [2, 4]),
        }
    )
    found = spreads(cells)
    assert found.total is not None and found.total.posts == 6
    first = found.of("region", "r1")
    assert first is not None and (first.posts, first.median) == (4, 4.0)
    assert found.of("region", "r2") is None
    assert found.of("region", "nowhere") is None
    assert found.of("outcome", None) == found.total
