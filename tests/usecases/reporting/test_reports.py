"""Which weeks have a report, what it says, and writing one from the desk."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select

from analytics.isoweek import Week
from analytics.period import Kind, Period
from campaign.config import Config
from campaign.errors import Forbidden
from campaign.model import Registers, State
from campaign.model.people import Actor, Role
from campaign.storage import tables
from campaign.usecases.reporting import reports
from campaign.usecases.reporting.periods import NotBegun
from campaign.usecases.reporting.reports import NoSuchReport
from tests.engine.stage import Stage
from tests.plan.made import NOW
from tests.usecases.trust.team import register
from tests.usecases.trust.told import config as told_config

WEEK = Week.parse("2026-W49")
MONDAY = NOW + timedelta(days=6)
AINA = Actor("aina")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A campaign of one channel."""
    return told_config(tmp_path)


@pytest.fixture
def out(stage: Stage) -> Stage:
    """A week in which one post is out and one is still to come."""
    stage.ready(stage.wanted(), stage.wanted("later", at=NOW + timedelta(days=3)))
    assert len(stage.tick().published) == 1
    return stage


def write(stage: Stage, config: Config, week: Week = WEEK, actor: Actor = AINA) -> None:
    """Write a week's report on the Monday after."""
    arguments = (stage.database, config, Registers(), stage.media, Period.week(week))
    reports.write(*arguments, actor=actor, now=MONDAY)


def test_a_week_with_posts_and_no_report_says_so(out: Stage, config: Config) -> None:
    """Once it is over; while it runs, it tells what is still to come."""
    (row,) = reports.rows(out.database, config, NOW, Kind.WEEK)
    assert (row.period, row.out, row.to_come, row.running) == (Period.week(WEEK), 1, 1, True)
    assert not row.lacks_report
    this, last = reports.rows(out.database, config, MONDAY, Kind.WEEK)
    assert (this.period, this.out, this.running) == (Period.week(WEEK.next()), 0, True)
    assert (last.out, last.to_come, last.lacks_report, last.key) == (1, 0, True, None)


def test_each_instant_counts_in_the_week_of_its_calendar(out: Stage, config: Config) -> None:
    """The first and the last of a week, at clock changes and at a new year, for over a year."""
    mondays = [
        Week.of(NOW - timedelta(weeks=back), config.zone).window(config.zone)[0]
        for back in range(reports.LISTED[Kind.WEEK] + 3)
    ]
    second = timedelta(seconds=1)
    times = [at + step for at in mondays for step in (-second, timedelta(0), second)]
    fields = tables.publications.c
    with out.database.write() as connection:
        first = connection.execute(select(tables.publications).where(fields.id == 1)).one()
        rows = [
            {**first._mapping, "id": 100 + place, "post": f"p-{place}", "key": f"key-{place}"}
            | {
                "claim": 0,
                "published_at": at,
                "state": State.WITHDRAWN.value if place % 7 else first.state,
            }
            for place, at in enumerate(times)
        ]
        connection.execute(tables.publications.insert(), rows)
    expected = Counter(Week.of(at, config.zone) for at in (*times, NOW))
    some = reports.rows(out.database, config, NOW, Kind.WEEK)
    found = {Week.parse(str(row.period)): row.out for row in some}
    assert len(found) == reports.LISTED[Kind.WEEK] + 1 and found.keys() <= expected.keys()
    assert all(expected[week] == number for week, number in found.items())
    assert set(found.values()) == {3}


def test_a_written_report_tells_its_figures(out: Stage, config: Config) -> None:
    """Those of its own tables: n/a is what nobody knows, never 0."""
    write(out, config)
    last = reports.rows(out.database, config, MONDAY, Kind.WEEK)[1]
    assert not last.lacks_report and last.written is not None
    kinds = {each.kind for each in last.files}
    assert kinds >= {"page", "workbook", "totals", "channels", "posts", "by-hand"}
    assert last.key is not None
    assert (last.key.posts, last.key.known, last.key.engagement) == (1, 0, None)
    assert last.key.followers is None


def test_writing_again_replaces_the_files(out: Stage, config: Config) -> None:
    """Also when two people do it at the same moment; nothing is left beside them."""
    threads = [Thread(target=write, args=(out, config)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    names = {path.name for path in reports.folder(config).iterdir()}
    row = reports.row(out.database, config, MONDAY, Period.week(WEEK))
    assert len(names) >= 6 and names == {each.name for each in row.files}


def test_what_is_shown_of_a_week_is_what_its_report_says(out: Stage, config: Config) -> None:
    """Without writing anything."""
    found = reports.figures(out.database, config, Registers(), Period.week(WEEK), MONDAY)
    assert (found.total.posts, found.distinct_posts) == (1, 1)
    assert not reports.folder(config).exists()
    assert [each.metric for each in found.by_hand if not each.about.channel] == [
        "press_mentions",
        "site_visits",
    ]


def test_a_week_that_has_not_begun_has_no_report(out: Stage, config: Config) -> None:
    """Nothing is written."""
    with pytest.raises(NotBegun):
        write(out, config, Week.parse("2027-W01"))
    assert not reports.folder(config).exists()


def test_who_enters_figures_somewhere_writes_reports(out: Stage, config: Config) -> None:
    """A region's editor too; a reader and an approver read them."""
    config = replace(config, regions={**config.regions, "navarra": config.regions["catalonia"]})
    boss = register(out.database, "mar", Role.ADMIN)
    write(out, config, actor=register(out.database, "jon", Role.EDITOR, region="navarra", by=boss))
    for role in (Role.READER, Role.APPROVER):
        person = register(out.database, f"a-{role}", role, by=boss)
        with pytest.raises(Forbidden):
            write(out, config, actor=person)


@pytest.mark.parametrize(
    "name",
    [
        "2026-W48.html",
        "../config.toml",
        "2026-W49.html/../x",
        ".2026-W49.html.1.part",
        "2026-W49.html\n",
        "",
        "2026-W49-secret.csv",
        "x" * 4000,
    ],
)
def test_only_files_of_reports_are_opened(out: Stage, config: Config, name: str) -> None:
    """Nothing else below or above the folder, also not by a link there."""
    write(out, config)
    with pytest.raises(NoSuchReport):
        reports.file(config, name)


def test_a_link_among_the_reports_is_no_report(out: Stage, config: Config, tmp_path: Path) -> None:
    """It could lead to any file."""
    write(out, config)
    (tmp_path / "secret").write_text("planted")
    link = reports.folder(config) / "2026-W50.html"
    link.symlink_to(tmp_path / "secret")
    with pytest.raises(NoSuchReport):
        reports.file(config, link.name)
    assert Period.parse("2026-W50") not in {
        row.period for row in reports.rows(out.database, config, MONDAY, Kind.WEEK) if row.files
    }


@pytest.mark.parametrize(
    "damage", [b"\xff\xfe", b"", b"a,b\n1,2\n", b"dimension,posts\ntotal,=1\n"]
)
def test_a_damaged_table_is_not_believed(out: Stage, config: Config, damage: bytes) -> None:
    """The list of weeks still stands."""
    write(out, config)
    (reports.folder(config) / "2026-W49-totals.csv").write_bytes(damage)
    key = reports.rows(out.database, config, MONDAY, Kind.WEEK)[1].key
    assert key is None or (key.posts, key.engagement) == (0, None)
