"""The reports that are written, the weeks that have none, and one week's figures to look at.

::

    weeks     the weeks in which something went out, each with its files and what they say
    figures   one week as it is now, without writing anything
    write     the files of one week; writing them again replaces them
    file      one file by its name, for whoever opens it
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Final

from analytics.isoweek import NoSuchWeek, Week
from analytics.report import ReportFiles
from analytics.week import WeeklyReport, weekly_report
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
from campaign.usecases.reporting import figures_by_hand, report
from campaign.usecases.reporting.collect import subjects

#: How many weeks are listed: a year and one.
LISTED: Final = 53

#: What each file of a report is, by how its name goes on after the week.
KINDS: Final[Mapping[str, str]] = {
    ".html": "page",
    ".xlsx": "workbook",
    "-totals.csv": "totals",
    "-channels.csv": "channels",
    "-posts.csv": "posts",
    "-by-hand.csv": "by-hand",
}

_NAME: Final = re.compile(r"(\d{4}-W\d{2})(\.html|\.xlsx|-(?:totals|channels|posts|by-hand)\.csv)")
_LEFT: Final = timedelta(hours=1)  # the age at which nobody writes a draft any more
_LARGEST: Final = 1 << 20  # bytes of a table that is read for its first row
# Drawing a report takes processors for seconds, and two that are equal are one too many.
_WRITING: Final = Lock()


class NoSuchReport(CampaignError):
    """No file of a report has this name."""


class NotBegun(CampaignError):
    """A week has not begun, so there is nothing to report."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One file of a report: its name, what it is (see `KINDS`), its bytes, when written (UTC)."""

    name: str
    kind: str
    size: int
    written: datetime


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
class WeekRow:
    """One week: what went out, what is still to come, its files, and what they say.

    `key` is None where no report is written. `running` says that the week is not over.
    """

    week: Week
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
    def lacks_report(self) -> bool:
        """True when something went out, the week is over, and no report says so."""
        return bool(self.out) and not self.running and self.written is None


def folder(config: Config) -> Path:
    """Where reports are written."""
    return config.var / "reports"


def weeks(database: Database, config: Config, now: datetime) -> tuple[WeekRow, ...]:
    """The weeks of the last year in which something went out, or that have a report; newest first.

    The week that runs at `now` (UTC) is always among them.
    """
    this = Week.of(now, config.zone)
    some = [this]
    while len(some) <= LISTED:
        some.append(some[-1].previous())
    windows = {week: week.window(config.zone) for week in some}
    start, end = windows[this]
    with database.read() as connection:
        times = went_out.instants(connection, windows[some[-1]][0], end)
        coming = went_out.to_come(connection, start, end)
    # They are in order, so a week is looked up by its ends: thousands of instants need no calendar.
    out = {
        week: number
        for week, (begins, ends) in windows.items()
        if (number := bisect_left(times, ends) - bisect_left(times, begins))
    }
    files: dict[Week, list[ReportFile]] = {}
    for week, found in _files(folder(config)):
        files.setdefault(week, []).append(found)
    listed = sorted({this, *out, *files}, reverse=True)[: LISTED + 1]
    return tuple(
        WeekRow(
            each,
            out.get(each, 0),
            coming if each == this else 0,
            running=each == this,
            files=tuple(sorted(files.get(each, ()), key=_order)),
            key=_key(folder(config), each) if each in files else None,
        )
        for each in listed
    )


def figures(
    database: Database, config: Config, registers: Registers, week: Week, now: datetime
) -> WeeklyReport:
    """One week's figures as they are now; nothing is written."""
    start, _ = week.previous().window(config.zone)
    _, end = week.window(config.zone)
    some = subjects(database, since=start, until=end, registers=registers, withdrawn=True)
    asked = figures_by_hand.asked(database, config, week)
    with database.raising_storage_errors():
        return weekly_report(
            database.engine,
            some,
            week,
            config.zone,
            now,
            channels=(name for name, channel in config.channels.items() if not channel.paused),
            asked=[(each.about, each.metric) for each in asked],
        )


def write(
    database: Database,
    config: Config,
    registers: Registers,
    media: MediaStore,
    week: Week,
    *,
    actor: Actor,
    now: datetime,
) -> ReportFiles:
    """Write one week's report at `now` (UTC), in the place of the one that was there.

    Whoever enters figures somewhere may do so. Raises NotBegun, Forbidden and StorageError.
    """
    with database.read() as connection:
        known = people.current(connection, actor)
        if not any(rights.may(known, Act.FIGURES, each) for each in config.regions):
            rights.demand(known, Act.FIGURES, [EVERYWHERE])
    if week.window(config.zone)[0] > now:
        raise NotBegun(f"{week} has not begun: there is nothing to report")
    with _WRITING:
        _sweep(folder(config), now)
        return report.weekly(database, config, registers, media, week, folder(config), now)


def file(config: Config, name: str) -> tuple[Path, str]:
    """One file of a report and what it is, by its name; raises NoSuchReport."""
    match = _NAME.fullmatch(name)
    path = folder(config) / name
    if match is None or not path.is_file() or path.is_symlink():
        raise NoSuchReport(f'there is no report "{name[:60]}"')
    return path, KINDS[match[2]]


def _files(reports: Path) -> Iterable[tuple[Week, ReportFile]]:
    if not reports.is_dir():
        return
    for path in reports.iterdir():
        match = _NAME.fullmatch(path.name)
        if match is None or not path.is_file() or path.is_symlink():
            continue
        try:
            week, stat = Week.parse(match[1]), path.stat()
        except (NoSuchWeek, OSError):
            continue  # somebody else's file, or one that has just gone
        written = datetime.fromtimestamp(stat.st_mtime, UTC)
        yield week, ReportFile(path.name, KINDS[match[2]], stat.st_size, written)


def _sweep(reports: Path, now: datetime) -> None:
    """Delete what a program that was stopped in the middle of writing has left behind."""
    for path in reports.glob(".*.part"):
        with suppress(OSError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - _LEFT:
                path.unlink()


def _order(found: ReportFile) -> int:
    return list(KINDS.values()).index(found.kind)


def _key(reports: Path, week: Week) -> Key | None:
    """What a written report says in its tables; None where it cannot be read."""
    total = next(iter(_rows(reports / f"{week}-totals.csv")), None)
    if total is None or total.get("dimension") != "total":
        return None
    followers = [_whole(row.get("followers")) for row in _rows(reports / f"{week}-channels.csv")]
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
