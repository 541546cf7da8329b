"""The tables a report's files are made of: a gap is a gap in frames and CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from analytics import by_hand, store, tables
from analytics.by_hand import About, Entered
from analytics.frames_as_csv import frame_as_csv
from analytics.metrics import Audience, Counts, Subject
from analytics.period import Period
from analytics.reading import read_report
from analytics.words import Labels
from tests.analytics import sample
from tests.analytics.made import DAY, HOUR, START, count, subject

EVIL = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x.example","y")', "#REF!"]
Frames = Mapping[str, pd.DataFrame]


def frames_of(engine: sa.Engine, posts: list[Subject]) -> Frames:
    """The tables of a report on these posts, read on Monday morning."""
    now = sample.MONDAY_MORNING
    report = read_report(engine, posts, Period.week(sample.WEEK), sample.BRUSSELS, now)
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


def rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table's CSV file."""
    return list(csv.DictReader(io.StringIO(frame_as_csv(frame).decode("utf-8-sig"), newline="")))


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
    assert list(empty["posts"].columns) == list(tables.POSTS)


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
    assert frame_as_csv(frames["posts"]).startswith(b"\xef\xbb\xbfweek,as_of_utc,")
    assert frame_as_csv(frames["posts"]).count(b"\r\n") == 3


def test_a_mean_above_a_million_is_written_in_full(frames: Frames) -> None:
    """1234567 and not 1.23457e+06, which a spreadsheet would take for another number."""
    frame = frames["totals"].head(1).assign(engagement_per_post=pd.array([1234567.0], "Float64"))
    assert rows(frame)[0]["engagement_per_post"] == "1234567"


def test_pandas_reads_back_what_was_written(frames: Frames) -> None:
    """Whole numbers, gaps and words, with n/a named as the sign of a gap."""
    for frame in frames.values():
        whole = {column: kind for column, kind in tables.KINDS.items() if column in frame}
        dates = [column for column, kind in whole.items() if kind.startswith("datetime")]
        kinds = {column: kind for column, kind in whole.items() if column not in dates}
        known: dict[str, Any] = {"na_values": ["n/a"], "keep_default_na": False, "dtype": kinds}
        found = pd.read_csv(io.BytesIO(frame_as_csv(frame)), parse_dates=dates, **known)
        assert list(found.columns) == list(frame.columns)
        for column in kinds:
            pd.testing.assert_series_equal(found[column], frame[column])
        for column in dates:
            assert found[column].isna().equals(frame[column].isna())
            there = pd.to_datetime(found[column], utc=frame[column].dt.tz is not None)
            assert list(there.dropna()) == list(frame[column].dropna())


@pytest.mark.parametrize("text", EVIL)
def test_words_like_a_formula_stay_words(engine: sa.Engine, text: str) -> None:
    """A cell that begins with = would be run by the program that opens the file."""
    post = subject(1, headline=text, post=text, region=text, channel=text)
    count(engine, post, HOUR, Counts(reactions=1))
    (row,) = rows(frames_of(engine, [post])["posts"])
    assert row["headline"] == (text if text.startswith("#") else f"'{text}")


def test_a_wall_clock_of_another_zone_does_not_move_an_instant(engine: sa.Engine) -> None:
    """Published at nine in Brussels is eight in UTC."""
    when = START.astimezone(sample.BRUSSELS) - timedelta(hours=1)
    frames = frames_of(engine, [subject(1, published_at=when)])
    assert rows(frames["posts"])[0]["published_at_utc"] == "2026-12-01T08:00:00+00:00"
