"""Two frames of the same stories: what is known of them, and how many more would tell."""

from __future__ import annotations

from math import exp, isfinite, log, pi, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.meaning.experiments import (
    BELIEVED,
    FEWEST_STORIES,
    HOLDS,
    STORIES,
    SURE,
    Finding,
    Story,
    compare_frames,
    needed,
)

VALUES = st.lists(st.floats(-4, 4), min_size=2, max_size=6).map(tuple)
TOLD = st.lists(st.builds(Story, VALUES, VALUES), min_size=FEWEST_STORIES, max_size=6)


def turned(stories: list[Story]) -> list[Story]:
    return [Story(each.second, each.first) for each in stories]


def told(seed: int, stories: int, of_each: int, difference: float, noise: float) -> list[Story]:
    """Stories in which the second frame does better by a difference, give or take noise."""
    draw = Random(seed)
    return [
        Story(
            tuple(draw.gauss(0, noise) for _ in range(of_each)),
            tuple(draw.gauss(difference, noise) for _ in range(of_each)),
        )
        for _ in range(stories)
    ]


def test_the_grid_gives_what_integration_gives() -> None:
    """The same posterior as by brute force over the difference, s and t, with finer steps."""
    stories = told(3, 4, 3, 0.3, 0.4)
    found = compare_frames(stories)
    assert found is not None
    likely, middle = _by_brute_force(stories)
    assert found.likely == pytest.approx(likely, abs=0.005)
    assert log(found.ratio) == pytest.approx(middle, abs=0.005)


def _by_brute_force(stories: list[Story]) -> tuple[float, float]:
    means = [(sum(s.first) / len(s.first), sum(s.second) / len(s.second)) for s in stories]
    total = positive = weighted = 0.0
    for noise in (0.02 + 0.04 * k for k in range(50)):
        for spread in (0.0005 + 0.02 * k for k in range(40)):
            for step in range(121):
                effect = -1.8 + 0.03 * step + 1e-9
                weight = exp(-((effect / BELIEVED) ** 2) / 2 - (spread / STORIES) ** 2 / 2) / noise
                for story, (first, second) in zip(stories, means, strict=True):
                    many = len(story.first) + len(story.second)
                    own = noise**2 * (1 / len(story.first) + 1 / len(story.second)) + spread**2
                    weight *= exp(-((second - first - effect) ** 2) / (2 * own))
                    weight /= sqrt(2 * pi * own)
                    squares = sum((x - first) ** 2 for x in story.first)
                    squares += sum((x - second) ** 2 for x in story.second)
                    weight *= noise ** -(many - 2) * exp(-squares / (2 * noise**2))
                total += weight
                positive += weight * (0.5 if abs(effect) < 1e-6 else effect > 0)
                weighted += weight * effect
    return positive / total, weighted / total


def test_probabilities_mean_what_they_say() -> None:
    """Simulated experiments: of those called 80 to 90 % likely, some 85 % are so, and so on.

    The range holds the true ratio as often as it says.
    """
    draw = Random(20261201)
    called: dict[int, list[tuple[float, bool]]] = {}
    held = []
    for _ in range(400):
        effect, spread = draw.gauss(0, BELIEVED), abs(draw.gauss(0, STORIES))
        noise = exp(draw.uniform(log(0.1), log(1.2)))
        stories = []
        for _ in range(draw.choice((3, 4, 8))):
            own, many = draw.gauss(effect, spread), draw.choice((2, 5, 10))
            stories.append(
                Story(
                    tuple(draw.gauss(0, noise) for _ in range(many)),
                    tuple(draw.gauss(own, noise) for _ in range(many)),
                )
            )
        found = compare_frames(stories)
        assert found is not None
        called.setdefault(min(int(5 * found.likely), 4), []).append((found.likely, effect > 0))
        held.append(found.low <= exp(effect) <= found.high)
    for some in called.values():
        stated = sum(likely for likely, _ in some) / len(some)
        true = sum(positive for _, positive in some) / len(some)
        assert abs(stated - true) < 2.5 * sqrt(0.25 / len(some))
    assert abs(sum(held) / len(held) - HOLDS) < 0.05


def test_how_many_stories_it_takes() -> None:
    """(1.645 + 0.842)² = 6.183, over log(1.25)² = 0.04979: 124.2 at a variance of 1."""
    assert needed(1.0) == 125
    assert needed(0.1) == 13
    assert needed(0.0) == FEWEST_STORIES


@pytest.mark.parametrize(
    "stories",
    [
        [],
        [Story((0.0,) * 20, (5.0,) * 20)],
        [Story((0.0,), (5.0,))] * 5,
        [Story((0.0,) * 9, ())] * 3 + [Story((), (5.0,) * 9)] * 3 + [Story((0.0,) * 9, (5.0,) * 9)],
    ],
    ids=["nothing", "one story", "too few publications", "stories in one frame alone"],
)
def test_too_little_says_nothing(stories: list[Story]) -> None:
    """However far the frames lie apart."""
    assert compare_frames(stories) is None


def test_a_clear_difference_is_called_and_takes_no_more_stories() -> None:
    """The second gets half as much again, in eight stories with little noise."""
    stories = told(7, 8, 6, log(1.5), 0.1)
    found, other = compare_frames(stories), compare_frames(turned(stories))
    assert found is not None and other is not None
    assert (found.finding, found.more) == (Finding.SECOND, 0)
    assert (other.finding, other.more) == (Finding.FIRST, 0)
    assert 1.3 < found.low < found.ratio < found.high < 1.7


def test_the_fewer_stories_the_less_is_kept() -> None:
    """The same difference in three stories and in thirty; the raw one is not drawn in."""
    few = [Story((0.0, 0.6), (0.3, 0.9))] * 3
    some, many = compare_frames(few), compare_frames(few * 10)
    assert some is not None and many is not None
    assert some.raw == pytest.approx(exp(0.3)) == many.raw
    assert 1 < some.ratio < many.ratio < some.raw
    assert some.kept < many.kept <= 1
    assert some.more > 0


def test_a_story_that_did_well_in_both_frames_decides_nothing() -> None:
    """The first frame is in the good story more often; within the stories they are alike."""
    good, bad = 2.0, -2.0
    stories = [
        Story((good, good + 0.1, good - 0.1), (good,)),
        Story((bad,), (bad, bad + 0.1, bad - 0.1)),
        Story((0.0, 0.1), (0.1, 0.0)),
        Story((0.2, 0.1), (0.1, 0.2)),
    ]
    found = compare_frames(stories)
    assert found is not None
    assert found.likely == pytest.approx(0.5, abs=0.01)


@settings(deadline=None, max_examples=40)
@given(TOLD)
def test_turning_the_frames_round_turns_the_finding_round(stories: list[Story]) -> None:
    """And every figure is a number in its bounds."""
    one, other = compare_frames(stories), compare_frames(turned(stories))
    assert one is not None and other is not None
    assert one.likely + other.likely == pytest.approx(1, abs=1e-6)
    assert one.ratio * other.ratio == pytest.approx(1, rel=1e-6)
    assert one.more == other.more >= 0
    assert isfinite(one.high) and 0 < one.low <= one.ratio <= one.high
    assert 0 <= one.kept <= 1
    assert (one.finding is Finding.CANNOT_TELL) == (1 - SURE < one.likely < SURE)


@settings(deadline=None, max_examples=40)
@given(TOLD, st.lists(st.floats(-3, 3), min_size=6, max_size=6))
def test_what_lifts_both_frames_of_a_story_changes_nothing(
    stories: list[Story], lifts: list[float]
) -> None:
    """Only the difference within each story counts."""
    lifted = [
        Story(tuple(x + lift for x in each.first), tuple(x + lift for x in each.second))
        for each, lift in zip(stories, lifts, strict=False)
    ]
    one, other = compare_frames(stories), compare_frames(lifted)
    assert one is not None and other is not None
    assert one.likely == pytest.approx(other.likely, abs=1e-4)
