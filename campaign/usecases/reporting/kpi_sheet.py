"""Numbers of indicators in a spreadsheet, there and back.

::

    the plan ─ export → .xlsx, .ods or .csv ─ a partner ─ examine → Comparison ─ write → database
                                                          (nothing is written)

A row is an indicator, or one region of it. What a row says is written only when nobody else has
entered another number for the same day since the file was made: that is a conflict, and is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from analytics.kpi import Indicator, Measure, actuals
from analytics.kpi.actuals import Actual
from analytics.kpi.indicator import words_in
from campaign.calendar.sheet import Row, Table, Unreadable, Value
from campaign.config import Config
from campaign.errors import ContentError, Mistake, Place, StorageError
from campaign.model import Registers
from campaign.model.people import Actor
from campaign.spreadsheet import read_table, write_table
from campaign.spreadsheet.look import Look
from campaign.storage.database import Database
from campaign.usecases.reporting.kpi import plan, regions_of
from campaign.usecases.reporting.kpi_actuals import (
    Done,
    KpiRefused,
    Number,
    checked,
    enter,
    named,
    shown,
    stands,
)
from campaign.usecases.reporting.written_days import NotADay, read_day
from campaign.usecases.reporting.written_numbers import NotACount, read_number

COLUMNS: Final = (
    *("id", "title", "region", "unit", "target", "last number", "last day"),
    *("number", "as of", "source", "seen"),
)
_NEEDED: Final = ("id", "number", "as of", "source")
_TAKEN_BACK: Final = frozenset({"n/a", "na"})

_LOOK: Final = Look(
    "Indicators",
    (
        ("This sheet holds the numbers of the project's indicators: one row is one number.", True),
        ("", False),
        ("Write into the columns number, as of and source, and import the file:", False),
        ("    campaign kpi import indicators.xlsx", False),
        ("You are shown first what will be entered. Rows without a number are left alone.", False),
        ("", False),
        ("The columns", True),
        ("number: how many there are altogether up to that day, not how many were added.", False),
        (
            "    n/a takes back the number of that day: nobody knows it. 0 says: none.",
            False,
        ),
        ("as of: the day at whose end the number stood: 2026-12-18", False),
        ("source: where it was read: attendance list, minutes, letter of …", False),
        ("The other columns are for reading: what is changed in them is not taken over.", False),
        ("seen (hidden): the program needs it to see changes on both sides. Leave it.", False),
        ("", False),
        ("Several numbers of one indicator: copy its row, and give each another day.", False),
        ("Sorting, filtering and hiding rows do no harm. Formulas are not taken over.", False),
    ),
    {
        "id": 26,
        "title": 44,
        "region": 18,
        "unit": 16,
        "target": 10,
        "last number": 12,
        "last day": 12,
        "number": 12,
        "as of": 12,
        "source": 44,
        "seen": 8,
    },
    frozenset({"seen"}),
)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something new; `before` is what stands for that day, `last` the newest."""

    row: int
    number: Number
    before: Actual | None
    last: Actual | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row against which somebody else entered another number since the file was made."""

    row: int
    number: Number
    theirs: Actual


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file says: new numbers, rows that stand already, conflicts, and what is wrong."""

    changes: tuple[Change, ...]
    same: int
    conflicts: tuple[Conflict, ...]
    problems: tuple[Mistake, ...]


def export(
    database: Database,
    config: Config,
    registers: Registers,
    target: Path,
    now: datetime,
    *,
    overwrite: bool = False,
) -> int:
    """Write a row for each number that people enter; gives how many.

    A file with numbers that nobody has imported yet is not overwritten unless `overwrite` is given.
    Raises StorageError then and when it cannot be written, ContentError for another kind of file.
    """
    if target.exists() and not overwrite:
        _refuse_to_lose(database, config, registers, target, now)
    with database.read() as connection:
        editions = _by_indicator(connection)
    rows: list[Mapping[str, Value]] = []
    for indicator in plan(config, registers).values():
        if indicator.measure is not Measure.HAND:
            continue
        for region in regions_of(config, indicator) or (indicator.region,):
            mine = [e for e in editions.get(indicator.id, ()) if e.region == region]
            rows.append(_cells(config, indicator, region, mine))
    table = Table(COLUMNS, tuple(Row(at, cells) for at, cells in enumerate(rows, start=2)))
    write_table(table, target, {}, _LOOK)
    return len(rows)


def examine(
    database: Database,
    config: Config,
    registers: Registers,
    source: Path,
    now: datetime,
    language: str = "",
) -> Comparison:
    """What a file would enter; nothing is written.

    `language` says how numbers are written in it: de takes 1.234. Raises ContentError when the file
    cannot be read.
    """
    if not source.exists():
        remedy = "`campaign kpi export` makes one"
        raise ContentError(Mistake(Place(str(source)), "there is no such file", remedy))
    table = read_table(source)
    if missing := [each for each in _NEEDED if each not in table.columns]:
        place = Place(str(source), table.heading)
        message = f"there is no column {', '.join(missing)}"
        remedy = "`campaign kpi export` makes a sheet with all columns"
        return Comparison((), 0, (), (Mistake(place, message, remedy),))
    with database.read() as connection:
        editions = _by_indicator(connection)
    return _Examined(config, registers, table, editions, now, language).run()


def write(
    database: Database,
    config: Config,
    registers: Registers,
    wanted: Comparison,
    *,
    actor: Actor,
    now: datetime,
) -> Done:
    """Enter what `examine` showed, all of it or none; raises as `enter` does."""
    return enter(
        database,
        config,
        registers,
        [each.number for each in wanted.changes],
        actor=actor,
        now=now,
    )


class _Examined:
    """Goes through the rows of one file."""

    def __init__(
        self,
        config: Config,
        registers: Registers,
        table: Table,
        editions: Mapping[str, Sequence[Actual]],
        now: datetime,
        language: str,
    ) -> None:
        self._config, self._registers, self._table = config, registers, table
        self._editions, self._now, self._language = editions, now, language
        self._indicators = plan(config, registers)
        self._changes: list[Change] = []
        self._conflicts: list[Conflict] = []
        self._problems: list[Mistake] = []
        self._same = 0
        self._seen: dict[tuple[str, str, date], int] = {}

    def run(self) -> Comparison:
        """Each row, in the order of the file."""
        for row in self._table.rows:
            try:
                self._row(row)
            except _Wrong as wrong:
                place = self._table.place(row)
                message = f"row {row.number}: {wrong}"
                self._problems.append(Mistake(place, message, wrong.remedy))
        return Comparison(
            tuple(self._changes), self._same, tuple(self._conflicts), tuple(self._problems)
        )

    def _row(self, row: Row) -> None:
        text = {name: self._text(row, name) for name in ("id", "region", "source", "seen")}
        written = row.cells.get("number", "")
        if written == "" or (isinstance(written, str) and not written.strip()):
            if row.cells.get("as of", "") != "" and text["source"]:
                raise _Wrong("it has a day and a source, and no number", "write it, or n/a")
            return
        if not text["id"]:
            raise _Wrong("it has a number and no id", "write the indicator's id")
        number = self._number(written)
        day = self._day(row)
        try:
            wanted = checked(
                self._config,
                self._registers,
                self._indicators,
                Number(text["id"], number, day, text["source"], text["region"]),
                self._now,
            )
        except KpiRefused as refused:
            raise _Wrong(str(refused)) from None
        key = (wanted.indicator, wanted.region, wanted.day)
        if key in self._seen:
            what = f"{named(*key[:2])} as of {day} stands in row {self._seen[key]} too"
            raise _Wrong(what, "keep one of the two rows")
        self._seen[key] = row.number
        self._compare(row, wanted, text["seen"])

    def _compare(self, row: Row, wanted: Number, seen: str) -> None:
        mine = [
            each
            for each in self._editions.get(wanted.indicator, ())
            if each.region == wanted.region
        ]
        of_day = [each for each in mine if each.day == wanted.day]
        before = of_day[-1] if of_day else None
        if stands(before, wanted):
            self._same += 1
            return
        if not wanted.source:
            raise _Wrong("it has a number and no source", "write where the number comes from")
        known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else 0
        if before is not None and before.id > known and before.number != wanted.number:
            self._conflicts.append(Conflict(row.number, wanted, before))
            return
        standing = actuals.standing(mine)
        meant = Number(
            wanted.indicator,
            wanted.number,
            wanted.day,
            wanted.source,
            wanted.region,
            before.edition if before else 0,
        )
        self._changes.append(Change(row.number, meant, before, standing[-1] if standing else None))

    def _text(self, row: Row, name: str) -> str:
        value = row.cells.get(name, "")
        if isinstance(value, Unreadable):
            raise _Wrong(f"{name}: {value.why}")
        if isinstance(value, float):
            return shown(value)
        return " ".join(str(value).split())

    def _number(self, value: Value) -> float | None:
        if isinstance(value, Unreadable):
            raise _Wrong(f"number: {value.why}")
        if isinstance(value, float):
            return value
        if isinstance(value, date):
            raise _Wrong("number: this is a day", "give the cell the format Number")
        if value.strip().casefold() in _TAKEN_BACK:
            return None
        try:
            return read_number(value, self._language)
        except NotACount as refused:
            raise _Wrong(f'number: "{value[:40]}"', str(refused)) from None

    def _day(self, row: Row) -> date:
        value = row.cells.get("as of", "")
        if isinstance(value, Unreadable):
            raise _Wrong(f"as of: {value.why}")
        try:
            return read_day(value, self._table.epoch)
        except NotADay as refused:
            raise _Wrong(f"as of: {refused}", refused.remedy) from None


class _Wrong(Exception):
    """What is wrong with one row, in words."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy


def _cells(
    config: Config, indicator: Indicator, region: str, editions: Sequence[Actual]
) -> dict[str, Value]:
    language = config.campaign.source_language
    target = indicator.each_region if indicator.by_region else indicator.target
    known = [each for each in actuals.standing(editions) if each.number is not None]
    last = known[-1] if known else None
    found: dict[str, Value] = {
        "id": indicator.id,
        "title": words_in(indicator.title, language)[0],
        "region": region,
        "unit": words_in(indicator.unit, language)[0],
        "target": "" if target is None else shown(target),
        "last number": shown(last.number) if last else "",
        "last day": last.day.isoformat() if last else "",
        "seen": str(max((each.id for each in editions), default=0)),
    }
    return {name: value for name, value in found.items() if value != ""}


def _by_indicator(connection: Connection) -> dict[str, list[Actual]]:
    found: dict[str, list[Actual]] = {}
    for each in _ordered(actuals.everything(connection)):
        found.setdefault(each.indicator, []).append(each)
    return found


def _ordered(some: Iterable[Actual]) -> list[Actual]:
    return sorted(some, key=lambda each: (each.indicator, each.region, each.day, each.edition))


def _refuse_to_lose(
    database: Database, config: Config, registers: Registers, target: Path, now: datetime
) -> None:
    remedy = "import it first, or export to another name"
    try:
        found = examine(database, config, registers, target, now)
    except ContentError:
        raise StorageError(f"{target}: there is another file of that name; {remedy}") from None
    if found.changes or found.conflicts or found.problems:
        raise StorageError(f"{target}: it holds numbers that are not imported yet; {remedy}")
