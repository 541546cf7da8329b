"""The same words twice on an account whose network refuses them are told at the later post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.checks.repeats import words_twice
from campaign.model import Channel, Finding, Limits, Planned, Severity, Unit, Variant
from tests.checks.desk import POST

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
CHANNELS = {
    name: Channel(name, "made", "donegal", "en", ZoneInfo("UTC"), account=account)
    for name, account in (("one", "@ours"), ("two", "@ours"), ("three", "@theirs"), ("four", ""))
}
REFUSES = Limits(500, Unit.CODE_POINTS, repeats_after=timedelta(days=2))


def planned(post: str, channel: str, text: str, after: timedelta = timedelta(0)) -> Planned:
    """One publication of these words, some time after noon."""
    return Planned(Variant(post, channel, "made", "en", (text,)), NOON + after, "donegal", "A02")


def found(plan: Sequence[Planned], limits: Limits = REFUSES) -> list[Finding]:
    """What is said of a plan."""
    posts = {name: replace(POST, id=name) for name in ("a", "b", "c")}
    return list(words_twice(plan, posts, CHANNELS, lambda _: limits))


@pytest.mark.parametrize(
    ("channel", "text", "hours", "fires"),
    [
        ("one", "Welcome.", 24, True),
        ("one", "Welcome.", 0, True),
        ("two", "Welcome.", 47, True),
        ("one", " Welcome.\n", 24, True),
        ("one", "Welcome.", 48, False),
        ("three", "Welcome.", 24, False),
        ("four", "Welcome.", 24, False),
        ("one", "Welcome!", 24, False),
        ("one", "Welcome, #EUBelong.", 24, False),
    ],
)
def test_a_repeat_is_told_within_the_time_in_which_it_is_refused(
    channel: str, text: str, hours: int, fires: bool
) -> None:
    """On the same account, whatever channel leads to it."""
    plan = [planned("b", channel, text, timedelta(hours=hours)), planned("a", "one", "Welcome.")]
    findings = [each for each in found(plan) if each.blocks]
    assert [each.code for each in findings] == ["words-twice"] * fires
    elsewhere = found(plan, replace(REFUSES, repeats_after=timedelta(0)))
    assert not any(each.blocks for each in elsewhere)
    assert len(elsewhere) >= fires, "there it is good to know"
    if hours:
        assert all((each.post, each.channel) == ("b", channel) for each in findings)


def test_a_finding_says_how_long_before_and_how_long_it_is_refused() -> None:
    """So that a person can move the post."""
    plan = [planned("a", "one", "Hi."), planned("b", "one", "Hi.", timedelta(hours=24)),
            planned("c", "one", "Hi.", timedelta(hours=29, minutes=30))]  # fmt: skip
    said = [each.message for each in found(plan)]
    assert said == [
        "one says the same words as a, 1 day before; made refuses a repeat within 2 days",
        "one says the same words as b, 6 hours before; made refuses a repeat within 2 days",
    ]


def test_a_repeat_much_later_is_only_good_to_know() -> None:
    """It goes out, and a person may have meant it."""
    plan = [planned("a", "one", "Hi."), planned("b", "one", "Hi.", timedelta(days=30))]
    [finding] = found(plan)
    assert (finding.severity, finding.post) == (Severity.INFO, "b")
    assert finding.message == "one says the same words as a, 30 days before"


def test_posts_without_words_repeat_nothing() -> None:
    """Two pictures without a text are not the same."""
    assert found([planned("a", "one", " "), planned("b", "one", "")]) == []
