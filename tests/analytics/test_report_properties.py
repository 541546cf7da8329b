"""What holds of every report, whatever was counted and whatever was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import store
from analytics.elsewhere import Elsewhere
from analytics.isoweek import Week
from analytics.metrics import METRICS, Counts, Subject
from analytics.period import Kind, Period
from analytics.reading import Report, read_report
from tests.analytics.made import DAY, HOUR, START, Listed, subject

BRUSSELS = ZoneInfo("Europe/Brussels")
AGES = (HOUR, DAY, 3 * DAY)
counts = st.builds(Counts, **{each: st.none() | st.integers(0, 500) for each in METRICS})
taken = st.dictionaries(st.sampled_from(AGES), counts)
posts = st.lists(
    st.tuples(st.integers(0, 20 * 24), st.integers(0, 3), taken), min_size=0, max_size=12
)
PERIODS = (
    Period.week(Week(2026, 49)),
    Period.month(2026, 12),
    Period.quarter(2026, 4),
    Period(Kind.SPAN, START.date(), START.date() + timedelta(days=9)),
    Period(Kind.PROJECT, START.date() - timedelta(days=400), START.date() + timedelta(days=40)),
)
Post = tuple[int, int, dict[timedelta, Counts]]


def read(some: Sequence[Post], period: Period) -> Report:
    """The report of these posts: hours after START, channel, and counts by age."""
    engine = sa.create_engine("sqlite://")
    store.metadata.create_all(engine)
    subjects: list[Subject] = []
    with engine.begin() as connection:
        for number, (hours, channel, found) in enumerate(some, start=1):
            when = START + hours * HOUR
            subjects.append(subject(number, channel=f"c{channel}", published_at=when))
            store.add_snapshots(
                connection,
                [store.Snapshot(number, age, when + age, each) for age, each in found.items()],
            )
    listed, now = Listed(engine, subjects), START + 90 * DAY
    report = read_report(engine, listed, period, BRUSSELS, now, as_of=now)
    everything = tuple(report.every())
    engine.dispose()
    return replace(report, every=lambda **_: iter(everything))


@settings(max_examples=60, deadline=None)
@given(posts, st.sampled_from(PERIODS))
def test_totals_are_the_sums_of_their_parts(some: list[Post], period: Period) -> None:
    """By every dimension and by time; a sum is unknown only where all its parts are."""
    report = read(some, period)
    groups = [
        *([row.figures for row in rows] for rows in report.groups.values()),
        [figures for _, figures in report.parts],
    ]
    for group in groups:
        assert sum(each.posts for each in group) == report.total.posts
        assert sum(each.measured for each in group) == report.total.measured
        for metric in (*METRICS, "engagement"):
            known = [v for each in group if (v := each.value(metric)) is not None]
            assert report.total.value(metric) == (sum(known) if known else None)
            behind = sum(each.posts_behind(metric) for each in group)
            assert behind == report.total.posts_behind(metric)


@settings(max_examples=60, deadline=None)
@given(posts)
def test_what_may_not_be_added_is_added_nowhere(some: list[Post]) -> None:
    """Reach is in no figure; a rate is of its own posts, and no sum or mean of rates."""
    report = read(some, PERIODS[1])
    assert "reach" not in METRICS
    pairs = [
        (each.counts.engagement, each.counts.views)
        for each in report.every()
        if each.counts and each.counts.engagement is not None and each.counts.views is not None
    ]
    views = sum(view for _, view in pairs)
    expected = sum(engagement for engagement, _ in pairs) / views if views else None
    assert report.total.rate == expected
    unknown = [each for each in report.every() if each.counts is None]
    assert report.total.measured + len(unknown) == report.total.posts


@settings(max_examples=60, deadline=None)
@given(posts.filter(bool), st.data(), st.sampled_from(PERIODS))
def test_a_snapshot_that_is_missing_lowers_no_total_of_what_remains(
    some: list[Post], data: st.DataObject, period: Period
) -> None:
    """Without a post's only count, the others' sum stays as it is: nothing is taken for a zero."""
    index = data.draw(st.integers(0, len(some) - 1))
    hours, channel, _ = some[index]
    without = [*some[:index], (hours, channel, {}), *some[index + 1 :]]
    removed = [*some[:index], *some[index + 1 :]]
    gap, rest = read(without, period), read(removed, period)
    assert gap.total.counts == rest.total.counts
    assert gap.total.per_post == rest.total.per_post
    assert gap.total.rate == rest.total.rate
    assert gap.total.posts - rest.total.posts in (0, 1)


@settings(max_examples=60, deadline=None)
@given(posts.filter(bool), st.data())
def test_a_later_count_that_is_missing_falls_back_to_the_earlier_one(
    some: list[Post], data: st.DataObject
) -> None:
    """Growing counts without their last snapshot: never more than with it, and never unknown."""
    index = data.draw(st.integers(0, len(some) - 1))
    hours, channel, _ = some[index]
    first = data.draw(st.integers(0, 100))
    early, late = Counts(reactions=first), Counts(reactions=first + data.draw(st.integers(0, 50)))
    whole = [*some[:index], (hours, channel, {HOUR: early, DAY: late}), *some[index + 1 :]]
    gap = [*some[:index], (hours, channel, {HOUR: early}), *some[index + 1 :]]
    one, other = read(whole, PERIODS[4]), read(gap, PERIODS[4])
    assert other.total.measured == one.total.measured
    assert one.total.counts.reactions is not None and other.total.counts.reactions is not None
    assert other.total.counts.reactions <= one.total.counts.reactions


@given(st.integers(1, 10**6))
def test_a_post_from_elsewhere_never_has_the_number_of_a_publication(number: int) -> None:
    """So it is in no sum of what the campaign published."""
    named = Elsewhere(
        *("https://a.example/1", "c", "x", "eu", "en", "h"), START, "s", "w", START, "", number
    )
    assert named.subject.publication_id < 0
