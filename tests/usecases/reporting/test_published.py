"""What was published reaches a report through the database, the same on both kinds."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from analytics.metrics import Counts
from analytics.period import Kind, Period
from analytics.posts import COLUMNS
from analytics.reading import Report, read_report
from analytics.store import Snapshot, add_snapshots
from campaign.model import Registers
from campaign.model.campaigns import Activity
from campaign.model.people import Actor
from campaign.storage import reported
from campaign.storage.tables import publications, variants
from campaign.usecases.reporting.published import Published
from campaign.usecases.trust.withdraw import done_by_hand
from tests.engine.stage import Stage
from tests.plan.made import HOUR, NOW
from tests.storage.conftest import on_both

REGISTERS = Registers(activities={"A02": Activity("A02", "Learning labs", "O1")})
DAY = Period(Kind.SPAN, NOW.date(), NOW.date())
LATER = NOW + 48 * HOUR
UTC = ZoneInfo("UTC")


@pytest.fixture
def out(stage: Stage) -> Stage:
    """Three posts that went out, the last one half a second after the second; one is planned."""
    channels = ("arad", "catalonia", "navarra")
    stage.ready(*(stage.wanted(channel=name) for name in channels))
    assert len(stage.tick().published) == 3
    stage.apply(*(stage.wanted(channel=name) for name in channels), stage.wanted("more", at=LATER))
    for number, seconds in ((1, 0), (2, 60), (3, 60.5)):
        went = NOW + timedelta(seconds=seconds)
        with stage.database.write() as connection:
            same = publications.c.id == number
            connection.execute(update(publications).where(same).values(published_at=went))
    with stage.database.write() as connection:
        add_snapshots(connection, [Snapshot(1, HOUR, NOW + HOUR, Counts(reactions=5))])
    return stage


def read(out: Stage, posts: Published) -> Report:
    """The report of the day on which they went out."""
    return read_report(out.database.engine, posts, DAY, UTC, LATER)


@on_both
def test_a_report_reads_the_publications_and_what_their_activity_serves(out: Stage) -> None:
    """In the order in which they went out, with words and outcome; what is planned is not out."""
    found = read(out, Published(out.database, REGISTERS))
    assert (found.total.posts, found.total.measured, found.total.engagement) == (3, 1, 5)
    assert [row.key for row in found.groups["outcome"]] == ["O1"]
    assert found.distinct_posts == 1
    shown = list(found.every())
    assert [each.subject.channel for each in shown] == ["arad", "catalonia", "navarra"]
    assert {each.subject.outcome for each in shown} == {"O1"}
    assert all(each.subject.text for each in shown)
    assert shown[2].subject.published_at == NOW + timedelta(seconds=60.5)
    assert [each.subject for each in found.most] == [each.subject for each in shown]


@on_both
def test_instants_are_told_in_whole_seconds(out: Stage) -> None:
    """Also those that have a fraction; the end of a span is not in it."""
    posts = Published(out.database)
    with out.database.read() as connection:
        rows = connection.execute(posts.between(NOW, NOW + timedelta(seconds=60.5))).all()
        more = connection.execute(posts.between(NOW, NOW + timedelta(seconds=61))).all()
    assert {row.id: row.at - int(NOW.timestamp()) for row in more} == {1: 0, 2: 60, 3: 60}
    assert {row.id for row in rows} == {1, 2}
    assert tuple(rows[0]._fields) == COLUMNS


PICTURE, FILM = ({"sha256": "0", "mime": each} for each in ("image/png", "video/mp4"))


@on_both
@pytest.mark.parametrize(
    ("media", "form"),
    [
        (None, "text"),
        ([], "text"),
        ([PICTURE], "picture"),
        ([PICTURE, PICTURE, PICTURE], "pictures"),
        ([FILM], "film"),
        ([PICTURE, FILM], "film"),
    ],
)
def test_what_goes_out_beside_the_words_is_found_in_sql(
    out: Stage, media: list[dict[str, str]] | None, form: str
) -> None:
    """The same as of the post that is shown; a body of before may name no media."""
    posts = Published(out.database)
    with out.database.write() as connection:
        (body,) = connection.scalars(select(variants.c.body).limit(1))
        body.pop("media", None)
        if media is not None:
            body["media"] = media
        connection.execute(update(variants).values(body=body))
    with out.database.read() as connection:
        rows = connection.execute(posts.between(NOW, LATER)).all()
        shown = posts.subjects(connection, [1, 2, 3])
    assert [row.format for row in rows] == [each.format for each in shown] == [form] * 3


def test_a_span_is_found_by_when_posts_went_out(out: Stage) -> None:
    """Not by reading all that ever went out."""
    query = Published(out.database).between(NOW, LATER)
    words = query.compile(out.database.engine, compile_kwargs={"literal_binds": True})
    with out.database.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}").all()
    assert "ix_publications_published_at" in plan[0][-1]


@on_both
def test_what_was_taken_back_stays_in_the_report_and_is_told(out: Stage) -> None:
    """With when and why."""
    done_by_hand(out.database, [2], actor=Actor("aina"), reason="a slip", now=NOW + HOUR)
    found = read(out, Published(out.database))
    assert (found.total.posts, found.all_withdrawn) == (3, 1)
    (gone,) = found.withdrawn
    assert gone.subject.withdrawn_at == NOW + HOUR
    assert gone.subject.withdrawn_because == "a slip"


@on_both
def test_those_of_other_regions_are_left_aside(out: Stage) -> None:
    """As a person reads who may see some regions only."""
    assert read(out, Published(out.database, regions=["catalonia"])).total.posts == 3
    nothing = read(out, Published(out.database, regions=["navarra"]))
    assert (nothing.total.posts, list(nothing.every())) == (0, [])


def test_which_posts_of_the_calendar_went_out_in_a_span(out: Stage) -> None:
    """Of those that are asked for."""
    with out.database.read() as connection:
        end = NOW + HOUR
        assert reported.among(connection, {"labs", "more", "other"}, NOW, end) == {"labs"}
        assert reported.among(connection, {"labs"}, end, LATER) == set()
        assert reported.public(connection, NOW + timedelta(seconds=1)) == [2, 3]
