"""What the database adds up is what adding up one by one gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import listing, store, sums
from analytics.chosen import Window, choose
from analytics.figures import Figures
from analytics.meaning import DIMENSIONS as MEANT
from analytics.meaning import read_meaning
from analytics.meaning.pooling import Placements
from analytics.metrics import Counts, Subject
from analytics.period import Kind, Period
from analytics.posts import PostFigures, every, figures_of
from analytics.spread import Spread, spreads
from analytics.weekly import WeeklyOfPosts
from tests.analytics.made import Listed, subject
from tests.analytics.tally import DIMENSIONS, Tally, tally

BRUSSELS = ZoneInfo("Europe/Brussels")
FIRST = date(2026, 10, 19)
"""A Monday; the clock goes back on the Sunday after it."""

START = datetime(2026, 10, 18, 22)
BEGIN = START.replace(tzinfo=ZoneInfo("UTC"))
MINUTE = timedelta(minutes=1)
AGES = (1, 60, 360, 1440, 2880)
Case = tuple[list[Subject], list[store.Snapshot], datetime]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Posts of two weeks around a clock change, what was counted of them, and an instant."""
    start = datetime(2026, 10, 18, 22, tzinfo=ZoneInfo("UTC"))
    posts, snapshots = [], []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        channel, activity = draw(st.integers(0, 2)), draw(st.integers(0, 2))
        at = start + timedelta(
            minutes=draw(st.integers(0, 14 * 24 * 60)),
            microseconds=draw(st.sampled_from([0, 0, 1, 999_999])),
        )
        gone = draw(st.booleans()) and draw(st.booleans())
        posts.append(
            subject(
                number,
                post=f"post-{draw(st.integers(0, 3))}",
                channel=f"c{channel}",
                platform=draw(st.sampled_from(["mastodon", "bluesky"])),
                language=draw(st.sampled_from(["en", "ca"])),
                activity=f"A{activity}",
                outcome=("O1", None, "O2")[activity],
                published_at=at,
                withdrawn_at=at + MINUTE if gone else None,
            )
        )
        for age in draw(st.lists(st.sampled_from(AGES), unique=True, max_size=4)):
            late = draw(st.sampled_from([0, 0, age // 2, age // 2 + 1, 9 * age]))
            values = draw(
                st.lists(st.none() | st.integers(0, 9) | st.just(10**12), min_size=7, max_size=7)
            )
            taken = at.replace(microsecond=0) + (age + late) * MINUTE
            snapshots.append(store.Snapshot(number, age * MINUTE, taken, Counts(*values)))
    as_of = start + timedelta(minutes=draw(st.integers(0, 20 * 24 * 60)))
    return posts, snapshots, as_of


@pytest.fixture
def emptied(any_engine: sa.Engine) -> Iterator[sa.Engine]:
    """A database with the tables, which each example empties."""
    store.metadata.create_all(any_engine)
    yield any_engine


def fill(engine: sa.Engine, snapshots: Sequence[store.Snapshot]) -> None:
    """Only these snapshots."""
    with engine.begin() as connection:
        connection.execute(store.snapshots.delete())
        store.add_snapshots(connection, snapshots)


def by_definition(engine: sa.Engine, posts: Sequence[Subject], window: Window) -> Tally:
    """The posts of a window, added up one by one."""
    some = [
        each
        for each in posts
        if window.begin <= each.published_at < window.end and each.published_at <= window.as_of
    ]
    some.sort(key=lambda each: (int(each.published_at.timestamp()), each.publication_id))
    with engine.connect() as connection:
        return tally(connection, some, window.as_of, BRUSSELS)


def quick(number: int) -> settings:
    """Examples on a database that is emptied for each."""
    return settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


PERIOD = Period(Kind.SPAN, FIRST, FIRST + timedelta(days=9))


def windows(as_of: datetime) -> list[Window]:
    """A window for each day."""
    return [Window(*part.window(BRUSSELS), as_of) for part in PERIOD.parts()]


@quick(60)
@given(case=cases())
def test_sums_are_those_of_adding_up_one_by_one(emptied: sa.Engine, case: Case) -> None:
    """The total, each group, each day, and each age; ties, gaps, late counts and the unknown."""
    posts, snapshots, as_of = case
    fill(emptied, snapshots)
    known = Listed(emptied, posts)
    right = by_definition(emptied, posts, Window(*PERIOD.window(BRUSSELS), as_of))
    with emptied.connect() as connection:
        chosen = choose(connection, known, windows(as_of), "some_posts")
        counted, latest = sums.counted(chosen), sums.latest(chosen, known)
        at = {age: sums.at_age(chosen, known, age) for age in right.ages}
    assert (counted.posts, counted.measured) == (right.total().posts, right.total().measured)
    assert tuple(counted.ages) == right.ages
    assert latest.total() == right.total()
    for dimension in DIMENSIONS[:-1]:
        assert latest.by(dimension) == right.by(dimension)
    parts = latest.by_part()
    days = tuple(parts.get(number, Figures()) for number in range(len(PERIOD.parts())))
    assert days == right.by_part(PERIOD.parts())
    for age, found in counted.ages.items():
        total = right.total(age)
        assert (found.posts, found.measured) == (total.posts, total.measured)
        assert (found.engaged, found.engagement) == (total.engaged, total.engagement or 0)
        assert (found.per_post, found.share) == (total.per_post, total.share("engagement"))
        assert at[age].total() == total
        for dimension in DIMENSIONS[:-1]:
            assert at[age].by(dimension) == right.by(dimension, age)


@quick(40)
@given(case=cases(), limit=st.integers(1, 4))
def test_the_posts_that_are_shown_are_the_right_ones(
    emptied: sa.Engine, case: Case, limit: int
) -> None:
    """The most engagement, those without figures, those that were taken back; all of them."""
    posts, snapshots, as_of = case
    fill(emptied, snapshots)
    known, whole = Listed(emptied, posts), Window(*PERIOD.window(BRUSSELS), as_of)
    right = by_definition(emptied, posts, whole).posts
    with emptied.connect() as connection:
        chosen = choose(connection, known, windows(as_of), "some_posts")
        for age in (None, *(minutes * MINUTE for minutes in AGES)):
            found = listing.most(chosen, limit, age)
            assert found == numbers(_most(right, age))[:limit]
        first = numbers(_most(right, None))
        rest = [each for each in numbers(right) if each not in first]
        assert listing.listed(chosen, limit) == [*first, *rest][:limit]
        none = [each for each in right if each.counts is None]
        assert listing.unmeasured(chosen, limit) == numbers(none)[:limit]
        gone = [each for each in right if each.subject.withdrawn_at]
        assert listing.withdrawn(chosen, limit) == numbers(gone)[:limit]
        assert sums.counted(chosen).withdrawn == len(gone)
        shown = figures_of(connection, known, numbers(right), as_of)
        assert sums.different(connection, known, whole) == len({p.subject.post for p in right})
    assert tuple(shown) == right
    latest = tuple(replace(each, at_age={}) for each in right)
    assert tuple(every(emptied, known, whole.begin, whole.until, as_of)) == latest


def numbers(posts: Sequence[PostFigures]) -> list[int]:
    """The ids of their publications."""
    return [each.subject.publication_id for each in posts]


def _most(posts: Sequence[PostFigures], age: timedelta | None) -> list[PostFigures]:
    def engagement(each: PostFigures) -> int | None:
        if age is not None:
            return each.at_age.get(age)
        return each.counts.engagement if each.counts else None

    known = [each for each in posts if engagement(each) is not None]
    return sorted(known, key=lambda each: -(engagement(each) or 0))


@quick(40)
@given(case=cases())
def test_weeks_and_channels_are_read_together(emptied: sa.Engine, case: Case) -> None:
    """Each week of a channel as it is read alone."""
    posts, snapshots, as_of = case
    fill(emptied, snapshots)
    weeks = [Period(Kind.SPAN, day, day + timedelta(days=6)) for day in (FIRST, PERIOD.first)]
    weeks[1] = Period(Kind.SPAN, FIRST + timedelta(days=7), FIRST + timedelta(days=13))
    age = 360 * MINUTE
    with emptied.connect() as connection:
        reading = WeeklyOfPosts(connection, Listed(emptied, posts), as_of, BRUSSELS)
        found = reading.of_channels(weeks, age)
    for week, channels in zip(weeks, found, strict=True):
        right = by_definition(emptied, posts, Window(*week.window(BRUSSELS), as_of))
        assert channels == right.by("channel", age)


@quick(40)
@given(case=cases())
def test_spreads_are_of_sorted_posts(emptied: sa.Engine, case: Case) -> None:
    """The median and the quartiles of all posts, and of each group, from the posts in order."""
    posts, snapshots, as_of = case
    fill(emptied, snapshots)
    known = Listed(emptied, posts)
    right = by_definition(emptied, posts, Window(*PERIOD.window(BRUSSELS), as_of)).posts
    with emptied.connect() as connection:
        chosen = choose(connection, known, windows(as_of), "some_posts")
        found = spreads(sums.latest(chosen, known))
    assert found.total == _spread(right)
    for dimension in DIMENSIONS[:-1]:
        for key in {getattr(each.subject, dimension) for each in right}:
            group = [each for each in right if getattr(each.subject, dimension) == key]
            assert found.of(dimension, key) == _spread(group)


@st.composite
def alike(draw: st.DrawFn) -> Case:
    """Posts of one channel in two languages, most of which were counted in time after an hour."""
    posts, snapshots, as_of = [], [], BEGIN + timedelta(days=draw(st.sampled_from([3, 30])))
    for number in range(1, draw(st.integers(8, 14)) + 1):
        at = BEGIN + timedelta(minutes=draw(st.integers(-60, 10 * 24 * 60)))
        gone = draw(st.integers(0, 4)) == 0
        posts.append(
            subject(
                number,
                post=f"post-{number}",
                language=draw(st.sampled_from(["en", "ca"])),
                published_at=at,
                withdrawn_at=at + MINUTE if gone else None,
            )
        )
        for age in (60, 360):
            late = draw(st.sampled_from([0, 0, 0, age // 2, age // 2 + 1]))
            counts = Counts(reactions=draw(st.none() | st.integers(0, 99)), views=1)
            snapshots.append(
                store.Snapshot(number, age * MINUTE, at + (age + late) * MINUTE, counts)
            )
    return posts, snapshots, as_of


@quick(60)
@given(case=alike())
def test_groups_are_compared_by_the_posts_that_count(emptied: sa.Engine, case: Case) -> None:
    """Counted in time at the age, with an engagement, and not taken back; the rest is left out."""
    posts, snapshots, as_of = case
    fill(emptied, snapshots)
    start, end = PERIOD.window(BRUSSELS)
    age = 60 * MINUTE
    found = read_meaning(emptied, Listed(emptied, posts), start, end, as_of, age, BRUSSELS)
    counted = {each.publication_id: each for each in snapshots if each.age == age}
    placed = Placements(len(MEANT))
    for post in posts:
        count = counted[post.publication_id]
        engagement = count.counts.engagement
        late = count.taken_at - post.published_at > 1.5 * age
        is_in = start <= post.published_at < end and post.withdrawn_at is None
        if engagement is None or late or not is_in or count.taken_at > as_of:
            continue
        wall = post.published_at.astimezone(BRUSSELS)
        clock = (f"{wall:%H}", str(wall.weekday()))
        what = (post.format, post.activity, post.outcome or "", post.language)
        placed.add(post.channel, post.post, (*clock, *what), engagement)
    right = {name: placed.pooled(number) for number, name in enumerate(MEANT)}
    groupings = found.groupings if found else ()
    assert {each.dimension: each.groups for each in groupings} == {
        name: groups for name, groups in right.items() if groups
    }


def _spread(posts: Sequence[PostFigures]) -> Spread | None:
    values = sorted(
        each.counts.engagement
        for each in posts
        if each.counts and each.counts.engagement is not None
    )
    if len(values) < 4:
        return None

    def at(part: float) -> float:
        place = part * (len(values) - 1)
        below = int(place)
        above = min(below + 1, len(values) - 1)
        return values[below] + (place - below) * (values[above] - values[below])

    return Spread(at(0.5), at(0.25), at(0.75), len(values))
