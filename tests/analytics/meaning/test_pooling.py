"""Groups beside the usual: small ones are drawn towards it, and chance is not called a finding."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import pairwise
from math import exp, inf, isfinite, log, log1p
from statistics import mean
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.meaning.pooling import FEWEST, Placements, Pooled, partially_pooled


class Placed(NamedTuple):
    """One publication in one of the groups, with its engagement at the compared age."""

    channel: str
    post: str
    group: str
    engagement: int


def pooled(some: Iterable[Placed]) -> tuple[Pooled, ...]:
    """The groups of these."""
    placed = Placements(1)
    for each in some:
        placed.add(each.channel, each.post, (each.group,), each.engagement)
    return placed.pooled(0)


SOME = st.lists(
    st.builds(
        Placed,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([f"p{number}" for number in range(8)]),
        st.sampled_from(["08", "12", "17"]),
        st.integers(0, 10**6),
    ),
    max_size=40,
)
VALUES = st.lists(st.floats(-5, 5), min_size=1, max_size=12)


def by_group(found: tuple[Pooled, ...]) -> dict[str, Pooled]:
    return {each.group: each for each in found}


def campaign(effect: float, posts: int = 40, channels: int = 12) -> list[Placed]:
    """Posts that alternate between two hours; those at 12 have `exp(effect)` times as much."""
    chance, found = random.Random(7), []
    for channel in range(channels):
        size = chance.uniform(2, 7)
        for post in range(posts):
            own = (0.3, -0.3)[post // 2 % 2] + chance.gauss(0, 0.4)
            noon = post % 2
            engagement = round(exp(size + own + effect * noon))
            found.append(Placed(f"c{channel}", f"p{post}", ("08", "12")[noon], engagement))
    return found


def test_worked_out_by_hand() -> None:
    """Two groups of four values, at +d and -d, each a step of 0.1 around it.

    The noise is (4 + 4) 0.01 / 6 = 0.0133, and the variance of a group's mean a quarter of it.
    With effects of 0.5, nearly all of the difference is kept.
    """
    found = by_group(
        partially_pooled({"up": [0.4, 0.6, 0.4, 0.6], "down": [-0.4, -0.6, -0.4, -0.6]})
    )
    up, down = found["up"], found["down"]
    assert up.raw == pytest.approx(exp(0.5)) and down.raw == pytest.approx(exp(-0.5))
    assert 0.97 < up.kept < 1 and up.kept == down.kept
    assert log(up.ratio) == pytest.approx(0.5 * up.kept)
    # Given t, the standard deviation is a little under sqrt(0.00333) = 0.0577; with Student's t of
    # 6 degrees of freedom it is 1.2247 times as wide, and 1.2816 of them reach four in five.
    reach = log(up.high / up.low) / 2
    assert 0.95 * 0.0577 * 1.2247 * 1.2816 < reach < 1.02 * 0.0577 * 1.2247 * 1.2816


def test_what_differs_by_chance_alone_is_too_little_to_say() -> None:
    """The same engagement at both hours, but for chance."""
    assert not any(each.says for each in pooled(campaign(0)))


def test_a_large_effect_is_found_on_its_side() -> None:
    """Twice as much at noon: each hour lies half of it away from the usual."""
    found = by_group(pooled(campaign(log(2))))
    assert found["12"].says and found["12"].low < 2**0.5 < found["12"].high
    assert found["08"].says and found["08"].high < 1


def test_large_channels_do_not_win() -> None:
    """One channel with a thousand times more, always at noon, says nothing of noon."""
    quiet = [Placed("small", f"p{n}", "08", 3) for n in range(8)]
    loud = [Placed("large", f"q{n}", "12", 3000) for n in range(8)]
    assert pooled([*quiet, *loud]) == ()


def test_one_text_on_many_channels_is_one_post() -> None:
    """Forty channels that show the same two texts are no forty findings."""
    some = [
        Placed(f"c{channel}", post, hour, engagement)
        for channel in range(40)
        for post, hour, engagement in (("a", "08", 10), ("b", "12", 40), ("c", "12", 38))
    ]
    assert all(each.posts <= 2 and not each.says for each in pooled(some))


def test_few_posts_are_too_few() -> None:
    """However far they lie from the usual."""
    values = {"few": [2.0] * (FEWEST - 1), "many": [0.0] * 20}
    found = by_group(partially_pooled(values))
    assert found["few"].low > 1 and not found["few"].says


def test_the_same_engagement_everywhere_is_the_usual() -> None:
    """The ratio is exactly 1, and nothing is found."""
    some = [Placed("a", f"p{n}", "08" if n % 2 else "12", 5) for n in range(20)]
    assert [(each.ratio, each.raw, each.says) for each in pooled(some)] == [(1, 1, False)] * 2


@settings(deadline=None)
@given(SOME, st.randoms(use_true_random=False))
def test_the_order_of_posts_does_not_matter(some: list[Placed], chance: random.Random) -> None:
    """To the last digit."""
    mixed = list(some)
    chance.shuffle(mixed)
    assert pooled(mixed) == pooled(some)


@settings(deadline=None)
@given(SOME)
def test_every_ratio_is_a_number_between_the_usual_and_what_was_measured(
    some: list[Placed],
) -> None:
    """Drawn towards 1 and never beyond it, and in the interval; never outside the raw range."""
    for each in pooled(some):
        assert all(isfinite(x) and x > 0 for x in (each.ratio, each.raw, each.low))
        assert each.high < inf and each.low <= each.ratio <= each.high
        assert min(1, each.raw) <= each.ratio <= max(1, each.raw)
        assert 0 <= each.kept <= 1
        most = max(log1p(placed.engagement) for placed in some)
        assert abs(log(each.raw)) <= most + 1e-9


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), VALUES, min_size=1))
def test_a_group_with_more_posts_is_drawn_less(groups: dict[str, list[float]]) -> None:
    """Beside the others of the same comparison, whatever their effects."""
    found = sorted(partially_pooled(groups), key=lambda each: each.posts)
    for fewer, more in pairwise(found):
        assert fewer.kept <= more.kept + 1e-12
        assert (fewer.kept == pytest.approx(more.kept)) or fewer.posts < more.posts


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), VALUES, min_size=1))
def test_wider_noise_never_makes_a_finding_surer(groups: dict[str, list[float]]) -> None:
    """More noise keeps less of each difference."""
    calm, loud = partially_pooled(groups), partially_pooled(groups, 2)
    for one, other in zip(calm, loud, strict=True):
        assert other.kept <= one.kept + 1e-9 or mean(groups[one.group]) == 0
