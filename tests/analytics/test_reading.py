"""What a report says, from real snapshots in a real file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from analytics import store
from analytics.isoweek import Week
from analytics.language import Words
from analytics.metrics import Audience, Counts, Subject
from analytics.period import Period
from analytics.reading import GroupRow, Report, read_report
from analytics.sections.headline import line, summary
from analytics.words import Labels
from tests.analytics.made import DAY, HOUR, START, count, subject

BRUSSELS = ZoneInfo("Europe/Brussels")
WEEK = Week(2026, 49)
PERIOD = Period.week(WEEK)
SUNDAY_NIGHT = WEEK.window(BRUSSELS)[1]
LATER = SUNDAY_NIGHT + 60 * DAY
ENGLISH = Words("en")


def report(engine: sa.Engine, posts: list[Subject], now: datetime = LATER) -> Report:
    """The report of week 49."""
    return read_report(engine, posts, PERIOD, BRUSSELS, now)


def rows(found: Report, dimension: str) -> dict[str | None, GroupRow]:
    """The groups of one dimension by name."""
    return {row.key: row for row in found.groups[dimension]}


def test_an_empty_week_is_empty_not_zero(engine: sa.Engine) -> None:
    """No posts: no figure is invented."""
    found = report(engine, [])
    assert (found.total.posts, found.total.engagement, found.total.per_post) == (0, None, None)
    assert found.comparison is None
    assert found.growth == ()
    assert line(found, ENGLISH) == "Week 49: Nothing was published."
    running = report(engine, [], SUNDAY_NIGHT - DAY)
    assert line(running, ENGLISH) == (
        "Week 49: Nothing is out so far: figures as of 6 Dec 2026, 00:00."
    )
    ahead = report(engine, [], WEEK.window(BRUSSELS)[0] - DAY)
    assert line(ahead, ENGLISH) == (
        "Week 49: Nothing is out: the period begins on 30 Nov 2026, 00:00."
    )


def test_a_post_that_was_not_measured_adds_nothing(engine: sa.Engine) -> None:
    """It is counted as published, and named as missing."""
    posts = [subject(1), subject(2)]
    count(engine, posts[0], HOUR, Counts(reactions=0))
    found = report(engine, posts)
    assert (found.total.posts, found.total.measured, found.total.engagement) == (2, 1, 0)
    assert found.total.per_post == 0.0
    assert [each.subject for each in found.unmeasured] == [posts[1]]
    assert line(found, ENGLISH) == (
        "Week 49: 2 posts went out. People responded 0 times. 1 of 2 posts have figures."
    )


def test_what_no_network_says_is_unknown_in_every_group(engine: sa.Engine) -> None:
    """Views of networks without views are None in the total, in each group and in the summary."""
    post = subject(1)
    count(engine, post, HOUR, Counts())
    found = report(engine, [post])
    assert found.total.counts == Counts()
    assert found.total.measured == 1
    for dimension in found.groups:
        assert [row.figures.engagement for row in found.groups[dimension]] == [None]
    assert "No network has said yet" in line(found, ENGLISH)


def test_figures_are_the_last_ones_of_the_week_whenever_the_report_is_made(
    engine: sa.Engine,
) -> None:
    """A report made in March says what the one of Monday morning said."""
    post = subject(1)
    count(engine, post, HOUR, Counts(reactions=1))
    count(engine, post, 3 * DAY, Counts(reactions=30))
    monday = report(engine, [post], SUNDAY_NIGHT + 8 * HOUR)
    count(engine, post, 7 * DAY, Counts(reactions=70))
    later = report(engine, [post], LATER)
    assert monday.total.counts.reactions == later.total.counts.reactions == 30
    further = read_report(engine, [post], PERIOD, BRUSSELS, LATER, as_of=LATER)
    assert further.total.counts.reactions == 70


def test_a_running_week_is_read_as_of_now(engine: sa.Engine) -> None:
    """Nothing from after now, neither posts nor counts."""
    early, future = subject(1), subject(2, published_at=START + 2 * DAY)
    count(engine, early, HOUR, Counts(reactions=1))
    count(engine, early, 6 * HOUR, Counts(reactions=6))
    found = report(engine, [early, future], START + 2 * HOUR)
    assert found.as_of == START + 2 * HOUR
    assert (found.total.posts, found.total.counts.reactions) == (1, 1)


def test_a_post_belongs_to_the_week_it_went_out_in_where_the_report_is_read(
    engine: sa.Engine,
) -> None:
    """Monday 00:00 in Brussels is Sunday 23:00 UTC, and already the new week."""
    start, end = WEEK.window(BRUSSELS)
    second = timedelta(seconds=1)
    posts = [
        subject(1, published_at=start - second),
        subject(2, published_at=start),
        subject(3, published_at=end - second),
        subject(4, published_at=end),
    ]
    found = report(engine, posts)
    assert [each.subject.publication_id for each in found.posts] == [2, 3]
    assert [part.first for part, figures in found.parts if figures.posts] == [
        date(2026, 11, 30),
        date(2026, 12, 6),
    ]


def test_weeks_are_compared_at_the_same_age(engine: sa.Engine) -> None:
    """Last week's posts are a week older: their later counts are left out of the change."""
    old, new = subject(1, published_at=START - 7 * DAY), subject(2)
    for post, factor in ((old, 10), (new, 11)):
        count(engine, post, HOUR, Counts(reactions=factor))
        count(engine, post, 3 * DAY, Counts(reactions=10 * factor))
    count(engine, old, 7 * DAY, Counts(reactions=1000))
    found = report(engine, [old, new])
    assert found.comparison is not None
    assert found.comparison.age == 3 * DAY
    assert found.comparison.change.percent == pytest.approx(10)
    assert rows(found, "channel")["eu-mastodon"].change.percent == pytest.approx(10)
    assert summary(found, ENGLISH) == (
        "1 post went out. People responded 110 times. That is 10\u202f% more than in the period "
        "before, at the same age of the posts. 1 of 1 post has figures."
    )


def test_the_compared_age_is_one_that_nearly_all_posts_have(engine: sa.Engine) -> None:
    """One early post does not pull the comparison to an age the others have not reached."""
    old = [subject(n, published_at=START - 7 * DAY) for n in range(1, 5)]
    new = [subject(n, published_at=START + 4 * DAY) for n in range(5, 8)] + [subject(8)]
    for post in old + new:
        count(engine, post, DAY, Counts(reactions=4))
    for post in [*old, new[-1]]:
        count(engine, post, 3 * DAY, Counts(reactions=9))
    found = report(engine, old + new)
    assert found.comparison is not None
    assert found.comparison.age == DAY
    assert found.comparison.change.percent == 0.0


def test_a_count_taken_much_too_late_is_kept_but_not_compared(engine: sa.Engine) -> None:
    """What was counted after two days is no figure for "after 24 hours"."""
    old, new = subject(1, published_at=START - 7 * DAY), subject(2)
    count(engine, old, DAY, Counts(reactions=10))
    count(engine, new, DAY, Counts(reactions=50), late=DAY)
    found = report(engine, [old, new])
    assert found.total.counts.reactions == 50
    assert found.comparison is None


def test_a_week_without_a_week_before_has_no_change(engine: sa.Engine) -> None:
    """The first week of a campaign has not grown by anything."""
    post = subject(1)
    count(engine, post, HOUR, Counts(reactions=5))
    found = report(engine, [post])
    assert found.comparison is None
    assert all(row.change.percent is None for row in found.metrics)
    assert "before" not in line(found, ENGLISH)


def test_groups_add_up_to_the_total_in_every_dimension(engine: sa.Engine) -> None:
    """Each post is in exactly one group."""
    posts = [
        subject(n, channel=f"c{n % 3}", region=f"r{n % 2}", language="en", outcome=None)
        for n in range(1, 8)
    ]
    for post in posts:
        count(engine, post, HOUR, Counts(reactions=post.publication_id, replies=1))
    found = report(engine, posts)
    for dimension, groups in found.groups.items():
        assert sum(row.figures.posts for row in groups) == 7, dimension
        assert sum(row.figures.engagement or 0 for row in groups) == 28 + 7, dimension
    assert [row.key for row in found.groups["outcome"]] == [None]
    assert sum(figures.engagement or 0 for _, figures in found.parts) == 35


def test_a_group_that_published_only_the_week_before_is_shown(engine: sa.Engine) -> None:
    """A region that fell silent does not vanish from the report."""
    posts = [subject(1, published_at=START - 7 * DAY, region="leipzig"), subject(2)]
    found = report(engine, posts)
    assert rows(found, "region")["leipzig"].figures.posts == 0
    assert rows(found, "region")["leipzig"].change.percent is None


def test_top_posts_are_ranked_at_the_same_age(engine: sa.Engine) -> None:
    """An older post has no head start; one without a count at that age is not ranked."""
    tuesday, friday = subject(1), subject(2, published_at=START + 3 * DAY)
    missed = subject(3, published_at=START + 3 * DAY)
    count(engine, tuesday, DAY, Counts(reactions=10))
    count(engine, tuesday, 3 * DAY, Counts(reactions=90))
    count(engine, friday, DAY, Counts(reactions=20))
    count(engine, missed, HOUR, Counts(reactions=99))
    many = [subject(n, published_at=START + 3 * DAY) for n in range(4, 30)]
    for post in many:
        count(engine, post, DAY, Counts(reactions=1))
    found = report(engine, [tuesday, friday, missed, *many])
    assert found.rank_age == DAY
    assert [each.subject.publication_id for each in found.top[:2]] == [2, 1]
    assert found.unranked == 1


def test_growth_is_the_mean_of_the_posts_counted_at_each_age(engine: sa.Engine) -> None:
    """An age that fewer than half of the posts have is left open."""
    posts = [subject(n) for n in (1, 2, 3)]
    for post in posts:
        count(engine, post, HOUR, Counts(reactions=2 * post.publication_id))
    count(engine, posts[0], DAY, Counts(reactions=100))
    found = report(engine, posts)
    assert [(each.age, each.now, each.now_posts) for each in found.growth] == [(HOUR, 4.0, 3)]


def test_the_rate_is_over_posts_that_tell_both(engine: sa.Engine) -> None:
    """Views of one network are not divided into the engagement of another."""
    with_views, without = subject(1, platform="x"), subject(2)
    count(engine, with_views, HOUR, Counts(reactions=5, views=100))
    count(engine, without, HOUR, Counts(reactions=50))
    found = report(engine, [with_views, without])
    assert found.total.rate == pytest.approx(0.05)
    assert rows(found, "platform")["mastodon"].figures.rate is None


def test_follower_growth_compares_only_channels_known_at_both_ends(engine: sa.Engine) -> None:
    """A channel connected this week is no growth, and an unknown count is no zero."""
    start, end = WEEK.window(BRUSSELS)
    with engine.begin() as connection:
        store.add_audience(connection, "a", Audience(100), start - HOUR)
        store.add_audience(connection, "a", Audience(110), end - HOUR)
        store.add_audience(connection, "b", Audience(500), end - HOUR)
        store.add_audience(connection, "c", Audience(None), end - HOUR)
        store.add_audience(connection, "a", Audience(999), end + DAY)
        store.add_audience(connection, "old", Audience(7), start - 20 * DAY)
    found = read_report(
        engine, [], PERIOD, BRUSSELS, LATER, channels=["a", "b", "c", "old"]
    ).followers
    by_channel = {row.channel: row for row in found.rows}
    assert by_channel["a"].change.difference == 10
    assert by_channel["b"].followers == 500
    assert by_channel["b"].change.difference is None
    assert by_channel["c"].followers is None
    assert by_channel["old"].followers is None
    assert (found.total, found.known, found.compared) == (610, 2, 1)
    assert (found.change.difference, found.change.percent) == (10, 10.0)


def test_a_naive_now_is_refused(engine: sa.Engine) -> None:
    """Times enter with a zone or not at all."""
    with pytest.raises(ValueError, match="no time zone"):
        report(engine, [], datetime.fromisoformat("2026-12-07T08:00"))


def test_the_week_before_is_read_as_it_stood_seven_days_earlier(engine: sa.Engine) -> None:
    """On Tuesday evening, this week's Tuesday meets last week's Tuesday, not its Thursday."""
    posts: list[Subject] = []
    for number, day in enumerate((-7, -5, 0), start=1):
        posts.append(subject(number, published_at=START + day * DAY))
        count(engine, posts[-1], HOUR, Counts(reactions=10))
        count(engine, posts[-1], 6 * HOUR, Counts(reactions=15))
    found = report(engine, posts, START + 7 * HOUR)
    assert found.comparison is not None
    assert found.comparison.before.posts == found.comparison.now.posts == 1
    assert found.comparison.change.percent == 0.0


def test_a_steady_stream_of_posts_is_compared_though_the_last_are_young(engine: sa.Engine) -> None:
    """A post every six hours: Sunday's posts have no 24-hour count in either week."""
    start, end = WEEK.previous().window(BRUSSELS)[0], SUNDAY_NIGHT
    posts: list[Subject] = []
    while (when := start + len(posts) * 6 * HOUR) < end:
        post = subject(len(posts) + 1, published_at=when)
        posts.append(post)
        for age in (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY):
            count(engine, post, age, Counts(reactions=10 if when < end - 7 * DAY else 12))
    found = report(engine, posts)
    assert found.comparison is not None
    assert found.comparison.age == DAY
    assert found.comparison.now.posts == found.comparison.before.posts == 28
    assert found.comparison.change.percent == pytest.approx(20)
    assert [each.age for each in found.growth] == [HOUR, 6 * HOUR, DAY, 3 * DAY]


def test_ages_that_were_set_are_those_a_week_is_read_and_compared_at(engine: sa.Engine) -> None:
    """Two weeks measured at 2 and 48 hours, whatever the usual ages are."""
    posts, before = [subject(1), subject(2)], [subject(3, published_at=START - 7 * DAY)]
    for post, reactions in ((posts[0], 12), (posts[1], 8), (before[0], 10)):
        count(engine, post, 2 * HOUR, Counts(reactions=1))
        count(engine, post, 48 * HOUR, Counts(reactions=reactions))
    found = report(engine, [*posts, *before])
    assert found.comparison is not None
    assert found.comparison.age == found.rank_age == 48 * HOUR
    assert (found.comparison.now.engagement, found.comparison.before.engagement) == (20, 10)
    assert [each.age for each in found.growth] == [2 * HOUR, 48 * HOUR]


@pytest.mark.parametrize(
    ("activities", "told"),
    [(("", ""), False), (("A01", "A01"), True), (("A01", ""), True), (("", None), False)],
)
def test_posts_without_activities_are_not_told_apart_by_them(
    engine: sa.Engine, activities: tuple[str, str], told: bool
) -> None:
    """A project that has none gets no table of them; an empty week hides nothing."""
    posts = [subject(n, activity=name or "") for n, name in enumerate(activities, start=1)]
    assert report(engine, posts).tells_apart("activity") is told
    assert report(engine, []).tells_apart("activity")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("da", "Danish"),
        ("mt", "Maltese"),
        ("el", "Greek"),
        ("eu", "Basque"),
        ("pt-BR", "Portuguese (Brazil)"),
        ("no", "Norwegian"),
        ("xx", "xx"),
        ("", "not stated"),
    ],
)
def test_a_language_has_its_english_name_whichever_it_is(code: str, name: str) -> None:
    """An unknown one is shown as it is written."""
    assert Labels().name("language", code) == name
