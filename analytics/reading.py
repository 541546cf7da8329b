"""The report as values: a period read from snapshots.

What counts, in words for a reader:

* A post belongs to the period in which it went out, on the calendars of the report's zone.
* Figures are as they stood at `as_of`: the end of the period, or now while it is running. A report
  made later therefore says the same as one made on the next morning. To see the same posts at a
  later time, pass a later `as_of`. The whole project is read as it stands now: nothing comes after
  it that would show what its last posts did later.
* A post's figure is its last snapshot at or before `as_of`. A post without one is not measured
  and adds nothing, also no zero.
* The period before is read at the same part of it, on the zone's clock, and compared at the same
  age of the posts (see `analytics.compare`). While a period is running, the one before is read as
  far from its own beginning, and no further than its end: on 10 March at noon, February is read up
  to 10 February at noon, and from 1 to 31 March it is never read beyond February. Once a period is
  over, the one before is read as long after its own end. So whole months are compared, though one
  has more days than the other. The whole project has no period before.
* Followers are added up over channels, never called people; reach is not added up at all.
* Figures that a person entered stand apart, as they are when the report is made: they are added to
  no sum, because nobody knows at which age they were read. Those of a week stand in the period in
  which the week's Thursday lies, so that each stands in one month and in one quarter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from sqlalchemy import Engine

from analytics import by_hand
from analytics.by_hand import About, Entered
from analytics.compare import Change, Comparison, change, change_of, common_age, compare
from analytics.figures import Figures
from analytics.followers import Followers, read_followers
from analytics.marks import N_
from analytics.metrics import METRICS, Subject, utc
from analytics.period import Kind, Period
from analytics.tally import DIMENSIONS, PostFigures, Tally, tally

GROUPS = tuple(each for each in DIMENSIONS if each != "day")
"""What the report has a table of."""

MEASURED_WELL = 0.5
"""The part of a period's posts an age must have before its mean is drawn."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of posts: its latest figures, and the change of engagement at the compared age."""

    key: str | None
    figures: Figures
    change: Change


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric over the whole period; `posts` are behind `value`."""

    metric: str
    value: int | None
    posts: int
    change: Change


@dataclass(frozen=True, slots=True)
class GrowthPoint:
    """Mean engagement a post at one age in both periods, with the number of posts behind each."""

    age: timedelta
    now: float | None
    now_posts: int
    before: float | None
    before_posts: int


@dataclass(frozen=True, slots=True)
class HandFigure:
    """A figure that can only come from a person; `entered` is None where nobody has entered it.

    `before` is what stood there before its corrections, the newest first.
    """

    about: About
    metric: str
    entered: Entered | None
    before: tuple[Entered, ...] = ()

    @property
    def number(self) -> int | None:
        """The figure; None where it is not known."""
        return self.entered.number if self.entered else None


@dataclass(frozen=True, slots=True)
class Report:
    """One period: see the module for what each figure means; all instants are in UTC.

    `before` is the period that it is compared with, None for the whole project. `parts` are the
    posts by the days, weeks or months of `Period.parts`, each with what went out in it.
    `rank_age` is the age at which `top` is ranked (None: by the latest counts); `unranked` posts
    were measured, but not at that age.
    """

    period: Period
    before: Period | None
    zone: tzinfo
    start: datetime
    end: datetime
    as_of: datetime
    generated: datetime
    total: Figures
    distinct_posts: int
    comparison: Comparison | None
    metrics: tuple[MetricRow, ...]
    groups: dict[str, tuple[GroupRow, ...]]
    parts: tuple[tuple[Period, Figures], ...]
    growth: tuple[GrowthPoint, ...]
    rank_age: timedelta | None
    top: tuple[PostFigures, ...]
    unranked: int
    posts: tuple[PostFigures, ...]
    followers: Followers
    by_hand: tuple[HandFigure, ...] = ()

    @property
    def unmeasured(self) -> tuple[PostFigures, ...]:
        """The posts of the period without any count."""
        return tuple(each for each in self.posts if each.counts is None)

    @property
    def withdrawn(self) -> tuple[PostFigures, ...]:
        """The posts of the period that were taken back since."""
        return tuple(each for each in self.posts if each.subject.withdrawn_at is not None)

    def tells_apart(self, dimension: str) -> bool:
        """Whether posts differ in it: a project need not have activities or outcomes."""
        return not self.total.posts or any(row.key for row in self.groups[dimension])


def read_report(
    engine: Engine,
    subjects: Iterable[Subject],
    period: Period,
    zone: tzinfo,
    now: datetime,
    *,
    as_of: datetime | None = None,
    channels: Iterable[str] = (),
    asked: Collection[tuple[About, str]] = (),
    top: int = 6,
) -> Report:
    """Read one period, and the one before to compare it with.

    `now` and `as_of` are aware; `as_of` is at most `now`. `subjects` may hold any posts: those of
    other times are left aside. `channels` adds channels to the follower table that published
    nothing in the period. `asked`
    are the figures that only a person can give: they are shown also where nobody has.
    """
    now = utc(now, "now")
    start, end = period.window(zone)
    as_of = stood(period, zone, now, as_of)
    before = period.previous()
    earlier, before_as_of = (start, start) if before is None else _then(period, before, as_of, zone)
    these: list[Subject] = []
    those: list[Subject] = []
    for each in subjects:
        if start <= each.published_at < end and each.published_at <= as_of:
            these.append(each)
        elif earlier <= each.published_at < start and each.published_at <= before_as_of:
            those.append(each)
    these.sort(key=lambda each: (each.published_at, each.channel))

    names = {each.channel for each in these} | {each.channel for each in those} | set(channels)
    with engine.connect() as connection:
        present = tally(connection, these, as_of, zone)
        past = tally(connection, those, before_as_of, zone)
        followers = read_followers(connection, names, start, as_of)
        ids = [each.publication_id for each in these]
        entered = by_hand.of_weeks(connection, period.weeks(), ids)

    comparison = compare(present, past)
    age = comparison.age if comparison else None
    rank_age = common_age((present,))
    ranked = _ranked(present.posts, rank_age)
    total = present.total()
    parts = period.parts()
    return Report(
        period=period,
        before=before,
        zone=zone,
        start=start,
        end=end,
        as_of=as_of,
        generated=now,
        total=total,
        distinct_posts=len({each.post for each in these}),
        comparison=comparison,
        metrics=tuple(
            MetricRow(
                metric, total.value(metric), total.posts_behind(metric), _change(comparison, metric)
            )
            for metric in (*METRICS, "engagement")
        ),
        groups={each: _group(present, past, each, age) for each in GROUPS},
        parts=tuple(zip(parts, present.by_part(parts), strict=True)),
        growth=_growth(present, past),
        rank_age=rank_age,
        top=tuple(ranked[:top]),
        unranked=total.engaged - len(ranked),
        posts=present.posts,
        followers=followers,
        by_hand=_by_hand(entered, asked),
    )


def stood(period: Period, zone: tzinfo, now: datetime, as_of: datetime | None) -> datetime:
    """The instant (UTC) at which a report's figures stand; `as_of` is the one asked for."""
    if as_of is not None:
        return min(utc(now, "now"), utc(as_of, "as_of"))
    usual = utc(now, "now") if period.kind is Kind.PROJECT else period.window(zone)[1]
    return min(utc(now, "now"), usual)


def _then(
    period: Period, before: Period, as_of: datetime, zone: tzinfo
) -> tuple[datetime, datetime]:
    """Where the period before begins, and the instant of it that `as_of` is compared with."""
    earlier, its_end = before.window(zone)
    over = as_of >= period.window(zone)[1]
    # Two instants on one zone's clock lie as far apart as the clock shows, whatever it did between.
    since = datetime.combine(period.first + over * period.length, time(), zone)
    passed = as_of.astimezone(zone) - since
    then = datetime.combine(before.first + over * before.length, time(), zone) + passed
    then = then.astimezone(UTC)
    return earlier, then if over else min(then, its_end)


def _by_hand(
    editions: Sequence[Entered], asked: Collection[tuple[About, str]]
) -> tuple[HandFigure, ...]:
    """What was entered, and what is asked and was not; the whole campaign's figures come last."""
    found: dict[tuple[About, str], list[Entered]] = {key: [] for key in asked}
    for each in editions:
        found.setdefault((each.about, each.metric), []).insert(0, each)
    rows = [
        HandFigure(*key, some[0] if some else None, tuple(some[1:])) for key, some in found.items()
    ]
    # A figure that was taken back and that nobody asks for is not shown: it is not there.
    shown = [row for row in rows if (row.about, row.metric) in asked or row.number is not None]

    def order(row: HandFigure) -> tuple[bool, About, str]:
        about = row.about
        return (not about.channel and not about.publication, about, row.metric)

    return tuple(sorted(shown, key=order))


def _change(comparison: Comparison | None, metric: str) -> Change:
    if comparison is None:
        return change(None, None)
    return change_of(metric, comparison.now, comparison.before)


def _group(
    present: Tally, past: Tally, dimension: str, age: timedelta | None
) -> tuple[GroupRow, ...]:
    """The groups of one dimension by name, with those that only the period before had."""
    latest, before = present.by(dimension), past.by(dimension, age)
    at_age = present.by(dimension, age)
    rows = []
    for key in sorted(latest.keys() | before.keys(), key=lambda each: (each is None, str(each))):
        moved = Change(None, None, note=N_("no post in one of the two periods"))
        if age is not None and key in latest and key in before:
            moved = change_of("engagement", at_age[key], before[key])
        rows.append(GroupRow(None if key is None else str(key), latest.get(key, Figures()), moved))
    return tuple(rows)


def _growth(present: Tally, past: Tally) -> tuple[GrowthPoint, ...]:
    points = []
    for age in sorted({*present.ages, *past.ages}):
        now, before = present.total(age), past.total(age)
        point = GrowthPoint(age, _mean(now), now.engaged, _mean(before), before.engaged)
        if point.now is not None or point.before is not None:
            points.append(point)
    return tuple(points)


def _mean(figures: Figures) -> float | None:
    return figures.per_post if figures.share("engagement") >= MEASURED_WELL else None


def _ranked(posts: Sequence[PostFigures], age: timedelta | None) -> list[PostFigures]:
    """Posts by engagement at one age, most first; by the latest counts when no age is common."""
    found = []
    for each in posts:
        engagement = each.counts.engagement if each.counts and age is None else None
        if age is not None:
            engagement = each.at_age.get(age)
        if engagement is not None:
            found.append((engagement, each))
    found.sort(key=lambda pair: -pair[0])
    return [each for _, each in found]
