"""The reports that are written, the periods that have none, and one period's figures to look at.

::

    rows      the weeks, months or quarters in which something went out, the whole project, and
              the days from and to of which a report is written: each with its files and what
              they say
    figures   one period as it is now, without writing anything
    write     the files of one period; writing them again replaces them
    file      one file by its name, for whoever opens it
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from threading import Lock
from typing import Final

from analytics.period import Kind, NoSuchPeriod, Period
from analytics.reading import Report, read_report
from analytics.report import ReportFiles
from campaign.config import Config
from campaign.errors import CampaignError
from campaign.media import MediaStore
from campaign.model import Registers
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan import rights
from campaign.plan.rights import Act
from campaign.storage import went_out
from campaign.storage.database import Database
from campaign.storage.trust import people
from campaign.usecases.reporting import periods, report
from campaign.usecases.reporting.periods import NotBegun
from campaign.usecases.reporting.published import Published

#: How many periods of a kind are listed: a year of weeks and one, and two years of others.
LISTED: Final[Mapping[Kind, int]] = {Kind.WEEK: 53, Kind.MONTH: 24, Kind.QUARTER: 8}

#: What each file of a report is, by the end of its name; a CSV file is a table and has its name.
KINDS: Final[Mapping[str, str]] = {
    "html": "page",
    "pdf": "pdf",
    "xlsx": "workbook",
    "md": "text",
}

_NAME: Final = re.compile(
    r"(?P<period>project|\d{4}-W\d{2}|\d{4}-Q[1-4]|\d{4}-\d{2}-\d{2}--\d{4}-\d{2}-\d{2}|\d{4}-\d{2})"
    r"(?:(?P<face>)|-(?P<table>[a-z][a-z0-9-]{0,60}))"
    r"(?P<language>\.[a-z]{2})?\.(?P<end>(?(face)(?:html|pdf|xlsx|md)|csv))"
)
_LEFT: Final = timedelta(hours=1)  # the age at which nobody writes a draft any more
_LARGEST: Final = 1 << 20  # bytes of a table that is read for its first row
# Drawing a report takes processors for seconds, and two that are equal are one too many.
_WRITING: Final = Lock()


class NoSuchReport(CampaignError):
    """No file of a report has this name."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One file of a report: its name, what it is, its bytes, when written (UTC).

    `kind` is one of `KINDS`, or the name of a table. `language` is "" where the name has none.
    """

    name: str
    kind: str
    language: str
    size: int
    written: datetime

    @property
    def tongue(self) -> str:
        """The language that it is in: a name without one is English."""
        return self.language or "en"


@dataclass(frozen=True, slots=True)
class Key:
    """A written report's key figures; None is what nobody knows.

    `known` is for how many of the `posts` there are figures.
    """

    posts: int
    known: int
    engagement: int | None
    per_post: float | None
    followers: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One period: what went out, what is still to come, its files, and what they say.

    `key` is None where no report is written. `running` says that the period is not over.
    """

    period: Period
    out: int
    to_come: int
    running: bool
    files: tuple[ReportFile, ...] = ()
    key: Key | None = None

    @property
    def written(self) -> datetime | None:
        """When its page was written (UTC), None without one."""
        return next((each.written for each in self.files if each.kind == "page"), None)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which there is a page, in the order of the files."""
        return tuple(each.tongue for each in self.files if each.kind == "page")

    @property
    def lacks_report(self) -> bool:
        """True when something went out, the period is over, and no report says so."""
        return bool(self.out) and not self.running and self.written is None


def folder(config: Config) -> Path:
    """Where reports are written."""
    return config.var / "reports"


def rows(database: Database, config: Config, now: datetime, kind: Kind) -> tuple[Row, ...]:
    """The periods of a kind in which something went out, or that have a report; newest first.

    The week, month or quarter that runs at `now` (UTC) is always among them, and the project.
    """
    files: dict[Period, list[ReportFile]] = {}
    for name, found in _files(folder(config)):
        period = of_name(database, config, name, now)
        if period is not None and period.kind is kind:
            files.setdefault(period, []).append(found)
    running = [each for each in (_running(database, config, now, kind),) if each is not None]
    out: dict[Period, int] = {}
    with database.read() as connection:
        if kind in LISTED:
            windows = _windows(running[0], LISTED[kind], config.zone)
            (since, _), (_, end) = windows[min(windows, key=_first)], windows[running[0]]
            times = went_out.instants(connection, since, end)
            # They are in order, so a period is looked up by its ends: thousands need no calendar.
            for period, (begins, ends) in windows.items():
                if number := bisect_left(times, ends) - bisect_left(times, begins):
                    out[period] = number
        else:
            for period in {*running, *files}:
                some = went_out.counts(connection, *period.window(config.zone))
                out[period] = sum(some.values())
        coming = {each: went_out.to_come(connection, *each.window(config.zone)) for each in running}
    listed = sorted({*running, *out, *files}, key=lambda each: (each.first, each.last))[::-1]
    return tuple(
        Row(
            each,
            out.get(each, 0),
            coming.get(each, 0),
            running=each.window(config.zone)[1] > now,
            files=tuple(sorted(files.get(each, ()), key=_order)),
            key=_key(folder(config), each) if each in files else None,
        )
        for each in listed[: LISTED.get(kind, LISTED[Kind.WEEK]) + 1]
    )


def row(database: Database, config: Config, now: datetime, period: Period) -> Row:
    """One period, whether it is listed or not."""
    for each in rows(database, config, now, period.kind):
        if each.period == period:
            return each
    start, end = period.window(config.zone)
    with database.read() as connection:
        out = sum(went_out.counts(connection, start, end).values())
    return Row(period, out, 0, running=start <= now < end)


def of_name(database: Database, config: Config, name: str, now: datetime) -> Period | None:
    """The period that a name such as "2026-Q4" or "project" means; None where there is none."""
    try:
        return periods.project(database, config, now) if name == "project" else Period.parse(name)
    except (NoSuchPeriod, NotBegun):
        return None


def _running(database: Database, config: Config, now: datetime, kind: Kind) -> Period | None:
    """The period of a kind that runs at `now`; days from and to are nobody's present."""
    if kind in LISTED:
        return Period.of(kind, now, config.zone)
    return of_name(database, config, "project", now) if kind is Kind.PROJECT else None


def figures(
    database: Database, config: Config, registers: Registers, period: Period, now: datetime
) -> Report:
    """One period's figures as they are now; nothing is written."""
    asked = report.asked(database, config, period, now)
    with database.raising_storage_errors():
        return read_report(
            database.engine,
            Published(database, registers),
            period,
            config.zone,
            now,
            channels=(name for name, channel in config.channels.items() if not channel.paused),
            asked=asked,
        )


def write(
    database: Database,
    config: Config,
    registers: Registers,
    media: MediaStore,
    period: Period,
    *,
    actor: Actor,
    now: datetime,
    languages: Sequence[str] = ("en",),
) -> ReportFiles:
    """Write one period's report at `now` (UTC), in the place of the one that was there.

    Whoever enters figures somewhere may do so. Raises NotBegun, Forbidden and StorageError.
    """
    with database.read() as connection:
        known = people.current(connection, actor)
        if not any(rights.may(known, Act.FIGURES, each) for each in config.regions):
            rights.demand(known, Act.FIGURES, [EVERYWHERE])
    periods.demand_begun(period, config, now)
    with _WRITING:
        _sweep(folder(config), now)
        where = folder(config)
        return report.write(
            database, config, registers, media, period, where, now, languages=languages
        )


def file(config: Config, name: str) -> tuple[Path, str]:
    """One file of a report and what it is, by its name; raises NoSuchReport."""
    match = _NAME.fullmatch(name)
    path = folder(config) / name
    if match is None or not path.is_file() or path.is_symlink():
        raise NoSuchReport(f'there is no report "{name[:60]}"')
    return path, _kind(match)


def _kind(match: re.Match[str]) -> str:
    return match["table"] or KINDS[match["end"]]


def _first(period: Period) -> date:
    return period.first


def _windows(newest: Period, before: int, zone: tzinfo) -> dict[Period, tuple[datetime, datetime]]:
    """A period and so many before it, each with its first instant and the first after it (UTC)."""
    found = {newest: newest.window(zone)}
    period: Period | None = newest
    while len(found) <= before and period is not None:
        period = period.previous()
        if period is not None:
            found[period] = period.window(zone)
    return found


def _files(reports: Path) -> Iterable[tuple[str, ReportFile]]:
    """The files of reports, each with the name of its period."""
    if not reports.is_dir():
        return
    for path in reports.iterdir():
        match = _NAME.fullmatch(path.name)
        if match is None or not path.is_file() or path.is_symlink():
            continue
        try:
            stat = path.stat()
        except OSError:
            continue  # it has just gone
        written = datetime.fromtimestamp(stat.st_mtime, UTC)
        language = (match["language"] or "").removeprefix(".")
        found = ReportFile(path.name, _kind(match), language, stat.st_size, written)
        yield match["period"], found


def _sweep(reports: Path, now: datetime) -> None:
    """Delete what a program that was stopped in the middle of writing has left behind."""
    for path in reports.glob(".*.part"):
        with suppress(OSError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - _LEFT:
                path.unlink()


def _order(found: ReportFile) -> tuple[int, str, str]:
    faces = list(KINDS.values())
    place = faces.index(found.kind) if found.kind in faces else len(faces)
    return place, found.language, found.name


def _key(reports: Path, period: Period) -> Key | None:
    """What a written report says in its tables; None where it cannot be read."""
    total = next(iter(_rows(reports / f"{period}-totals.csv")), None)
    if total is None or total.get("dimension") != "total":
        return None
    followers = [_whole(row.get("followers")) for row in _rows(reports / f"{period}-channels.csv")]
    known = [each for each in followers if each is not None]
    mean = total.get("engagement_per_post") or ""
    return Key(
        posts=_whole(total.get("posts")) or 0,
        known=_whole(total.get("measured")) or 0,
        engagement=_whole(total.get("engagement")),
        per_post=float(mean) if re.fullmatch(r"\d+(\.\d+)?", mean) else None,
        followers=sum(known) if known else None,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        if path.stat().st_size > _LARGEST:
            return []
        with path.open(encoding="utf-8-sig", newline="") as table:
            return list(csv.DictReader(table))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,18}", text) else None
