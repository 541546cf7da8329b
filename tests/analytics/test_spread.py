"""Medians and middle halves: robust against a few large posts, and silent about few posts."""

from __future__ import annotations

from datetime import timedelta
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.metrics import Counts
from analytics.spread import FEWEST, Spread, spread, spreads
from analytics.tally import PostFigures
from tests.analytics.made import HOUR, START, subject


@given(st.lists(st.integers(0, 10**9), min_size=FEWEST))
def test_quartiles_are_those_of_the_standard_library(values: list[int]) -> None:
    """Interpolated, both ends inside (`statistics.quantiles`, method inclusive)."""
    found = spread(values)
    assert found is not None
    expected = quantiles(values, n=4, method="inclusive")
    assert (found.low, found.median, found.high) == pytest.approx(tuple(expected))
    assert found.posts == len(values)


def test_with_few_posts_there_is_nothing_to_say() -> None:
    """Three posts have no middle half."""
    assert spread([1, 2, 3]) is None
    assert spread([]) is None
    assert spread([1, 2, 3, 1000]) == Spread(2.5, 1.75, 252.25, 4)


def test_posts_without_figures_are_in_no_group() -> None:
    """Neither the unmeasured nor those whose network tells no engagement count as zero."""
    posts = [
        _post(n, "r1" if n % 2 else "r2", None if n > 8 else Counts(reactions=n))
        for n in range(1, 11)
    ]
    posts.append(_post(11, "r1", Counts(views=9)))
    found = spreads(posts, ("region",))
    assert found.total is not None and found.total.posts == 8
    odd = found.of("region", "r1")
    assert odd is not None and (odd.posts, odd.median) == (4, 4.0)
    assert found.of("region", "nowhere") is None


def _post(number: int, region: str, counts: Counts | None) -> PostFigures:
    age: timedelta | None = HOUR if counts else None
    return PostFigures(subject(number, region=region), counts, age, START if counts else None, {})
