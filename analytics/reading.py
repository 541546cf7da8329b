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

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import partial

from sqlalchemy import Engine

from analytics import by_hand, listing, sums
from analytics.by_hand import About, Entered
from analytics.chosen import Chosen, Window, choose
from analytics.compare import Change, Comparison, change, change_of, common_age
from analytics.figures import Figures
from analytics.followers import Followers, read_followers
from analytics.marks import N_
from analytics.metrics import METRICS, Subject, utc
from analytics.period import Kind, Period
from analytics.posts import Every, PostFigures, Posts, every, figures_of
from analytics.spread import Spreads, spreads
from analytics.sums import DIMENSIONS, AgeSum, Cells

GROUPS = DIMENSIONS
"""What the report has a table of."""

LISTED, NAMED = 200, 20
"""How many posts a report lists, and how many without figures; `Report.every` gives them all."""

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

    `before` is what stood there before its corrections, the newest first. `subject` is the post
    that it is of, None where it is of none.
    """

    about: About
    metric: str
    entered: Entered | None
    before: tuple[Entered, ...] = ()
    subject: Subject | None = None

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
    were measured, but not at that age. `spreads` are by the latest counts. `most` are the posts
    with the most engagement by their latest counts, those whose engagement is not known after
    them, and `withdrawn` those that were taken back
    since, `LISTED` of each at most; `unmeasured` are the first `NAMED` without any count. `every`
    reads all posts of the period, in the order in which they went out, when it is called.
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
    spreads: Spreads
    rank_age: timedelta | None
    top: tuple[PostFigures, ...]
    unranked: int
    most: tuple[PostFigures, ...]
    unmeasured: tuple[PostFigures, ...]
    withdrawn: tuple[PostFigures, ...]
    all_withdrawn: int
    followers: Followers
    by_hand: tuple[HandFigure, ...]
    every: Every = field(repr=False, compare=False)

    @property
    def all_unmeasured(self) -> int:
        """How many posts have no count."""
        return self.total.posts - self.total.measured

    def tells_apart(self, dimension: str) -> bool:
        """Whether posts differ in it: a project need not have activities or outcomes."""
        return not self.total.posts or any(row.key for row in self.groups[dimension])


def read_report(
    engine: Engine,
    posts: Posts,
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

    `now` and `as_of` are aware; `as_of` is at most `now`. `posts` may hold any posts: those of
    other times are left aside. `channels` adds channels to the follower table that published
    nothing in the period. `asked` are the figures that only a person can give: they are shown also
    where nobody has.
    """
    now = utc(now, "now")
    start, end = period.window(zone)
    as_of = stood(period, zone, now, as_of)
    before = period.previous()
    parts = period.parts()
    windows = [Window(*each.window(zone), as_of) for each in parts]
    whole = Window(start, end, as_of)
    with engine.connect() as connection:
        present = choose(connection, posts, windows, "report_posts")
        counted, latest = sums.counted(present), sums.latest(present, posts)
        past, counted_before = None, None
        if before is not None:
            earlier, then = _then(period, before, as_of, zone)
            window = Window(earlier, start, then)
            past = choose(connection, posts, [window], "report_posts_before")
            counted_before = sums.counted(past)

        age = common_age((counted, counted_before)) if counted_before else None
        at_age = _at(present, posts, age)
        before_at_age = _at(past, posts, age) if past else Cells()
        rank_age = common_age((counted,))
        lists = (
            listing.most(present, top, rank_age),
            listing.listed(present, LISTED),
            listing.unmeasured(present, NAMED),
            listing.withdrawn(present, LISTED),
        )
        groups = {
            each: _group(latest, at_age, before_at_age, each, compared=age is not None)
            for each in GROUPS
        }
        names = {str(row.key) for row in groups["channel"]} | set(channels)
        ranked, most, unmeasured, withdrawn = (
            tuple(figures_of(connection, posts, ids, as_of)) for ids in lists
        )
        distinct_posts = sums.different(connection, posts, whole)
        followers = read_followers(connection, names, start, as_of)
        entered = by_hand.of_weeks(connection, period.weeks(), present.table)
        hand = _by_hand(entered, asked, partial(posts.subjects, connection))

    comparison = Comparison(age, at_age.total(), before_at_age.total()) if age is not None else None
    total, by_part = latest.total(), latest.by_part()
    rank_engaged = counted.ages[rank_age].engaged if rank_age is not None else total.engaged
    return Report(
        period=period,
        before=before,
        zone=zone,
        start=start,
        end=end,
        as_of=as_of,
        generated=now,
        total=total,
        distinct_posts=distinct_posts,
        comparison=comparison,
        metrics=tuple(
            MetricRow(
                metric, total.value(metric), total.posts_behind(metric), _change(comparison, metric)
            )
            for metric in (*METRICS, "engagement")
        ),
        groups=groups,
        parts=tuple((part, by_part.get(each, Figures())) for each, part in enumerate(parts)),
        growth=_growth(counted.ages, counted_before.ages if counted_before else {}),
        spreads=spreads(latest),
        rank_age=rank_age,
        top=ranked,
        unranked=total.engaged - rank_engaged,
        most=most,
        unmeasured=unmeasured,
        withdrawn=withdrawn,
        all_withdrawn=counted.withdrawn,
        followers=followers,
        by_hand=hand,
        every=partial(every, engine, posts, start, whole.until, as_of),
    )


def _at(chosen: Chosen, posts: Posts, age: timedelta | None) -> Cells:
    """The posts at the age of a comparison; without one, by their latest counts."""
    return sums.latest(chosen, posts) if age is None else sums.at_age(chosen, posts, age)


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
    editions: Sequence[Entered],
    asked: Collection[tuple[About, str]],
    subjects: Callable[[Sequence[int]], list[Subject]],
) -> tuple[HandFigure, ...]:
    """What was entered, and what is asked and was not; the whole campaign's figures come last."""
    found: dict[tuple[About, str], list[Entered]] = {key: [] for key in asked}
    for each in editions:
        found.setdefault((each.about, each.metric), []).insert(0, each)
    ids = sorted({about.publication for about, _ in found} - {0})
    known = {each.publication_id: each for each in subjects(ids)}
    rows = [
        HandFigure(*key, some[0] if some else None, tuple(some[1:]), known.get(key[0].publication))
        for key, some in found.items()
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
    latest: Cells, at_age: Cells, before_at_age: Cells, dimension: str, *, compared: bool
) -> tuple[GroupRow, ...]:
    """The groups of one dimension by name, with those that only the period before had."""
    now, before = latest.by(dimension), before_at_age.by(dimension)
    then = at_age.by(dimension)
    rows = []
    for key in sorted(now.keys() | before.keys(), key=lambda each: (each is None, str(each))):
        moved = Change(None, None, note=N_("no post in one of the two periods"))
        if compared and key in now and key in before:
            moved = change_of("engagement", then[key], before[key])
        rows.append(GroupRow(key, now.get(key, Figures()), moved))
    return tuple(rows)


def _growth(
    now: Mapping[timedelta, AgeSum], before: Mapping[timedelta, AgeSum]
) -> tuple[GrowthPoint, ...]:
    points = []
    for age in sorted({*now, *before}):
        one, other = now.get(age), before.get(age)
        point = GrowthPoint(
            age,
            _mean(one),
            one.engaged if one else 0,
            _mean(other),
            other.engaged if other else 0,
        )
        if point.now is not None or point.before is not None:
            points.append(point)
    return tuple(points)


def _mean(found: AgeSum | None) -> float | None:
    return found.per_post if found is not None and found.share >= MEASURED_WELL else None
