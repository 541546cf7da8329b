"""What the recovery benchmark measures, and how it counts."""

from __future__ import annotations

import pytest

from tests.bench.orders import At
from tests.bench.recovery_cases import NETWORKS, Case, Outcome, cases, figures, ratios
from tests.bench.traffic import Kind


def outcome(
    network: str = "x",
    request: Kind = Kind.CREATE,
    moment: At = At.BEFORE,
    *,
    booked: float | None = 2.0,
    out: float | None = 1.0,
    posts: int = 1,
) -> Outcome:
    """What came of one case."""
    return Outcome("now", Case(network, request, moment), booked, out, posts, "published", "")


def test_every_network_is_killed_at_both_moments_and_those_with_two_steps_at_each_step() -> None:
    """No two cases share a name, which is the name of their account."""
    found = cases(NETWORKS)
    assert len({case.name for case in found}) == len(found) == 2 * 8 + 2 * 3
    assert {case.network for case in found if case.request is Kind.PREPARE} == {
        "facebook",
        "instagram",
        "threads",
    }


def test_a_lag_is_tried_where_the_listing_is_read() -> None:
    """A key stands guard without one."""
    assert not {"mastodon", "bluesky"} & {case.network for case in cases(NETWORKS, lag=True)}


def test_a_post_counts_when_it_is_both_out_and_booked() -> None:
    """The later of the two; what is booked and never out is not settled."""
    assert outcome().seconds == 2.0
    assert outcome(booked=1.0, out=3.0).seconds == 3.0
    assert outcome(out=None).seconds is None


def test_what_never_came_to_an_end_makes_the_figures_worse_not_better() -> None:
    """It counts the whole limit; a case that was not measured at all is told."""
    some = [outcome(booked=10.0), outcome(booked=None), outcome(booked=20.0, posts=3)]
    found = figures(some, 4, 1500)
    assert found["median"] == {"listing": {"before": 20.0}}
    assert found["worst"] == {"listing": {"before": 1500}}
    assert (found["unsettled"], found["not_measured"], found["duplicates"]) == (1, 1, 2)


def test_a_first_step_has_a_line_of_its_own() -> None:
    """It asks another question than the step that makes the post public."""
    some = [outcome("threads", booked=90.0), outcome("threads", Kind.PREPARE, booked=200.0)]
    found = figures(some, 2, 1500)["median"]
    assert found == {"two-phase": {"before": 90.0}, "two-phase, first step": {"before": 200.0}}


@pytest.mark.parametrize(("now", "times"), [(10.0, 4.0), (80.0, 0.5)])
def test_a_ratio_says_how_many_times_as_fast_it_is(now: float, times: float) -> None:
    """More than one is better; a class that only one of them has is left out."""
    before = figures([outcome(booked=40.0), outcome("bluesky")], 2, 1500)
    assert ratios(before, figures([outcome(booked=now)], 1, 1500)) == {"listing": {"before": times}}
    assert ratios(figures([], 0, 1500), before) == {"listing": {}, "key": {}}
