"""Write one report to a folder: a page that opens without a network, a workbook, CSV files.

read_report ─→ render ─→ 2026-W49.html
              └→ tables ─→ sheets ─→ 2026-W49.xlsx
                                   → 2026-W49-totals.csv, -channels.csv, -posts.csv, -by-hand.csv
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Engine

from analytics import say
from analytics.by_hand import About
from analytics.metrics import Subject
from analytics.period import Period
from analytics.reading import Report, read_report
from analytics.words import Decision, Labels, Masthead


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where a report was written, and what it says in one sentence."""

    page: Path
    workbook: Path
    totals: Path
    channels: Path
    posts: Path
    by_hand: Path
    summary: str
    report: Report

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files, the page first."""
        return (self.page, self.workbook, self.totals, self.channels, self.posts, self.by_hand)


CardSource = Callable[[str], bytes | None]
"""Gives a card's picture by its SHA-256; None when it is not kept any more."""


def no_card(_sha256: str) -> bytes | None:
    """A source of cards that has none."""
    return None


def write_report(
    engine: Engine,
    subjects: Iterable[Subject],
    period: Period,
    zone: tzinfo,
    now: datetime,
    folder: Path,
    *,
    card: CardSource = no_card,
    labels: Labels | None = None,
    masthead: Masthead | None = None,
    as_of: datetime | None = None,
    channels: Iterable[str] = (),
    asked: Collection[tuple[About, str]] = (),
    decisions: Sequence[Decision] = (),
) -> ReportFiles:
    """Read one period and write its six files; what stood under the same names is replaced.

    The folder is made when it is missing. Raises OSError when it cannot be written; a file is
    replaced whole or not at all. `decisions` are the findings that were let stand. For the
    other arguments see `read_report` and `render`.
    """
    # templates, pandas and openpyxl, for this command alone
    from analytics.render import render  # noqa: PLC0415
    from analytics.sheets import csv_file, workbook  # noqa: PLC0415
    from analytics.tables import tables  # noqa: PLC0415

    report = read_report(
        engine, subjects, period, zone, now, as_of=as_of, channels=channels, asked=asked
    )
    labels = labels or Labels()
    files = ReportFiles(
        page=folder / f"{period}.html",
        workbook=folder / f"{period}.xlsx",
        totals=folder / f"{period}-totals.csv",
        channels=folder / f"{period}-channels.csv",
        posts=folder / f"{period}-posts.csv",
        by_hand=folder / f"{period}-by-hand.csv",
        summary=say.summary(report),
        report=report,
    )
    frames = tables(report, labels)
    contents = {
        files.page: render(report, labels, masthead or Masthead(), card, decisions).encode(),
        files.totals: csv_file(frames["totals"]),
        files.channels: csv_file(frames["channels"]),
        files.posts: csv_file(frames["posts"]),
        files.by_hand: csv_file(frames["by-hand"]),
        files.workbook: workbook(frames),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        _write(path, content)
    return files


def _write(path: Path, content: bytes) -> None:
    """Put the whole file there at once; two who write it at the same time do not disturb."""
    beside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with beside.open("xb") as out:
            out.write(content)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
