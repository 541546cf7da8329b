"""Every face of a report says what was worked out on paper: see figures.md beside this file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from analytics import store
from analytics.language import Words
from analytics.report import ReportFiles
from tests.analytics.paper import reading_back, week
from tests.analytics.paper.reading_back import Read


class Figure(NamedTuple):
    """One figure of the paper: where it stands, its exact value, and how English writes it."""

    table: str
    row: str
    column: str
    value: str
    written: str


#: The tables that have a file with all ids: its name, and the column that a row is found by.
ALL_IDS = {
    "channel": ("channels", "name"),
    "all-posts": ("posts", "headline"),
    "hand": ("by-hand", "metric"),
}
IDS = {"Mentions in the press": "press_mentions"}
#: The first head of each table, by which it is found.
FIRST = {
    "headline": "Name",
    "parts": "Day",
    "region": "Region",
    "language": "Language",
    "platform": "Network",
    "channel": "Channel",
    "metrics": "Count",
    "kpi": "Indicator",
    "hand": "Figure",
    "all-posts": "Post",
}
PLAIN = ("reactions", "reposts", "replies", "quotes", "saves", "views")
#: The other heads in English, by the ids of columns.
HEADS = {
    "value": "Figure",
    "posts": "Posts",
    "measured": "Measured",
    "engagement": "Engagement",
    "engagement_per_post": "Engagement a post",
    "engagement_median": "Middle post",
    "engagement_rate": "Engagement per view",
    "change_percent": "Change",
    "followers": "Followers",
    "followers_change": "New followers",
    "latest": "Latest",
    "known_for": "Known for",
    "at_age": "Week 43",
    "at_age_before": "Week 42",
    "actual": "So far",
    "target": "Target",
    "progress": "Of the way",
    "number": "Number",
    "clicks": "Link clicks",
    **{each: each.title() for each in PLAIN},
}
#: The headline figures by their names in English.
TILES = {
    "posts": "Posts",
    "engagement": "Engagement",
    "engagement_per_post": "Engagement a post",
    "followers": "Followers",
    "measured": "Measured",
}
READERS = {
    "html": reading_back.page,
    "md": reading_back.markdown,
    "pdf": reading_back.pdf,
    "xlsx": reading_back.workbook,
}


@cache
def paper() -> tuple[Figure, ...]:
    """The paper table."""
    with (Path(__file__).with_name("figures.csv")).open(encoding="utf-8", newline="") as table:
        return tuple(Figure(**row) for row in csv.DictReader(table))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ReportFiles:
    """The report of the week, in every face."""
    folder = tmp_path_factory.mktemp("paper")
    engine = sa.create_engine(f"sqlite:///{folder / 'analytics.db'}")
    store.metadata.create_all(engine)
    week.fill(engine)
    found = week.write(engine, folder)
    engine.dispose()
    assert found.troubles == ()
    return found


def face(files: ReportFiles, ending: str) -> list[Read]:
    """The tables of one face."""
    return READERS[ending](files.page.with_suffix(f".{ending}"))


def test_the_paper_itself_adds_up() -> None:
    """Thirty publications; parts come to the same whole, whichever way they are taken."""
    posts = {each.row for each in paper() if each.table == "all-posts"}
    assert len(posts) == 30
    whole = next(each.value for each in paper() if each[:2] == ("headline", "engagement"))
    for table in ("parts", "region", "language", "platform", "channel", "all-posts"):
        assert added(table, "engagement") == int(whole), table
    counts = added("metrics", "latest", but=("Views", "Engagement"))
    assert counts == int(whole)


def added(table: str, column: str, but: tuple[str, ...] = ()) -> int:
    """The sum of a column of the paper."""
    return sum(
        int(each.value)
        for each in paper()
        if (each.table, each.column) == (table, column)
        and each.value != "n/a"
        and each.row not in but
    )


@pytest.mark.parametrize("ending", ["html", "md"])
def test_what_people_read_says_what_the_paper_says(files: ReportFiles, ending: str) -> None:
    """The page and the Markdown, letter by letter."""
    compare(face(files, ending), shown)


def test_the_pdf_says_it_to_a_screen_reader(files: ReportFiles) -> None:
    """By its tags; a mark behind n/a leads to the reason. Its headline figures are text."""
    compare(face(files, "pdf"), marked, without="headline")
    told = " ".join(_pdf_text(files).split())
    for each in paper():
        if each.table == "headline":
            assert f"{TILES[each.row]} {each.written} " in told


def test_the_workbook_holds_the_figures_as_numbers(files: ReportFiles) -> None:
    """Exactly, and not as they are shown; n/a is a word."""
    compare(face(files, "xlsx"), exact)


def test_the_csv_files_hold_the_figures(files: ReportFiles) -> None:
    """One file a table, by the ids of rows and columns; no table has two files."""
    for table in FIRST:
        name, key = ALL_IDS.get(table, (table, ""))
        read = reading_back.csv_file(files.page.with_name(f"{files.page.stem}-{name}.csv"))
        assert name == table or not files.page.with_name(f"{files.page.stem}-{table}.csv").exists()
        at = read.heads.index(key) if key else 0
        rows = {row[at]: row for row in read.rows}
        for each in paper():
            if each.table == table:
                found = rows[IDS.get(each.row, each.row)][read.heads.index(each.column)]
                assert close(found, as_written(each.value) if key else each.value), each


def test_the_tables_of_all_ids_hold_them_too(files: ReportFiles) -> None:
    """The totals, which other programs read."""
    totals = reading_back.csv_file(files.totals)
    told = {
        (row[totals.heads.index("dimension")], row[totals.heads.index("name")]): row
        for row in totals.rows
    }
    at = totals.heads.index("engagement")
    for each in paper():
        if each.table in {"region", "platform", "channel"} and each.column == "engagement":
            assert told[each.table, each.row][at] == each.value


@pytest.mark.parametrize("ending", list(READERS))
def test_a_gap_is_never_a_zero_in_any_face(files: ReportFiles, ending: str) -> None:
    """Two posts nobody counted and an indicator without a value: no cell of theirs is a number."""
    tables = face(files, ending)
    for table, name, columns in (
        ("all-posts", "Headline 4", ("engagement", "reactions", "clicks", "views")),
        ("all-posts", "Headline 14", ("engagement", "reactions", "clicks", "views")),
        ("kpi", "Pilots begun", ("actual", "progress")),
    ):
        read = found_in(tables, table, columns)
        row = next(each for each in read.rows if each[0] == name)
        for column in columns:
            assert str(row[read.heads.index(HEADS[column])]).startswith("n/a")


def compare(tables: list[Read], same: Any, without: str = "") -> None:
    """Every figure of the paper stands where it belongs, and in no table is a row too many."""
    for table in FIRST:
        figures = [each for each in paper() if each.table == table != without]
        if not figures:
            continue
        read = found_in(tables, table, {each.column for each in figures})
        names = TILES if table == "headline" else {}
        rows = {str(row[0]): row for row in reversed(read.rows) if row}
        for each in figures:
            name = names.get(each.row, each.row)
            found = rows[name][read.heads.index(HEADS[each.column])]
            assert same(found, each), (each, found)
        if table != "headline":
            assert len(read.rows) == len({each.row for each in figures}), table


def found_in(tables: list[Read], table: str, columns: Iterable[str]) -> Read:
    """The table that begins with the right head and has the columns."""
    heads = {HEADS[each] for each in columns}
    return next(
        each for each in tables if each.heads[:1] == [FIRST[table]] and heads <= {*each.heads}
    )


def shown(found: str, figure: Figure) -> bool:
    """As English writes it; "28 of 30" says 28."""
    plain = found.replace("\u202f", " ").replace("\u00a0", " ")
    return plain == figure.written or plain.startswith(f"{figure.written} of ")


def marked(found: str, figure: Figure) -> bool:
    """The same, where n/a may have a mark that leads to the reason."""
    return shown(re.sub(r"^n/a ?[a-z]$", "n/a", found), figure)


def exact(found: Any, figure: Figure) -> bool:
    """The number itself; a change is kept as a part of one."""
    if figure.column == "change_percent" and figure.value != "n/a":
        found = 100 * found
    return close(found, figure.value)


def close(found: Any, value: str) -> bool:
    """The same number, to what was written down on paper; or both are n/a."""
    if value == "n/a" or found == "n/a":
        return bool(found == value)
    return bool(
        abs(float(found) - float(value)) < 10 ** -len(value.partition(".")[2] or "00000000")
    )


def as_written(value: str) -> str:
    """As a table of all ids writes it: a mean and a change with two places, a rate with five."""
    number = None if value == "n/a" else float(value)
    if number is None or number == int(number):
        return value
    return f"{number:.5f}" if abs(number) < 1 else f"{number:.2f}"


def _pdf_text(files: ReportFiles) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(files.page.with_suffix(".pdf"))
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "eu", "pl", "ga"])
def test_the_figures_are_the_same_in_other_languages(
    files: ReportFiles, tmp_path: Path, language: str
) -> None:
    """The workbook's numbers do not change with the words around them."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'analytics.db'}")
    store.metadata.create_all(engine)
    week.fill(engine)
    other = week.write(engine, tmp_path, (language,))
    engine.dispose()
    gap = Words(language)("n/a")
    for mine, theirs in zip(
        reading_back.workbook(files.workbook), reading_back.workbook(other.workbook), strict=True
    ):
        assert numbers(mine, "n/a") == numbers(theirs, gap)


def numbers(table: Read, gap: str) -> list[str]:
    """All numbers and gaps of a sheet."""
    cells = [cell for row in table.rows for cell in row]
    gaps = ["n/a" for cell in cells if cell == gap]
    return sorted([*gaps, *(str(cell) for cell in cells if isinstance(cell, (int, float)))])
