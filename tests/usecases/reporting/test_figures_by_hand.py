"""A person enters what no network tells; corrections keep what was there, nobody is overruled."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from analytics.by_hand import LARGEST, About
from analytics.isoweek import Week
from analytics.period import Period
from analytics.report import ReportFiles
from campaign.config import Config
from campaign.errors import CampaignError, Forbidden
from campaign.model import Channel, Registers
from campaign.model.people import Actor, Role
from campaign.storage.tables import record
from campaign.usecases.reporting import figures_by_hand
from campaign.usecases.reporting.figures_by_hand import (
    ChangedMeanwhile,
    Done,
    Figure,
    FigureRefused,
    NoSource,
    enter,
    sheet,
)
from campaign.usecases.reporting.report import write
from tests.engine.stage import Stage
from tests.plan.made import NOW, channel
from tests.storage.conftest import on_both
from tests.usecases.trust.team import register
from tests.usecases.trust.told import config as told_config

WEEK = Week.parse("2026-W49")
MONDAY = NOW + timedelta(days=6)
SOURCE = "Telegram, read on 7 December"
AINA, BEA = Actor("aina"), Actor("bea")
CAMPAIGN = About(week="2026-W49")
TELEGRAM = About(channel="catalonia", week="2026-W49")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A campaign with a channel on a network that tells nothing, and one on one that does."""
    return replace(told_config(tmp_path), channels=CHANNELS)


CHANNELS: dict[str, Channel] = {
    "catalonia": channel(platform="telegram"),
    "navarra": channel(name="navarra", region="navarra", platform="mastodon"),
}


@pytest.fixture
def out(stage: Stage) -> Stage:
    """One post that is out on both channels."""
    stage.ready(
        stage.wanted(platform="telegram"), stage.wanted(channel="navarra", platform="mastodon")
    )
    assert len(stage.tick().published) == 2
    return stage


def given(
    stage: Stage,
    config: Config,
    *figures: Figure,
    source: str = SOURCE,
    actor: Actor = AINA,
) -> Done:
    """Enter figures on the Monday after."""
    return enter(stage.database, config, figures, source, actor=actor, now=MONDAY)


def views(number: int | None, seen: int | None = None) -> Figure:
    """The views of the Telegram posts of the week."""
    return Figure(TELEGRAM, "views", number, seen)


@on_both
def test_a_figure_is_kept_with_its_source_and_who_entered_it(out: Stage, config: Config) -> None:
    """Of a channel's week, of one publication, and of the whole campaign; each in the record."""
    number = out.number(channel="catalonia")
    some = (
        views(412),
        Figure(About(publication=number), "reactions", 7),
        Figure(CAMPAIGN, "site_visits", 1200),
        Figure(CAMPAIGN, "press_mentions", None),
    )
    done = given(out, config, *some)
    assert [(each.metric, each.number, each.edition) for each in done.entered] == [
        ("views", 412, 1),
        ("reactions", 7, 1),
        ("site_visits", 1200, 1),
    ]
    found = sheet(out.database, config, WEEK)
    assert {(each.metric, each.number, each.source, each.who, each.at) for each in found.standing}
    assert {each.source for each in found.standing} == {SOURCE}
    assert {(each.who, each.at) for each in found.standing} == {("aina", MONDAY)}
    with out.database.read() as connection:
        entries = connection.execute(select(record).where(record.c.act == "figure.entered")).all()
    assert [each.public["number"] for each in entries] == [412, 7, 1200]
    assert [each.publication for each in entries] == [None, number, None]
    assert all(each.private["source"][1] == SOURCE for each in entries)
    assert all(SOURCE not in str(each.public) and each.number for each in entries)


def test_only_what_no_network_tells_is_asked(out: Stage, config: Config) -> None:
    """The views where a network tells nothing, by channel, and what the whole campaign has."""
    found = sheet(out.database, config, WEEK)
    assert [(each.about, each.metric, each.posts) for each in found.asked] == [
        (TELEGRAM, "views", 1),
        (CAMPAIGN, "site_visits", 0),
        (CAMPAIGN, "press_mentions", 0),
    ]
    assert len(found.missing) == 3
    given(out, config, views(412))
    found = sheet(out.database, config, WEEK)
    assert [each.metric for each in found.missing] == ["site_visits", "press_mentions"]
    silent = {"telegram", "apprise", "webhook", "outbox"}
    assert {each for each in silent if figures_by_hand.tells_nothing(each)} == silent
    assert not figures_by_hand.tells_nothing("mastodon")


@on_both
def test_a_correction_keeps_what_was_there(out: Stage, config: Config) -> None:
    """Also one that takes the number back: then it is n/a again."""
    given(out, config, views(412, 0))
    done = given(out, config, views(421, 1), actor=BEA)
    assert [each.number for each in done.corrected] == [412]
    given(out, config, views(None, 2))
    found = sheet(out.database, config, WEEK)
    (figure,) = found.standing
    assert figure.number is None and figure.edition == 3
    assert [(each.number, each.who) for each in found.earlier(figure)] == [
        (421, "bea"),
        (412, "aina"),
    ]
    assert "views" in {each.metric for each in found.missing}


def test_repeating_does_it_once(out: Stage, config: Config) -> None:
    """The same form again, as after a lost answer, writes nothing and says so."""
    for seen in (0, 0, None):
        done = given(out, config, views(412, seen))
    assert (done.entered, len(done.unchanged)) == ((), 1)
    given(out, config, views(421, 1))
    assert given(out, config, views(421, 1)).entered == ()
    assert len(sheet(out.database, config, WEEK).editions) == 2


def test_another_source_alone_is_a_correction(out: Stage, config: Config) -> None:
    """In a form with other figures, the source is of those that are new."""
    given(out, config, views(412))
    visits = Figure(CAMPAIGN, "site_visits", 5)
    assert [
        e.metric for e in given(out, config, views(412, 1), visits, source="Matomo").entered
    ] == ["site_visits"]
    assert given(out, config, views(412, 1), source="The bot").entered[0].source == "The bot"


@on_both
def test_of_two_people_the_second_is_told(out: Stage, config: Config) -> None:
    """By whom and when; nothing of the second is written, not even another figure."""
    given(out, config, views(412, 0))
    visits = Figure(CAMPAIGN, "site_visits", 9, 0)
    with pytest.raises(ChangedMeanwhile, match=r"is 412 by aina, 07 Dec 2026 09:00 UTC") as told:
        given(out, config, views(99, 0), visits, actor=BEA)
    assert [each.who for each in told.value.theirs] == ["aina"]
    assert [each.number for each in sheet(out.database, config, WEEK).editions] == [412]


@on_both
def test_at_the_same_moment_one_of_two_is_first(out: Stage, config: Config) -> None:
    """The database decides; two editions of one number cannot be."""
    both, refused = Barrier(2), []

    def person(number: int) -> None:
        both.wait()
        try:
            given(out, config, views(number, 0), actor=Actor(f"p{number}"))
        except ChangedMeanwhile as error:
            refused.append(error)

    threads = [Thread(target=person, args=(number,)) for number in (1, 2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(refused) == 1
    (only,) = sheet(out.database, config, WEEK).editions
    assert [each.who for each in refused[0].theirs] == [only.who]


@pytest.mark.parametrize(
    ("figure", "source", "words"),
    [
        (views(412), " ", "say where the figures come from"),
        (views(-1), SOURCE, "no count from 0"),
        (views(LARGEST + 1), SOURCE, "no count from 0"),
        (Figure(TELEGRAM, "veiws", 1), SOURCE, 'did you mean "views"'),
        (Figure(TELEGRAM, "site_visits", 1), SOURCE, "is no figure of catalonia"),
        (Figure(CAMPAIGN, "views", 1), SOURCE, "is no figure of the campaign"),
        (Figure(About(publication=99), "views", 1), SOURCE, "has not gone out"),
        (Figure(replace(TELEGRAM, channel="catalona"), "views", 1), SOURCE, "did you mean"),
        (Figure(replace(TELEGRAM, week="2027-W01"), "views", 1), SOURCE, "has not begun"),
        (views(1), "x" * 301, "at most 300"),
    ],
)
def test_what_cannot_be_is_refused(
    out: Stage, config: Config, figure: Figure, source: str, words: str
) -> None:
    """With a sentence, and nothing is written."""
    with pytest.raises((FigureRefused, NoSource), match=words):
        given(out, config, figure, source=source)
    assert sheet(out.database, config, WEEK).editions == ()


def test_a_region_enters_its_own_figures(out: Stage, config: Config) -> None:
    """Who edits there; those of the whole campaign take the role in all regions."""
    boss = register(out.database, "mar", Role.ADMIN)
    editor = register(out.database, "jon", Role.EDITOR, region="catalonia", by=boss)
    reader = register(out.database, "eva", Role.READER, by=boss)
    approver = register(out.database, "pau", Role.APPROVER, region="catalonia", by=boss)
    assert given(out, config, views(412), actor=editor).entered
    of_navarra = Figure(replace(TELEGRAM, channel="navarra"), "views", 3)
    for who, what in [
        (editor, of_navarra),
        (editor, Figure(CAMPAIGN, "site_visits", 1)),
        (reader, views(1)),
        (approver, views(1)),
        (AINA, views(1)),
    ]:
        with pytest.raises(Forbidden):
            given(out, config, what, actor=who)


@pytest.fixture
def written(out: Stage, config: Config, tmp_path: Path) -> ReportFiles:
    """The report of a week in which one figure was entered and corrected."""
    given(out, config, views(412))
    given(out, config, views(1421), source="=cmd|' /C calc'!A0")
    return write(
        out.database,
        config,
        Registers(),
        out.media,
        Period.week(WEEK),
        tmp_path / "reports",
        MONDAY,
    )


def test_the_report_shows_them_apart_with_their_source(written: ReportFiles) -> None:
    """Marked as entered by hand; what nobody entered is n/a, on the page and in the table."""
    page = written.page.read_text(encoding="utf-8")
    assert "Figures entered by hand" in page and "1,421" in page and ">412</td>" in page
    assert "=cmd|&#39; /C calc&#39;!A0" in page and "aina" in page
    with written.by_hand.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["of"], row["metric"], row["number"]) for row in rows] == [
        ("channel", "views", "1421"),
        ("campaign", "press_mentions", "n/a"),
        ("campaign", "site_visits", "n/a"),
    ]
    assert (rows[0]["number_before"], rows[0]["corrections"]) == ("412", "1")
    assert rows[0]["entered_by"] == "aina" and rows[1]["source"] == "n/a"
    assert not rows[0]["source"].startswith("=")


def test_no_sum_has_them_in_it(written: ReportFiles) -> None:
    """A figure by hand was read at an age that nobody knows."""
    assert written.report.total.counts.views is None
    with written.totals.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["views"] == "n/a"


def test_too_many_at_once_are_refused(out: Stage, config: Config) -> None:
    """A form has a few."""
    with pytest.raises(CampaignError, match="at most 200"):
        given(out, config, *(views(each) for each in range(201)))
    with pytest.raises(CampaignError, match="twice"):
        given(out, config, views(1), views(2))
