"""The file of all posts is written row by row, in the form it always had."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa

from analytics.isoweek import Week
from analytics.metrics import Counts, Subject
from analytics.period import Period
from analytics.posts_file import POSTS, posts_csv
from analytics.reading import read_report
from tests.analytics import sample
from tests.analytics.made import DAY, HOUR, START, Listed, count, subject


def written(engine: sa.Engine, posts: list[Subject]) -> bytes:
    """The file of these posts, read on Monday morning."""
    listed, week = Listed(engine, posts), Period.week(Week.of(START, sample.BRUSSELS))
    out = io.BytesIO()
    posts_csv(read_report(engine, listed, week, sample.BRUSSELS, sample.MONDAY_MORNING), out)
    assert not out.closed
    return out.getvalue()


def rows(content: bytes) -> list[dict[str, str]]:
    """Its rows."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_gap_is_no_number_and_instants_are_written_as_ever(engine: sa.Engine) -> None:
    """ISO 8601 with its zone; 24 hours are 24 and not 24.0; a gap is n/a."""
    posts = [
        subject(1),
        subject(2, channel="eu-bluesky", activity="A07", outcome=None),
        subject(3, withdrawn_at=START + HOUR, withdrawn_because="a slip"),
    ]
    count(engine, posts[0], HOUR, Counts(reactions=1))
    count(engine, posts[0], DAY, Counts(reactions=1200, reposts=0))
    count(engine, posts[2], HOUR / 2, Counts(views=7))
    found = written(engine, posts)
    assert found.startswith(b"\xef\xbb\xbfweek,as_of_utc,publication_id,")
    assert found.count(b"\r\n") == 4
    first, second, third = rows(found)
    assert first["week"] == "2026-W49"
    assert first["as_of_utc"] == "2026-12-06T23:00:00+00:00"
    assert first["published_at_utc"] == "2026-12-01T09:00:00+00:00"
    assert (first["reactions"], first["reposts"], first["views"]) == ("1200", "0", "n/a")
    assert (first["engagement"], first["counted_at_age_hours"]) == ("1200", "24")
    assert second["counted_at_age_hours"] == second["outcome"] == second["engagement"] == "n/a"
    assert second["counted_at_utc"] == second["withdrawn_at_utc"] == "n/a"
    assert (third["engagement"], third["views"]) == ("n/a", "7")
    assert third["counted_at_age_hours"] == "0.5"
    assert third["withdrawn_at_utc"] == "2026-12-01T10:00:00+00:00"
    assert third["withdrawn_because"] == "a slip"


def test_more_posts_than_one_statement_reads_are_all_there_in_order(engine: sa.Engine) -> None:
    """A thousand, in the order in which they went out and not in that of their numbers."""
    posts = [subject(number, published_at=START - number * DAY / 1000) for number in range(1, 1004)]
    numbers = [int(row["publication_id"]) for row in rows(written(engine, posts))]
    assert numbers == list(range(1003, 0, -1))


def test_a_week_without_posts_has_the_columns(engine: sa.Engine) -> None:
    """So that it can be joined to a full one."""
    found = written(engine, [])
    assert found.decode("utf-8-sig") == ",".join(POSTS) + "\r\n"


def test_a_wall_clock_of_another_zone_does_not_move_an_instant(engine: sa.Engine) -> None:
    """Published at nine in Brussels is eight in UTC."""
    when = START.astimezone(sample.BRUSSELS) - HOUR
    (row,) = rows(written(engine, [subject(1, published_at=when)]))
    assert row["published_at_utc"] == "2026-12-01T08:00:00+00:00"


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1"])
def test_words_that_would_be_run_as_a_formula_stay_words(engine: sa.Engine, evil: str) -> None:
    """A headline may begin with any sign."""
    (row,) = rows(written(engine, [subject(1, headline=evil)]))
    assert row["headline"] == f"'{evil}"
