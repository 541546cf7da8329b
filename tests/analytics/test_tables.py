"""The tables a report's files are made of: a gap is a gap in frames, CSV files and the workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pandas as pd
import pytest
import sqlalchemy as sa
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from analytics import by_hand, store, tables
from analytics.by_hand import About, Entered
from analytics.metrics import Audience, Counts, Subject
from analytics.period import Period
from analytics.reading import read_report
from analytics.sheets import LONGEST, csv_file, workbook
from analytics.words import Labels
from tests.analytics import sample
from tests.analytics.made import DAY, HOUR, START, Listed, count, subject

EVIL = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x.example","y")', "#REF!"]
Frames = Mapping[str, pd.DataFrame]


def frames_of(engine: sa.Engine, posts: list[Subject]) -> Frames:
    """The tables of a report on these posts, read on Monday morning."""
    now = sample.MONDAY_MORNING
    report = read_report(engine, Listed(engine, posts), Period.week(sample.WEEK), sample.BRUSSELS, now)
    return tables.tables(report, Labels(region={"eu": "EU voice"}))


@pytest.fixture
def frames(engine: sa.Engine) -> Frames:
    """Two posts: one counted after a day, without views; one that nobody could count."""
    posts = [subject(1), subject(2, channel="eu-bluesky", platform="bluesky", outcome=None)]
    count(engine, posts[0], DAY, Counts(reactions=1200, reposts=0))
    with engine.begin() as connection:
        for day, followers in ((29, 990), (36, 1000)):
            when = datetime(2026, 11, 1, 9, tzinfo=UTC) + (day - 1) * DAY
            store.add_audience(connection, "eu-mastodon", Audience(followers), when)
        week = About(channel="eu-telegram", week=str(sample.WEEK))
        for edition, number in enumerate((412, 1421), 1):
            entered = Entered(week, "views", number, "Telegram", "aina", START, edition)
            assert by_hand.add(connection, entered)
    return frames_of(engine, posts)


def opened(frames: Frames) -> dict[str, Worksheet]:
    """The sheets of the workbook, as a spreadsheet program reads them."""
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(workbook(frames)))}


def cells(sheet: Worksheet, row: int) -> dict[str, Any]:
    """One row's cells by their headings."""
    return {str(head.value): cell for head, cell in zip(sheet[1], sheet[row], strict=True)}


def rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table's CSV file."""
    return list(csv.DictReader(io.StringIO(csv_file(frame).decode("utf-8-sig"), newline="")))


def test_a_gap_in_a_frame_is_no_number_at_all(frames: Frames) -> None:
    """<NA>, in a column that still holds whole numbers: neither 0 nor a float."""
    posts = frames["posts"].set_index("publication_id").sort_index()
    assert str(posts["reactions"].dtype) == "Int64"
    assert posts.loc[2, "reactions"] is pd.NA
    assert posts.loc[1, "reposts"] == 0
    assert posts.loc[2, "outcome"] is pd.NA
    assert posts["views"].isna().all()
    assert posts["engagement"].sum() == 1200
    assert posts["counted_at_utc"].isna().tolist() == [False, True]


def test_every_column_has_a_type_that_knows_gaps(frames: Frames) -> None:
    """The same in a full week and in one where nothing was known."""
    for frame in frames.values():
        kinds = {str(kind) for kind in frame.dtypes}
        assert kinds <= {"string", "Int64", "Float64", "datetime64[us, UTC]", "datetime64[s]"}
    assert {name for name, kind in tables.KINDS.items() if kind == tables.INSTANT} == {
        "as_of_utc",
        "published_at_utc",
        "counted_at_utc",
        "withdrawn_at_utc",
        "entered_at_utc",
    }


def test_a_week_of_nothing_keeps_columns_and_types(engine: sa.Engine, frames: Frames) -> None:
    """An empty table can be joined to a full one."""
    empty = frames_of(engine, [])
    assert len(empty["posts"]) == 0
    for name, frame in frames.items():
        assert empty[name].dtypes.equals(frame.dtypes)
    assert [each.value for each in opened(empty)["posts"][1]] == list(tables.POSTS)


def test_a_row_that_does_not_fit_its_header_is_a_mistake() -> None:
    """A column added to one and not the other is found, not shifted."""
    with pytest.raises(ValueError, match="2 cells, its header 1"):
        tables._frame(("week",), [("2026-W49", 2)])


def test_a_csv_file_says_instants_days_and_numbers_as_ever(frames: Frames) -> None:
    """ISO 8601 with its zone; 24 hours are 24 and not 24.0; a gap is n/a."""
    posts = {row["publication_id"]: row for row in rows(frames["posts"])}
    assert posts["1"]["published_at_utc"] == "2026-12-01T09:00:00+00:00"
    assert posts["1"]["counted_at_age_hours"] == "24"
    assert posts["2"]["counted_at_age_hours"] == posts["2"]["outcome"] == "n/a"
    channels = {row["channel"]: row for row in rows(frames["channels"])}
    assert channels["eu-mastodon"]["followers_day"] == "2026-12-06"
    assert channels["eu-mastodon"]["followers_change_percent"] == "1.01"
    assert channels["eu-bluesky"]["followers_since"] == "n/a"
    assert csv_file(frames["posts"]).startswith(b"\xef\xbb\xbfweek,as_of_utc,")
    assert csv_file(frames["posts"]).count(b"\r\n") == 3


def test_a_mean_above_a_million_is_written_in_full(frames: Frames) -> None:
    """1234567 and not 1.23457e+06, which a spreadsheet would take for another number."""
    frame = frames["totals"].head(1).assign(engagement_per_post=pd.array([1234567.0], "Float64"))
    assert rows(frame)[0]["engagement_per_post"] == "1234567"


def test_pandas_reads_back_from_both_files_what_was_written(frames: Frames) -> None:
    """Whole numbers, gaps and words, with n/a named as the sign of a gap."""
    book = io.BytesIO(workbook(frames))
    for name, frame in frames.items():
        whole = {column: kind for column, kind in tables.KINDS.items() if column in frame}
        dates = [column for column, kind in whole.items() if kind.startswith("datetime")]
        kinds = {column: kind for column, kind in whole.items() if column not in dates}
        known: dict[str, Any] = {"na_values": ["n/a"], "keep_default_na": False, "dtype": kinds}
        of_csv = pd.read_csv(io.BytesIO(csv_file(frame)), parse_dates=dates, **known)
        of_sheet = pd.read_excel(book, sheet_name=name, **known)
        assert list(of_csv.columns) == list(of_sheet.columns) == list(frame.columns)
        for column in kinds:
            pd.testing.assert_series_equal(of_csv[column], frame[column])
            pd.testing.assert_series_equal(of_sheet[column], frame[column])
        for column in dates:
            assert of_csv[column].isna().equals(frame[column].isna())
            there = pd.to_datetime(of_sheet[column], utc=frame[column].dt.tz is not None)
            assert list(there.dropna()) == list(frame[column].dropna())


def test_numbers_and_dates_in_the_workbook_are_real_ones(frames: Frames) -> None:
    """They sort, add up and filter as such, and look like what they are."""
    sheets = opened(frames)
    assert list(sheets) == ["totals", "channels", "posts", "by-hand"]
    post = cells(sheets["posts"], 2 if sheets["posts"]["C2"].value == 1 else 3)
    assert (post["reactions"].value, post["reactions"].number_format) == (1200, "#,##0")
    assert post["published_at_utc"].value == datetime(2026, 12, 1, 9)
    assert post["published_at_utc"].number_format == "yyyy-mm-dd hh:mm"
    assert post["counted_at_age_hours"].value == 24
    channels = {row[2].value: number for number, row in enumerate(sheets["channels"], start=1)}
    channel = cells(sheets["channels"], channels["eu-mastodon"])
    assert channel["followers_day"].value == datetime(2026, 12, 6)
    assert channel["followers_day"].number_format == "yyyy-mm-dd"
    assert (channel["followers_change"].value, channel["followers_change"].number_format) == (
        10,
        "+#,##0;-#,##0;0",
    )
    assert channel["engagement_rate"].number_format == "0.00%"


def test_a_gap_in_the_workbook_is_a_word(frames: Frames) -> None:
    """n/a in counts, dates and texts alike; no empty cell and no zero."""
    sheet = opened(frames)["posts"]
    post = cells(sheet, 3 if sheet["C2"].value == 1 else 2)
    for name in ("reactions", "engagement", "counted_at_age_hours", "counted_at_utc", "outcome"):
        assert (post[name].value, post[name].data_type) == ("n/a", "s"), name
    everything = [cell.value for each in opened(frames).values() for row in each for cell in row]
    assert None not in everything


@pytest.mark.parametrize("text", EVIL)
def test_words_like_a_formula_stay_words_in_both_files(engine: sa.Engine, text: str) -> None:
    """A cell that begins with = would be run by the program that opens the file."""
    post = subject(1, headline=text, post=text, region=text, channel=text)
    count(engine, post, HOUR, Counts(reactions=1))
    frames = frames_of(engine, [post])
    (row,) = rows(frames["posts"])
    assert row["headline"] == (text if text.startswith("#") else f"'{text}")
    for sheet in opened(frames).values():
        assert {cell.data_type for line in sheet for cell in line} <= {"s", "n", "d"}
    cell = cells(opened(frames)["posts"], 2)["headline"]
    assert (cell.value, cell.number_format) == (text, "@")
    assert cell.quotePrefix is not text.startswith("#")


def test_a_sign_no_workbook_can_hold_does_not_cost_the_report(engine: sa.Engine) -> None:
    """A control character in a headline is shown as lost; what looks like an escape is none."""
    frames = frames_of(engine, [subject(1, headline="Three\x0bdays", post="_x0041_")])
    post = cells(opened(frames)["posts"], 2)
    assert post["headline"].value == "Three\ufffddays"
    assert post["post"].value == "_x005F_x0041_"  # a spreadsheet program shows _x0041_
    assert rows(frames["posts"])[0]["headline"] == "Three\x0bdays"


def test_headings_are_bold_stay_in_place_and_filter(frames: Frames) -> None:
    """Also what a row is stays while one scrolls right, and every heading is readable."""
    frozen = {"totals": "F2", "channels": "E2", "posts": "E2", "by-hand": "G2"}
    for name, sheet in opened(frames).items():
        assert [cell.value for cell in sheet[1]] == list(frames[name].columns)
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.freeze_panes == frozen[name]
        assert sheet.auto_filter.ref == sheet.dimensions
        for index, heading in enumerate(frames[name].columns, start=1):
            letter = get_column_letter(index)
            assert sheet.column_dimensions[letter].width >= len(heading) + 3


def test_a_table_too_long_for_a_workbook_is_named_not_cut(frames: Frames) -> None:
    """Half a table would not add up, and a whole one would take minutes to write and open."""
    long = pd.concat([frames["posts"]] * (LONGEST // 2 + 1), ignore_index=True)
    sheet = opened({"totals": frames["totals"], "posts": long})["posts"]
    (((only,),)) = sheet.values
    assert only == "3,002 rows: too many for a workbook. See the file that ends in -posts.csv."
    assert len(rows(long)) == LONGEST + 2


def test_a_wall_clock_of_another_zone_does_not_move_an_instant(engine: sa.Engine) -> None:
    """Published at nine in Brussels is eight in UTC, in the frame and in both files."""
    when = START.astimezone(sample.BRUSSELS) - timedelta(hours=1)
    frames = frames_of(engine, [subject(1, published_at=when)])
    assert rows(frames["posts"])[0]["published_at_utc"] == "2026-12-01T08:00:00+00:00"
    cell = cells(opened(frames)["posts"], 2)["published_at_utc"]
    assert cell.value == datetime(2026, 12, 1, 8)
