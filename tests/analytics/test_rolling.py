"""A channel beside its own eight weeks, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from analytics.figures import Figures
from analytics.isoweek import Week
from analytics.metrics import Counts
from analytics.period import Kind, Period
from analytics.reading import read_report
from analytics.rolling import Place, Rolling, RollingRow, rolling, row_of, weeks_before
from analytics.weekly import read_rolling
from tests.analytics.made import DAY, START, count, subject

WEEK = Period.week(Week(2026, 49))
AGE = timedelta(days=1)


def figures(engagement: int | None, posts: int, counted: int | None = None) -> Figures:
    """So many posts of which so many are counted, with this engagement together."""
    behind = posts if counted is None else counted
    known = (behind, 0, 0, 0, 0, 0, 0)
    return Figures(posts, behind, Counts(reactions=engagement), known, behind)


@dataclass
class Scripted:
    """Weekly figures of one channel, the oldest first, then those of the period."""

    some: Sequence[Figures]
    asked: list[Sequence[Period]] = field(default_factory=list)

    def of_channels(
        self, parts: Sequence[Period], age: timedelta
    ) -> Sequence[Mapping[str, Figures]]:
        """What was written down."""
        self.asked.append(parts)
        assert age == AGE
        return [{"eu-x": each} if each.posts else {} for each in self.some]


def one(weeks: Sequence[Figures], now: Figures) -> RollingRow:
    """The row of one channel."""
    found = rolling(WEEK, Scripted([*weeks, now]), AGE)
    assert found is not None
    (row,) = found.rows
    return row


def test_the_usual_is_the_median_and_its_range_holds_the_middle_four_in_five() -> None:
    """Means 1 to 8: the median is 4.5; a tenth of the way along seven steps is 1.7, then 7.3."""
    row = one([figures(2 * mean, 2) for mean in (3, 1, 8, 2, 7, 4, 6, 5)], figures(10, 2))
    assert row.usual is not None
    assert row.usual.median == 4.5
    assert [row.usual.low, row.usual.high] == pytest.approx([1.7, 7.3])
    assert (row.value, row.place, row.weeks, row.weeks_posts) == (5.0, Place.WITHIN, 8, 16)


@pytest.mark.parametrize(
    ("engagement", "place"),
    [(3, Place.BELOW), (4, Place.WITHIN), (14, Place.WITHIN), (15, Place.ABOVE)],
)
def test_a_period_lies_below_within_or_above(engagement: int, place: Place) -> None:
    """The ends of the range 1.7 to 7.3 are in it; means here are 1.5, 2, 7 and 7.5."""
    weeks = [figures(2 * mean, 2) for mean in range(1, 9)]
    assert one(weeks, figures(engagement, 2)).place is place


@pytest.mark.parametrize(
    ("weeks", "now"),
    [
        ([figures(30, 3)] * 4, figures(20, 2)),  # four weeks
        ([figures(10, 1)] * 8, figures(20, 2)),  # eight posts
        ([figures(30, 3)] * 8, figures(20, 1)),  # one post in the period
        ([figures(30, 3, counted=1)] * 8, figures(20, 2)),  # a third of each week's posts
        ([figures(30, 3)] * 8, figures(20, 5, counted=2)),  # two fifths of the period's posts
        ([figures(None, 3, counted=0)] * 8, figures(20, 2)),  # the network told nothing then
        ([figures(30, 3)] * 8, figures(None, 2, counted=0)),  # or now
    ],
)
def test_too_little_is_told_as_too_little(weeks: list[Figures], now: Figures) -> None:
    """A few posts make no rule."""
    some = [Figures()] * (8 - len(weeks)) + weeks
    assert one(some, now).place is Place.UNKNOWN


def test_a_week_without_posts_is_no_zero() -> None:
    """A holiday does not pull the usual down."""
    row = one([figures(20, 2)] * 6 + [Figures(), Figures()], figures(20, 2))
    assert row.usual is not None
    assert (row.usual.median, row.usual.low, row.weeks) == (10.0, 10.0, 6)
    assert row.values[-2:] == (None, None)
    assert row.place is Place.WITHIN


def test_the_weeks_end_where_the_period_begins() -> None:
    """Eight times seven days, whatever day of the week it is; a project has none before it."""
    for period in (
        WEEK,
        Period.month(2026, 11),
        Period(Kind.SPAN, date(2026, 12, 4), date(2026, 12, 4)),
    ):
        weeks = weeks_before(period)
        assert len(weeks) == 8
        assert weeks[-1].last + DAY == period.first
        assert all(one.last + DAY == other.first for one, other in pairwise(weeks))
    assert weeks_before(Period(Kind.PROJECT, date(2026, 1, 1), date(2026, 12, 31))) == ()
    assert rolling(Period(Kind.PROJECT, WEEK.first, WEEK.last), Scripted([]), AGE) is None


def test_a_channel_that_published_nothing_now_has_no_row() -> None:
    """There is nothing to put beside its weeks."""
    found = rolling(WEEK, Scripted([*[figures(20, 2)] * 8, Figures()]), AGE)
    assert found == Rolling(AGE, ())


def test_any_count_can_be_put_beside_its_weeks() -> None:
    """Views a post, and a count that the network does not tell."""
    week = Figures(2, 2, Counts(views=60), (0, 0, 0, 0, 0, 0, 2), 0)
    assert row_of("c", "views", [week] * 8, week).value == 30.0
    assert row_of("c", "saves", [week] * 8, week).value is None


def test_the_weeks_are_read_from_snapshots(engine: sa.Engine) -> None:
    """Posts of nine weeks counted after a day; later counts of older posts do not matter."""
    posts = []
    for number in range(9 * 2):
        week = number // 2
        posts.append(subject(number + 1, published_at=START - (8 - week) * 7 * DAY))
        count(engine, posts[-1], DAY, Counts(reactions=10 + week))
        if week < 8:
            count(engine, posts[-1], 7 * DAY, Counts(reactions=500))
    now = START + 20 * DAY
    report = read_report(engine, posts, WEEK, ZoneInfo("Europe/Brussels"), now)
    found = read_rolling(engine, posts, report)
    assert found is not None
    assert found.age == DAY
    (row,) = found.rows
    assert row.values == (10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0)
    assert (row.value, row.place) == (18.0, Place.ABOVE)
