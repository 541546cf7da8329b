"""The numbers of indicators that people entered, with source, day and person.

Rows are only added. Of one indicator, region and day, the row with the highest edition counts;
those before it are what stood there before a correction. A number of None says "not known" again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from analytics import store
from analytics.kpi.points import Point, RegionFigure, Series
from analytics.metrics import utc

_FIELDS = store.kpi_actuals.c


@dataclass(frozen=True, slots=True)
class Actual:
    """A number of an indicator as it stood at the end of a day, as somebody entered it at `at`.

    `region` "" is the whole. `edition` is 1, and one more with each correction. `id` is the row's,
    0 before it is stored; a later row has a higher one.
    """

    indicator: str
    region: str
    day: date
    number: float | None
    source: str
    who: str
    at: datetime
    edition: int = 1
    id: int = 0


def add(connection: sa.Connection, new: Actual) -> bool:
    """Write a number down; False when this edition was written by somebody else already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "indicator": new.indicator,
        "region": new.region,
        "day": new.day,
        "edition": new.edition,
        "number": new.number,
        "source": new.source,
        "who": new.who,
        "at": utc(new.at),
    }
    table = store.kpi_actuals
    statement = dialect.insert(table).values(row).on_conflict_do_nothing().returning(table.c.id)
    return bool(connection.execute(statement).all())


def of(connection: sa.Connection, indicator: str) -> list[Actual]:
    """Every edition of one indicator: by region, then day, the oldest edition first."""
    return _read(connection, _FIELDS.indicator == indicator)


def of_day(connection: sa.Connection, indicator: str, region: str, day: date) -> list[Actual]:
    """Every edition of one number, the oldest first."""
    same = (_FIELDS.indicator == indicator, _FIELDS.region == region, _FIELDS.day == day)
    return _read(connection, *same)


def everything(connection: sa.Connection) -> list[Actual]:
    """Every edition of all indicators: by indicator, region and day, the oldest edition first."""
    return _read(connection)


def standing(editions: Iterable[Actual]) -> list[Actual]:
    """The numbers that count: of each indicator, region and day the highest edition."""
    last: dict[tuple[str, str, date], Actual] = {}
    for each in editions:
        key = (each.indicator, each.region, each.day)
        if key not in last or each.edition > last[key].edition:
            last[key] = each
    return [last[key] for key in sorted(last)]


def series(
    editions: Sequence[Actual], *, region: str = "", regions: Sequence[str] | None = None
) -> Series:
    """The row of one indicator; with `regions`, the sum of what each of them told up to each day.

    Without, it is what was entered of `region`. A region that has told nothing adds nothing, and
    `Point.known` says how many have. A number that was taken back is as if it had not been entered.
    """
    wanted = {region} if regions is None else set(regions)
    mine = [each for each in editions if each.region in wanted]
    known = sorted(
        (each for each in standing(mine) if each.number is not None),
        key=lambda each: (each.day, each.id),
    )
    newest: dict[str, Actual] = {}
    points: dict[date, Point] = {}
    for each in known:
        newest[each.region] = each
        total = sum(one.number or 0.0 for one in newest.values())
        parts = (len(newest), len(wanted)) if regions is not None else (0, 0)
        points[each.day] = Point(each.day, round(total, 3), *parts)
    last = known[-1] if known else None
    return Series(
        tuple(points.values()),
        source=last.source if last else "",
        who=last.who if last else "",
        corrections=len(mine) - len(standing(mine)),
        regions=tuple(_region(each, newest.get(each)) for each in regions or ()),
    )


def _region(region: str, found: Actual | None) -> RegionFigure:
    if found is None:
        return RegionFigure(region, None)
    return RegionFigure(region, found.number, found.day, found.source, found.who)


def _read(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Actual]:
    query = (
        sa.select(store.kpi_actuals)
        .where(*where)
        .order_by(_FIELDS.indicator, _FIELDS.region, _FIELDS.day, _FIELDS.edition)
    )
    return [
        Actual(
            row.indicator,
            row.region,
            row.day,
            row.number,
            row.source,
            row.who,
            row.at,
            row.edition,
            row.id,
        )
        for row in connection.execute(query)
    ]
