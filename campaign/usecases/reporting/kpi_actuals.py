"""Numbers of indicators that people enter: as of a day, with a source, kept for ever.

A correction of a day adds a row, and what was there before stays. Whoever corrects names the
edition that they saw: when somebody else was first, nothing is written, and the refusal says by
whom and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Final

from sqlalchemy import Connection

from analytics.kpi import Indicator, Measure, actuals
from analytics.kpi.actuals import Actual
from analytics.kpi.indicator import DIGITS, LARGEST
from campaign.calendar.known import did_you_mean
from campaign.config import Config
from campaign.errors import CampaignError
from campaign.model import Registers
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import people
from campaign.usecases.reporting.kpi import plan, regions_of

LONGEST_SOURCE: Final = 300  # characters
MOST_AT_ONCE: Final = 3_000  # numbers: as many as a sheet has rows


class KpiRefused(CampaignError):
    """A number that cannot be entered; nothing was written."""


class NoSource(KpiRefused):
    """Nothing says where a number comes from."""


class ChangedMeanwhile(KpiRefused):
    """Somebody else entered the same number first; `theirs` is what stands there."""

    def __init__(self, theirs: Sequence[Actual]) -> None:
        self.theirs = tuple(theirs)
        some = "; ".join(
            f"{named(each.indicator, each.region)} as of {each.day} is {shown(each.number)} by "
            f"{each.who}, {each.at:%d %b %Y %H:%M} UTC"
            for each in theirs
        )
        super().__init__(f"somebody else was first, and nothing was written: {some}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number to enter; None says that it is not known.

    `region` "" is the whole, or the region of the indicator where it has one. `seen` is the edition
    that the person saw, 0 for none; None: whatever is there is corrected.
    """

    indicator: str
    number: float | None
    day: date
    source: str
    region: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was entered, what it took the place of, and what stood there already as it is."""

    entered: tuple[Actual, ...]
    corrected: tuple[Actual, ...]
    unchanged: tuple[Actual, ...]


def enter(
    database: Database,
    config: Config,
    registers: Registers,
    numbers: Iterable[Number],
    *,
    actor: Actor,
    now: datetime,
) -> Done:
    """Write numbers down at `now` (UTC), all of them or none.

    A number that stands there already with its source is left as it is, so repeating changes
    nothing. Raises NoSource, ChangedMeanwhile, KpiRefused, and Forbidden.
    """
    indicators = plan(config, registers)
    wanted = [checked(config, registers, indicators, each, now) for each in numbers]
    if len(wanted) > MOST_AT_ONCE:
        raise KpiRefused(f"at most {MOST_AT_ONCE} numbers can be entered at once")
    if len({(each.indicator, each.region, each.day) for each in wanted}) != len(wanted):
        raise KpiRefused("a number is there twice: enter each day of an indicator once")
    entered: list[Actual] = []
    corrected: list[Actual] = []
    unchanged: list[Actual] = []
    others: list[Actual] = []
    with database.write() as connection:
        touched = sorted({each.region or EVERYWHERE for each in wanted}) or [EVERYWHERE]
        who = people.demand(connection, actor, Act.FIGURES, touched).name
        for each in wanted:
            editions = actuals.of_day(connection, each.indicator, each.region, each.day)
            last = editions[-1] if editions else None
            if stands(last, each):
                if last is not None:
                    unchanged.append(last)
                continue
            if last is not None and each.seen is not None and each.seen != last.edition:
                others.append(last)
                continue
            if not each.source:
                raise NoSource("say where the number comes from")
            new = _actual(each, who, now, last.edition + 1 if last else 1)
            if not actuals.add(connection, new):
                others += actuals.of_day(connection, each.indicator, each.region, each.day)[-1:]
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


def editions(database: Database, indicator: str) -> tuple[Actual, ...]:
    """Everything entered of an indicator: by region, then day, the oldest edition first."""
    with database.read() as connection:
        return tuple(actuals.of(connection, indicator))


def checked(
    config: Config,
    registers: Registers,
    indicators: Mapping[str, Indicator],
    wanted: Number,
    now: datetime,
) -> Number:
    """The number with its region as it is kept; raises KpiRefused for one that cannot be.

    `indicators` are those of `plan`.
    """
    if registers.indicators is None:
        raise KpiRefused("content/kpi.toml cannot be used: `campaign check` says why")
    indicator = indicators.get(wanted.indicator)
    if indicator is None:
        remedy = did_you_mean(wanted.indicator, indicators)
        raise KpiRefused(f'there is no indicator "{wanted.indicator[:80]}": {remedy}')
    if indicator.measure is not Measure.HAND:
        raise KpiRefused(
            f"{indicator.id} is counted ({indicator.measure}): nobody enters it by hand"
        )
    region = _region(config, indicator, wanted.region)
    if wanted.number is not None:
        _check_number(wanted.number)
    today = now.astimezone(config.zone).date()
    if wanted.day > today:
        raise KpiRefused(f"{wanted.day} has not come yet: nobody can know its number")
    first = indicator.begins or config.campaign.start
    if wanted.day < first:
        raise KpiRefused(f"{indicator.id} begins on {first}: {wanted.day} lies before it")
    source = " ".join(wanted.source.split())
    if len(source) > LONGEST_SOURCE:
        raise KpiRefused(
            f"the source is {len(source)} characters long; at most {LONGEST_SOURCE} are kept"
        )
    return Number(indicator.id, wanted.number, wanted.day, source, region, wanted.seen)


def stands(last: Actual | None, wanted: Number) -> bool:
    """Whether what is wanted is there already; an empty field where nothing is, is nothing."""
    if last is None:
        return wanted.number is None
    return wanted.number == last.number and wanted.source in ("", last.source)


def named(indicator: str, region: str) -> str:
    """What a number is of, in words."""
    return f"{indicator} of {region}" if region else indicator


def shown(number: float | None) -> str:
    """A number as a command shows it: 165, 12.5, n/a."""
    return "n/a" if number is None else f"{number:.3f}".rstrip("0").rstrip(".")


def _check_number(number: float) -> None:
    if not isfinite(number) or not 0 <= number <= LARGEST:
        raise KpiRefused(f"{number:g} is no number from 0 to {LARGEST}")
    if round(number, DIGITS) != number:
        raise KpiRefused(f"{number!r} has more than {DIGITS} decimals: round it")


def _region(config: Config, indicator: Indicator, region: str) -> str:
    regions = regions_of(config, indicator)
    if regions:
        if not region:
            raise KpiRefused(f"{indicator.id} is entered region by region: say of which")
        if region not in regions:
            remedy = did_you_mean(region, regions)
            raise KpiRefused(f'there is no region "{region[:80]}": {remedy}')
        return region
    if indicator.region:
        if region not in ("", indicator.region):
            raise KpiRefused(f"{indicator.id} is of {indicator.region}, not of {region[:80]}")
        return indicator.region
    if region:
        raise KpiRefused(
            f"{indicator.id} is entered as a whole: leave the region out, "
            "or write by_region = true in kpi.toml"
        )
    return ""


def _actual(wanted: Number, who: str, now: datetime, edition: int) -> Actual:
    return Actual(
        wanted.indicator,
        wanted.region,
        wanted.day,
        wanted.number,
        wanted.source,
        who,
        now,
        edition,
    )


def _recorded(connection: Connection, new: Actual, last: Actual | None) -> None:
    record.append(
        connection,
        RecordAct.KPI_ENTERED,
        who=new.who,
        now=new.at,
        details={
            "indicator": new.indicator,
            "region": new.region,
            "day": new.day.isoformat(),
            "number": shown(new.number),
            "edition": new.edition,
            "before": shown(last.number) if last else "",
        },
        private={"source": new.source},
    )
