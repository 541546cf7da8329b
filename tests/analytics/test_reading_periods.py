"""Months, quarters, projects, days from and to: what is in them, what they are compared with.

Every instant is worked out by hand on the clock of Brussels.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from analytics import by_hand
from analytics.by_hand import About, Entered
from analytics.isoweek import Week
from analytics.metrics import Counts, Subject
from analytics.period import Kind, Period
from analytics.reading import Report, read_report
from tests.analytics.made import DAY, HOUR, START, count, subject

BRUSSELS = ZoneInfo("Europe/Brussels")
FEBRUARY, MARCH, APRIL = (Period.month(2027, each) for each in (2, 3, 4))


def wall(*parts: int) -> datetime:
    """An instant on the clock of Brussels."""
    return datetime(*parts, tzinfo=BRUSSELS)  # type: ignore[arg-type, misc]


def read(engine: sa.Engine, posts: list[Subject], period: Period, now: datetime) -> Report:
    """The report of a period."""
    return read_report(engine, posts, period, BRUSSELS, now)


def before(engine: sa.Engine, period: Period, now: datetime, *instants: datetime) -> list[int]:
    """Which of the posts of these instants the period is compared with, by their number."""
    posts = [subject(n, published_at=each) for n, each in enumerate(instants, start=1)]
    here = subject(99, published_at=period.window(BRUSSELS)[0] + timedelta(minutes=1))
    for each in [*posts, here]:
        count(engine, each, HOUR / 60, Counts(reactions=2**each.publication_id % 10**9))
    found = read(engine, [*posts, here], period, now)
    assert found.comparison is not None
    total = found.comparison.before.counts.reactions or 0
    return [n for n in range(1, len(instants) + 1) if total & 2**n]


def test_a_running_month_is_compared_with_the_same_part_of_the_month_before(
    engine: sa.Engine,
) -> None:
    """On 10 March at noon: February up to the tenth at noon."""
    some = (wall(2027, 2, 1), wall(2027, 2, 10, 11), wall(2027, 2, 10, 13), wall(2027, 2, 20))
    assert before(engine, MARCH, wall(2027, 3, 10, 12), *some) == [1, 2]


def test_a_month_is_never_compared_beyond_the_month_before(engine: sa.Engine) -> None:
    """On 30 March: all of February, and nothing of March taken for it."""
    some = (wall(2027, 2, 1), wall(2027, 2, 28, 23, 50))
    assert before(engine, MARCH, wall(2027, 3, 30, 12), *some) == [1, 2]


def test_counts_of_after_the_month_before_are_left_out_while_the_month_runs(
    engine: sa.Engine,
) -> None:
    """A count of 1 March is none of February, though 30 days of March have gone."""
    old = subject(1, published_at=wall(2027, 2, 28, 23))
    new = subject(2, published_at=wall(2027, 3, 2))
    for each in (old, new):
        count(engine, each, 2 * HOUR, Counts(reactions=5))
    assert read(engine, [old, new], MARCH, wall(2027, 3, 30, 12)).comparison is None
    assert read(engine, [old, new], MARCH, wall(2027, 4, 1, 12)).comparison is None


def test_whole_months_are_compared_whole(engine: sa.Engine) -> None:
    """Once April is over, with all 31 days of March; in April, with as many as have gone."""
    some = (wall(2027, 3, 1), wall(2027, 3, 31, 20))
    assert before(engine, APRIL, wall(2027, 5, 1), *some) == [1, 2]


def test_the_last_day_of_a_longer_month_waits_for_the_end(engine: sa.Engine) -> None:
    """On the last evening of April, 31 March is still left out."""
    some = (wall(2027, 3, 1), wall(2027, 3, 31, 20))
    assert before(engine, APRIL, wall(2027, 4, 30, 23, 59), *some) == [1]


def test_a_clock_change_in_between_moves_no_hour(engine: sa.Engine) -> None:
    """At 10:00 on the Sunday of the change: the Sunday before, up to 10:00 on its clock."""
    week = Period.week(Week(2027, 12))
    some = (wall(2027, 3, 21, 9, 30), wall(2027, 3, 21, 10, 10))
    assert before(engine, week, wall(2027, 3, 28, 10), *some) == [1]


def test_a_leap_day_is_in_its_month_and_quarter(engine: sa.Engine) -> None:
    """29 February 2028."""
    posts = [subject(1, published_at=wall(2028, 2, 29, 23, 59))]
    for period in (Period.month(2028, 2), Period.quarter(2028, 1)):
        found = read(engine, posts, period, wall(2029, 1, 1))
        assert found.total.posts == 1
    assert read(engine, posts, Period.month(2028, 3), wall(2029, 1, 1)).total.posts == 0
    parts = read(engine, posts, Period.month(2028, 2), wall(2029, 1, 1)).parts
    assert [part.first for part, figures in parts if figures.posts] == [date(2028, 2, 29)]


def test_week_53_is_compared_with_week_52(engine: sa.Engine) -> None:
    """2026 has 53 weeks; the first of 2027 is compared with the last of 2026."""
    last = Period.week(Week(2026, 53))
    assert before(engine, last, wall(2027, 1, 4), wall(2026, 12, 22, 10)) == [1]


def test_the_first_week_is_compared_with_week_53(engine: sa.Engine) -> None:
    """Across the year."""
    first = Period.week(Week(2027, 1))
    assert before(engine, first, wall(2027, 1, 11), wall(2026, 12, 30), wall(2026, 12, 22)) == [1]


def test_days_from_and_to_are_compared_with_as_many_before(engine: sa.Engine) -> None:
    """20 days in November, and the 20 before them."""
    period = Period(Kind.SPAN, date(2026, 11, 1), date(2026, 11, 20))
    some = (wall(2026, 10, 12), wall(2026, 10, 11, 23), wall(2026, 10, 31, 23))
    assert before(engine, period, wall(2026, 12, 1), *some) == [1, 3]


def test_a_project_is_compared_with_nothing_and_read_as_it_stands_now(engine: sa.Engine) -> None:
    """A count after its last day counts: no other report will tell of it."""
    post = subject(1)
    count(engine, post, HOUR, Counts(reactions=1))
    count(engine, post, 28 * DAY, Counts(reactions=9))
    period = Period(Kind.PROJECT, START.date(), START.date())
    found = read(engine, [post], period, START + 40 * DAY)
    assert (found.before, found.comparison, found.as_of) == (None, None, START + 40 * DAY)
    assert found.total.counts.reactions == 9
    week = read(engine, [post], Period.week(Week(2026, 49)), START + 40 * DAY)
    assert week.total.counts.reactions == 1


def test_a_period_that_has_not_begun_is_empty(engine: sa.Engine) -> None:
    """Nothing is known, and nothing is zero."""
    found = read(engine, [subject(1)], MARCH, START)
    assert (found.total.posts, found.total.engagement, found.comparison) == (0, None, None)
    assert found.as_of == START < found.start


def test_a_channel_that_began_in_the_middle_is_no_growth_of_others(engine: sa.Engine) -> None:
    """It is in the sums, and has no change of its own."""
    posts = [
        subject(1, published_at=wall(2027, 2, 5, 10)),
        subject(2, published_at=wall(2027, 3, 5, 10)),
        subject(3, published_at=wall(2027, 3, 20, 10), channel="new", platform="x"),
    ]
    for post, reactions in zip(posts, (10, 15, 100), strict=True):
        count(engine, post, DAY, Counts(reactions=reactions))
    found = read(engine, posts, MARCH, wall(2027, 4, 1))
    rows = {row.key: row for row in found.groups["channel"]}
    assert rows["eu-mastodon"].change.percent == pytest.approx(50)
    assert rows["new"].change.percent is None
    assert rows["new"].figures.engagement == 100
    assert found.total.engagement == 115


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        (Period.month(2026, 12), ["2026-W49", "2026-W50"]),
        (Period.month(2026, 11), []),
        (Period.quarter(2026, 4), ["2026-W49", "2026-W50"]),
        (Period.week(Week(2026, 50)), ["2026-W50"]),
        (Period(Kind.SPAN, date(2026, 12, 3), date(2026, 12, 3)), ["2026-W49"]),
        (Period(Kind.SPAN, date(2026, 12, 4), date(2026, 12, 9)), []),
    ],
)
def test_figures_by_hand_stand_where_their_weeks_thursday_lies(
    engine: sa.Engine, period: Period, shown: list[str]
) -> None:
    """So each stands in one month: week 49 begins on 30 November, and is December's."""
    with engine.begin() as connection:
        for week in ("2026-W49", "2026-W50"):
            entered = Entered(About(week=week), "site_visits", 7, "x", "aina", START)
            by_hand.add(connection, entered)
    found = read(engine, [], period, datetime(2027, 2, 1, tzinfo=UTC))
    assert [each.about.week for each in found.by_hand] == shown
