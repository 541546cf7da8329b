"""How the plan stands: the indicators of kpi.toml with their actuals, counted and entered.

::

    content/kpi.toml ──────────→ indicators ─┐
    publications, snapshots ───→ counted ────┼─ judge ─→ Kpis
    what people entered ───────→ actuals ────┘
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection

from analytics import store
from analytics.kpi import Indicator, Judged, Kpis, Measure, Series, judge, span_of
from analytics.kpi.actuals import Actual, everything, series
from analytics.kpi.counted import STALE, Ledger, Scope, Share, followers, shares
from analytics.kpi.span import Span
from analytics.period import Period
from campaign.calendar.indicators import with_language
from campaign.config import Config
from campaign.model import Registers
from campaign.storage import indicators as storage
from campaign.storage import variants
from campaign.storage.database import Database

#: How long after its time a publication still counts as on time.
LATE: Final = timedelta(hours=1)

_FROM_LEDGER: Final = frozenset(
    {
        *(Measure.PUBLICATIONS, Measure.POSTS, Measure.REGIONS, Measure.LANGUAGES),
        *(Measure.ENGAGEMENT, Measure.CLICKS, Measure.VIEWS),
    }
)
_WITH_COUNTS: Final = frozenset({Measure.ENGAGEMENT, Measure.CLICKS, Measure.VIEWS})


def plan(config: Config, registers: Registers) -> dict[str, Indicator]:
    """The indicators by id, their words under languages; empty where the file cannot be used."""
    source = config.campaign.source_language
    return {
        id_: replace(
            each,
            title=with_language(each.title, source),
            unit=with_language(each.unit, source),
            note=with_language(each.note, source),
        )
        for id_, each in (registers.indicators or {}).items()
    }


def regions_of(config: Config, indicator: Indicator) -> tuple[str, ...]:
    """The regions that tell their own number of an indicator; none where it is told as a whole."""
    return tuple(counted_regions(config)) if indicator.by_region else ()


def counted_regions(config: Config) -> tuple[str, ...]:
    """The regions that count as such: the project itself at European level is none."""
    return tuple(name for name, region in config.regions.items() if region.counted)


def day_of(as_of: datetime, config: Config) -> date:
    """The day whose end, or of which a part, has gone at an instant."""
    return (as_of.astimezone(UTC) - timedelta(microseconds=1)).astimezone(config.zone).date()


def read(
    database: Database,
    config: Config,
    registers: Registers,
    as_of: datetime,
    period: Period | None = None,
) -> Kpis:
    """The whole plan as it stands at an instant; with a period, each tells its change in it.

    What people entered is known by the day that it is of, whenever they entered it.
    """
    day = day_of(as_of, config)
    if registers.indicators is None:
        return Kpis((), day, broken=True)
    indicators = plan(config, registers)
    since = period.first - timedelta(days=1) if period else None
    start = config.campaign.start
    with database.read() as connection:
        rows = _Rows(connection, config, as_of, day, indicators)
        judged = [judge(each, rows.series(each), day, start, since) for each in indicators.values()]
    return Kpis(tuple(judged), day)


def one(
    database: Database, config: Config, registers: Registers, id_: str, as_of: datetime
) -> Judged | None:
    """One indicator as `read` has it; None where the plan has none of this id."""
    found = read(database, config, registers, as_of)
    return next((each for each in found.judged if each.indicator.id == id_), None)


class _Rows:
    """The row of each indicator; what several of them are counted from is read once."""

    def __init__(
        self,
        connection: Connection,
        config: Config,
        as_of: datetime,
        day: date,
        indicators: Mapping[str, Indicator],
    ) -> None:
        self._connection, self._config = connection, config
        self._as_of, self._day = as_of, day
        self._spans: dict[str, Span] = {}
        for each in indicators.values():
            if (span := span_of(each, day, config.campaign.start)) is not None:
                self._spans[each.id] = span
        measures = {indicators[id_].measure for id_ in self._spans}
        firsts = [
            span.first
            for id_, span in self._spans.items()
            if indicators[id_].measure is not Measure.HAND
        ]
        self._first = min(firsts, default=day)
        self._scopes: dict[tuple[str, str, str], Scope] = {}
        self._actuals = _by_indicator(everything(connection))
        self._ledger = self._read_ledger(measures) if measures & _FROM_LEDGER else Ledger()
        self._followers = self._read_followers() if Measure.FOLLOWERS in measures else []
        self._on_time = self._read_on_time() if Measure.ON_TIME in measures else []
        self._alt_text = self._read_alt_text() if Measure.ALT_TEXT in measures else []

    def series(self, indicator: Indicator) -> Series:
        """The row of one indicator."""
        if indicator.measure is Measure.HAND:
            # A report of an earlier day does not know what is of a later one.
            some = [each for each in self._actuals.get(indicator.id, ()) if each.day <= self._day]
            regions = regions_of(self._config, indicator) or None
            return series(some, region=indicator.region, regions=regions)
        span = self._spans.get(indicator.id)
        if span is None:
            return Series()
        if indicator.measure is Measure.FOLLOWERS:
            return followers(indicator, span, self._day, self._followers, self._channels())
        if indicator.measure is Measure.ON_TIME:
            return shares(indicator, span, self._day, self._on_time)
        if indicator.measure is Measure.ALT_TEXT:
            return shares(indicator, span, self._day, self._alt_text)
        return self._ledger.series(indicator, span, self._day, counted_regions(self._config))

    def _read_ledger(self, measures: set[Measure]) -> Ledger:
        ledger = Ledger(posts=Measure.POSTS in measures)
        since, until = self._window()
        counts = bool(measures & _WITH_COUNTS)
        for each in storage.out(self._connection, since, until, counts=counts):
            scope = self._scope(each.region, each.platform, each.language)
            ledger.add(self._local(each.published_at), scope, each.post, each.counts)
        return ledger

    def _read_followers(self) -> list[store.AudienceDay]:
        since, until = self._window()
        return store.audience_days(self._connection, since - STALE, until)

    def _read_on_time(self) -> list[Share]:
        since, until = self._window()
        return [
            Share(
                self._local(each.due),
                self._scope(each.region, each.platform, each.language),
                int(each.in_time),
                1,
            )
            # What is due in this moment has an hour yet.
            for each in storage.due(self._connection, since, until - LATE, LATE)
        ]

    def _read_alt_text(self) -> list[Share]:
        sent = storage.sent(self._connection, *self._window())
        kept = variants.load(self._connection, {each.variant_hash for each in sent})
        found = []
        for each in sent:
            media = kept[each.variant_hash].media if each.variant_hash in kept else ()
            if media:
                scope = self._scope(each.region, each.platform, each.language)
                good = int(all(one.alt.strip() for one in media))
                found.append(Share(self._local(each.published_at), scope, good, 1))
        return found

    def _window(self) -> tuple[datetime, datetime]:
        """From the first day that anything is counted of, to the instant of the report."""
        first = datetime.combine(self._first, time(), self._config.zone).astimezone(UTC)
        return first, max(first, self._as_of)

    def _channels(self) -> Mapping[str, Scope]:
        return {
            name: self._scope(each.region, each.platform, each.language)
            for name, each in self._config.channels.items()
        }

    def _scope(self, region: str, platform: str, language: str) -> Scope:
        key = (region, platform, language)
        found = self._scopes.get(key)
        if found is None:
            found = self._scopes[key] = Scope(*key)
        return found

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self._config.zone).date()


def _by_indicator(rows: Sequence[Actual]) -> dict[str, list[Actual]]:
    found: dict[str, list[Actual]] = {}
    for each in rows:
        found.setdefault(each.indicator, []).append(each)
    return found
