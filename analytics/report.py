"""Write one report to a folder: in each language a page, a PDF, Markdown, a workbook; CSV files.

read_report ─→ document ─→ 2026-W49.html, .pdf, .md, .xlsx     (English)
                        ├→ 2026-W49.de.html, .pdf, .md, .xlsx  (German, and so on)
                        └→ 2026-W49-metrics.csv, …             (each table, in the first language)
            └→ tables ─→ 2026-W49-totals.csv, -channels.csv, -posts.csv, -by-hand.csv

The four tables at the end hold everything by ids and are the same in every language. Whatever may
hold every post is written row by row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Final

from sqlalchemy import Engine

from analytics.by_hand import About
from analytics.meaning import read_meaning
from analytics.meaning.frames import Carried, read_experiments
from analytics.parts import Parts
from analytics.period import Period
from analytics.posts import Posts
from analytics.reading import Report, read_report
from analytics.weekly import read_rolling
from analytics.words import Labels, Masthead


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where a report was written, and what it says in a few sentences of its first language.

    `page` is that of the first language; `others` are the files that have no name here. `troubles`
    say what could not be made.
    """

    page: Path
    workbook: Path
    totals: Path
    channels: Path
    posts: Path
    by_hand: Path
    others: tuple[Path, ...]
    summary: str
    report: Report
    troubles: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files, the page first."""
        tables = (self.totals, self.channels, self.posts, self.by_hand)
        return (self.page, self.workbook, *tables, *self.others)


CardSource = Callable[[str], bytes | None]
"""Gives a card's picture by its SHA-256; None when it is not kept any more."""


Writer = Callable[[BinaryIO], object]
"""Writes the content of one file."""


OF_ALL_IDS: Final = frozenset({"channel", "hand", "all-posts"})
"""The tables that programs get with all ids, as `channels`, `by-hand` and `posts`."""


def no_card(_sha256: str) -> bytes | None:
    """A source of cards that has none."""
    return None


def stem(period: Period, language: str) -> str:
    """How the names of a report's files in one language begin: 2026-W49, 2026-W49.de."""
    return str(period) if language == "en" else f"{period}.{language}"


def _csv(period: Period, table: str, language: str) -> str:
    """The name of a table's CSV file: 2026-W49-metrics.csv, 2026-W49-metrics.de.csv."""
    ending = ".csv" if language == "en" else f".{language}.csv"
    return f"{period}-{table.replace('_', '-')}{ending}"


def _bytes(content: bytes) -> Writer:
    return lambda out: out.write(content)


def write_report(
    engine: Engine,
    posts: Posts,
    period: Period,
    zone: tzinfo,
    now: datetime,
    folder: Path,
    *,
    languages: Sequence[str] = ("en",),
    card: CardSource = no_card,
    fonts: Path | None = None,
    labels: Callable[[str], Labels] = lambda _language: Labels(),
    masthead: Callable[[str], Masthead] = lambda _language: Masthead(),
    as_of: datetime | None = None,
    channels: Iterable[str] = (),
    asked: Collection[tuple[About, str]] = (),
    parts: Parts | None = None,
    zones: Mapping[str, tzinfo] | None = None,
    carried: Carried | None = None,
) -> ReportFiles:
    """Read one period and write its files; what stood under the same names is replaced.

    The folder is made when it is missing. Raises OSError when it cannot be written; a file is
    replaced whole or not at all. `labels` and `masthead` give the names and the words around the
    figures for a language; `fonts` is the folder of those that set a PDF, without which there is
    none. `zones` are the channels' own, by which hours of the day are compared; a channel without
    one is on the clock of `zone`. `carried` says which posts carry two frames. For the other
    arguments see `read_report`.
    """
    # Babel, templates, pandas and more, for this command alone
    from analytics.faces.csv_files import csv_file, csv_tables  # noqa: PLC0415
    from analytics.faces.markdown import markdown  # noqa: PLC0415
    from analytics.faces.page import page  # noqa: PLC0415
    from analytics.faces.pdf import PdfNotMade, pdf  # noqa: PLC0415
    from analytics.faces.workbook import workbook  # noqa: PLC0415
    from analytics.frames_as_csv import frame_as_csv  # noqa: PLC0415
    from analytics.language import Words  # noqa: PLC0415
    from analytics.make import document  # noqa: PLC0415
    from analytics.posts_file import posts_csv  # noqa: PLC0415
    from analytics.sections.headline import line  # noqa: PLC0415
    from analytics.tables import tables  # noqa: PLC0415

    report = read_report(
        engine, posts, period, zone, now, as_of=as_of, channels=channels, asked=asked
    )
    parts = replace(
        parts or Parts(),
        rolling=read_rolling(engine, posts, report),
        meaning=read_meaning(
            engine,
            posts,
            report.start,
            report.end,
            report.as_of,
            report.rank_age,
            zone,
            zones,
        ),
        experiments=read_experiments(engine, posts, carried or Carried(), report.as_of),
    )
    first = languages[0]
    contents: dict[Path, Writer] = {}
    troubles: list[str] = []
    for language in languages:
        words, beginning = Words(language), stem(period, language)
        made = document(report, parts, words, labels(language), masthead(language))
        contents[folder / f"{beginning}.html"] = _bytes(page(made, words, card).encode())
        contents[folder / f"{beginning}.md"] = _bytes(markdown(made, words).encode())
        if fonts is not None:
            try:
                contents[folder / f"{beginning}.pdf"] = _bytes(pdf(made, words, fonts, card))
            except PdfNotMade as error:  # a report without its PDF is better than no report
                troubles.append(f"{beginning}.pdf: {error}")
        contents[folder / f"{beginning}.xlsx"] = partial(workbook, made, words)
        if language == first:
            for table in csv_tables(made):
                if table.id in OF_ALL_IDS:
                    continue
                contents[folder / _csv(period, table.id, language)] = partial(csv_file, table)
    for name, frame in tables(report, labels(first)).items():
        contents[folder / f"{period}-{name}.csv"] = _bytes(frame_as_csv(frame))
    contents[folder / f"{period}-posts.csv"] = partial(posts_csv, report)
    files = ReportFiles(
        page=folder / f"{stem(period, first)}.html",
        workbook=folder / f"{stem(period, first)}.xlsx",
        totals=folder / f"{period}-totals.csv",
        channels=folder / f"{period}-channels.csv",
        posts=folder / f"{period}-posts.csv",
        by_hand=folder / f"{period}-by-hand.csv",
        others=(),
        summary=line(report, Words(first)),
        report=report,
        troubles=tuple(troubles),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for path, write in contents.items():
        _write(path, write)
    _sweep(folder, period, languages, contents)
    return replace(files, others=tuple(path for path in contents if path not in files.paths))


def _sweep(folder: Path, period: Period, languages: Sequence[str], kept: Collection[Path]) -> None:
    """Delete what an earlier report of the same period and languages said and this one does not."""
    start = re.escape(str(period))
    tongue = "|".join("" if each == "en" else f"\\.{re.escape(each)}" for each in languages)
    old = re.compile(rf"{start}(-[a-z][a-z-]*({tongue})\.csv|({tongue})\.pdf)")
    for path in folder.iterdir():
        if old.fullmatch(path.name) and path not in kept and not path.is_symlink():
            path.unlink(missing_ok=True)


def _write(path: Path, write: Writer) -> None:
    """Put the whole file there at once; two who write it at the same time do not disturb."""
    beside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with beside.open("xb") as out:
            write(out)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
