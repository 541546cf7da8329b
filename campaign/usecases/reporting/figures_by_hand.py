"""Figures that a person enters: what no network tells, with its source and who read it.

A figure is of one publication, of a channel's week, or of the whole campaign's week
(`analytics.by_hand.About`). A correction adds a row, and what was there before stays. Whoever
corrects names the edition that they saw: when somebody else was first, nothing is written, and the
refusal says by whom and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from analytics import by_hand, elsewhere
from analytics.by_hand import About, Entered
from analytics.isoweek import Week
from campaign.calendar.known import did_you_mean
from campaign.config import Config
from campaign.errors import CampaignError
from campaign.model import Publication, State
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage import publications, record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import people

LONGEST_SOURCE: Final = 300  # characters
MOST_AT_ONCE: Final = 200  # figures

_PUBLIC: Final = (State.PUBLISHED, State.WITHDRAWN)


class FigureRefused(CampaignError):
    """A figure that cannot be entered; nothing was written."""


class NoSource(FigureRefused):
    """Nothing says where the figures were read."""


class ChangedMeanwhile(FigureRefused):
    """Somebody else entered the same figure first; `theirs` is what stands there."""

    def __init__(self, theirs: Sequence[Entered]) -> None:
        self.theirs = tuple(theirs)
        some = "; ".join(
            f"{each.metric.replace('_', ' ')} of {named(each.about)} is "
            f"{'n/a' if each.number is None else each.number} by {each.who}, "
            f"{each.at:%d %b %Y %H:%M} UTC"
            for each in theirs
        )
        super().__init__(f"somebody else was first, and nothing was written: {some}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to enter. `number` None says that it is not known.

    `seen` is the edition that the person saw, 0 for none; None: whatever is there is corrected.
    """

    about: About
    metric: str
    number: int | None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was entered, what it took the place of, and what stood there already as it is."""

    entered: tuple[Entered, ...]
    corrected: tuple[Entered, ...]
    unchanged: tuple[Entered, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure that can only come by hand: what, of which posts, and what is there already.

    `posts` is how many publications it is of, 0 for the whole campaign.
    """

    about: About
    metric: str
    posts: int
    entered: Entered | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A week's figures by hand: what can only come so, and every edition of what was entered."""

    week: Week
    asked: tuple[Missing, ...]
    editions: tuple[Entered, ...]
    publications: tuple[Publication, ...]

    @property
    def standing(self) -> tuple[Entered, ...]:
        """The figures that count."""
        return tuple(by_hand.standing(self.editions))

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Those that nobody has entered."""
        return tuple(
            each for each in self.asked if each.entered is None or each.entered.number is None
        )

    def earlier(self, figure: Entered) -> tuple[Entered, ...]:
        """What was there before its corrections, the newest first."""
        same = [
            each
            for each in self.editions
            if (each.about, each.metric) == (figure.about, figure.metric)
            and each.edition < figure.edition
        ]
        return tuple(reversed(same))


def enter(
    database: Database,
    config: Config,
    figures: Iterable[Figure],
    source: str,
    *,
    actor: Actor,
    now: datetime,
) -> Done:
    """Write figures down at `now` (UTC), all of them or none.

    A number that stands there already is left as it is, so repeating changes nothing; alone and
    with another source, it is a correction of the source. Raises NoSource, ChangedMeanwhile,
    FigureRefused, and Forbidden.
    """
    figures = list(figures)
    source = " ".join(source.split())
    if len(figures) > MOST_AT_ONCE:
        raise FigureRefused(f"at most {MOST_AT_ONCE} figures can be entered at once")
    if len(source) > LONGEST_SOURCE:
        raise FigureRefused(
            f"the source is {len(source)} characters long; at most {LONGEST_SOURCE} are kept"
        )
    if len({(each.about, each.metric) for each in figures}) != len(figures):
        raise FigureRefused("a figure is there twice: enter each of them once")
    entered: list[Entered] = []
    corrected: list[Entered] = []
    unchanged: list[Entered] = []
    others: list[Entered] = []
    with database.write() as connection:
        regions = {region for each in figures for region in _regions(connection, config, each, now)}
        who = people.demand(connection, actor, Act.FIGURES, sorted(regions) or [EVERYWHERE]).name
        for each in figures:
            editions = by_hand.of(connection, each.about, each.metric)
            last = editions[-1] if editions else None
            if _stands(last, each, source, alone=len(figures) == 1):
                if last is not None:
                    unchanged.append(last)
                continue
            if last is not None and each.seen is not None and each.seen != last.edition:
                others.append(last)
                continue
            if not source:
                raise NoSource("say where the figures come from")
            edition = last.edition + 1 if last else 1
            new = Entered(each.about, each.metric, each.number, source, who, now, edition)
            if not by_hand.add(connection, new):
                others += by_hand.of(connection, each.about, each.metric)[-1:]
                continue
            entered.append(new)
            if last is not None:
                corrected.append(last)
            _recorded(connection, new, last)
        if others:
            raise ChangedMeanwhile(others)
        if entered:
            record.chain(connection)
    return Done(tuple(entered), tuple(corrected), tuple(unchanged))


def sheet(database: Database, config: Config, week: Week) -> Sheet:
    """What of a week can only come by hand, and what was entered."""
    start, end = week.window(config.zone)
    with database.read() as connection:
        out = publications.published(connection, since=start, until=end, withdrawn=True)
        editions = by_hand.of_weeks(connection, [week], [each.id for each in out])
    return Sheet(week, _asked(week, out, editions), tuple(editions), tuple(out))


def asked(
    database: Database, config: Config, weeks: Sequence[Week], now: datetime
) -> tuple[Missing, ...]:
    """What of some weeks, one after the other, can only come by hand; weeks to come have nothing.

    `now` is in UTC.
    """
    begun = [each for each in weeks if each.window(config.zone)[0] <= now]
    if not begun:
        return ()
    start, end = begun[0].window(config.zone)[0], begun[-1].window(config.zone)[1]
    out: dict[Week, list[Publication]] = {each: [] for each in begun}
    with database.read() as connection:
        for each in publications.published(connection, since=start, until=end, withdrawn=True):
            if each.published_at is not None:
                out[Week.of(each.published_at, config.zone)].append(each)
        editions = by_hand.of_weeks(connection, begun)
    return tuple(each for week in begun for each in _asked(week, out[week], editions))


def _asked(
    week: Week, out: Sequence[Publication], editions: Sequence[Entered]
) -> tuple[Missing, ...]:
    there = {(each.about, each.metric): each for each in by_hand.standing(editions)}
    silent: dict[str, int] = {}
    for each in out:
        if tells_nothing(each.platform):
            silent[each.channel] = silent.get(each.channel, 0) + 1
    some = sorted(
        (About(channel=name, week=str(week)), "views", posts) for name, posts in silent.items()
    )
    some += [(About(week=str(week)), each, 0) for each in by_hand.OF_CAMPAIGNS]
    return tuple(
        Missing(about, metric, posts, there.get((about, metric))) for about, metric, posts in some
    )


def tells_nothing(platform: str) -> bool:
    """Whether a network tells no figures of a post, so that they can only come by hand."""
    return not registry.TERMS.get(platform, {})


def named(about: About) -> str:
    """What a figure is of, in words."""
    if about.publication < 0:
        return f"post {-about.publication} of those published elsewhere"
    if about.publication:
        return f"publication {about.publication}"
    return f"{about.channel} in {about.week}" if about.channel else f"the campaign in {about.week}"


def _stands(last: Entered | None, wanted: Figure, source: str, *, alone: bool) -> bool:
    """Whether what is wanted is there already; an empty field where nothing is, is nothing."""
    if last is None:
        return wanted.number is None
    if wanted.number != last.number:
        return False
    # A form with many fields has one source, and that is of those that are new in it.
    return not alone or not source or source == last.source


def _regions(
    connection: Connection, config: Config, figure: Figure, now: datetime
) -> Iterable[str]:
    """The regions that a figure touches; raises FigureRefused for one that cannot be."""
    about = figure.about
    if figure.metric not in about.metrics:
        raise FigureRefused(
            f'"{figure.metric}" is no figure of {named(about)}: '
            f"{did_you_mean(figure.metric, about.metrics)}"
        )
    if figure.number is not None and not 0 <= figure.number <= by_hand.LARGEST:
        raise FigureRefused(f"{figure.number} is no count from 0 to {by_hand.LARGEST}")
    if about.publication < 0:
        post = elsewhere.one(connection, -about.publication)
        if post is None:
            raise FigureRefused(f"there is no {named(about)}: name it with campaign report add")
        return (post.region,)
    if about.publication:
        found = publications.one(connection, about.publication)
        if found is None or found.state not in _PUBLIC:
            raise FigureRefused(f"publication {about.publication} has not gone out")
        return (found.region,)
    start, end = Week.parse(about.week).window(config.zone)
    if start > now:
        raise FigureRefused(f"{about.week} has not begun")
    if not about.channel:
        return (EVERYWHERE,)
    known = config.channels.get(about.channel)
    if known is not None:
        return (known.region,)
    former = _former(publications.published(connection, since=start, until=end, withdrawn=True))
    if about.channel not in former:
        raise FigureRefused(
            f'there is no channel "{about.channel}": '
            f"{did_you_mean(about.channel, [*config.channels, *former])}"
        )
    return (former[about.channel],)


def _former(some: Iterable[Publication]) -> Mapping[str, str]:
    """The regions of the channels that sent these."""
    return {each.channel: each.region for each in some}


def _recorded(connection: Connection, new: Entered, last: Entered | None) -> None:
    about = new.about
    record.append(
        connection,
        RecordAct.FIGURE_ENTERED,
        who=new.who,
        now=new.at,
        publication=about.publication if about.publication > 0 else None,
        details={
            "metric": new.metric,
            **({"elsewhere": -about.publication} if about.publication < 0 else {}),
            "channel": about.channel,
            "week": about.week,
            "number": new.number,
            "edition": new.edition,
            "before": last.number if last else None,
        },
        private={"source": new.source},
    )
