"""People enter the numbers of indicators; corrections keep what was there, nobody is overruled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from analytics.document import Signal
from analytics.kpi import Indicator, Judged, Measure
from campaign.config import Config
from campaign.errors import CampaignError, Forbidden
from campaign.model import Registers
from campaign.model.people import Actor, Role
from campaign.storage.tables import record
from campaign.usecases.reporting import kpi
from campaign.usecases.reporting.kpi_actuals import (
    ChangedMeanwhile,
    Done,
    KpiRefused,
    NoSource,
    Number,
    editions,
    enter,
)
from tests.engine.stage import Stage
from tests.plan.made import NOW, channel
from tests.storage.conftest import on_both
from tests.usecases.trust.team import register
from tests.usecases.trust.told import config as told_config

AINA, BEA = Actor("aina"), Actor("bea")
SOURCE = "attendance lists"
TODAY = NOW.date()
PLAN = {
    each.id: each
    for each in (
        Indicator("pilots", {"": "Pilots"}, target=11.0, begins=TODAY - timedelta(days=30)),
        Indicator(
            "people",
            {"": "People"},
            target=60.0,
            begins=TODAY - timedelta(days=50),
            by=TODAY + timedelta(days=49),
            by_region=True,
            each_region=30.0,
        ),
        Indicator("local", {"": "Local"}, region="navarra", begins=TODAY - timedelta(days=9)),
        Indicator("posts", {"": "Posts"}, measure=Measure.POSTS, target=5.0),
    )
}
REGISTERS = Registers(indicators=PLAN)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A campaign with two regions."""
    usual = told_config(tmp_path)
    navarra = replace(usual.regions["catalonia"], id="navarra", names={"en": "Navarra"})
    return replace(
        usual,
        regions={**usual.regions, "navarra": navarra},
        channels={
            "catalonia": channel(platform="telegram"),
            "navarra": channel(name="navarra", region="navarra", platform="mastodon"),
        },
    )


def given(stage: Stage, config: Config, *numbers: Number, actor: Actor = AINA) -> Done:
    return enter(stage.database, config, REGISTERS, numbers, actor=actor, now=NOW)


def pilots(number: float | None, days_ago: int = 0, source: str = SOURCE, **more: int) -> Number:
    return Number("pilots", number, TODAY - timedelta(days=days_ago), source, **more)  # type: ignore[arg-type]


def standing(stage: Stage, config: Config, id_: str) -> Judged:
    found = kpi.one(stage.database, config, REGISTERS, id_, NOW + timedelta(hours=1))
    assert found is not None
    return found


@on_both
def test_a_number_is_kept_with_its_day_source_and_person(stage: Stage, config: Config) -> None:
    """And stands in the record, in one transaction with it."""
    done = given(stage, config, pilots(3))
    (kept,) = done.entered
    assert (kept.number, kept.day, kept.source, kept.who, kept.edition) == (
        *(3.0, TODAY, SOURCE, "aina", 1),
    )
    with stage.database.read() as connection:
        acts = [row.act for row in connection.execute(select(record.c.act))]
    assert acts.count("kpi.entered") == 1
    found = standing(stage, config, "pilots")
    assert found.actual is not None and (found.actual.value, found.series.who) == (3.0, "aina")


@on_both
def test_a_correction_keeps_what_was_there(stage: Stage, config: Config) -> None:
    """The same again changes nothing; another number is a new edition; None takes it back."""
    given(stage, config, pilots(3, 1), pilots(4))
    assert given(stage, config, pilots(4)).unchanged[0].number == 4.0
    corrected = given(stage, config, pilots(5.5))
    assert [each.number for each in corrected.corrected] == [4.0]
    assert [each.edition for each in corrected.entered] == [2]
    assert standing(stage, config, "pilots").series.corrections == 1
    given(stage, config, pilots(None))
    assert [each.number for each in editions(stage.database, "pilots")] == [3.0, 4.0, 5.5, None]
    actual = standing(stage, config, "pilots").actual
    assert actual is not None and (actual.value, actual.day) == (3.0, TODAY - timedelta(days=1))


def test_the_number_of_an_earlier_day_is_that_of_an_earlier_report(
    stage: Stage, config: Config
) -> None:
    """However late it was entered."""
    given(stage, config, pilots(3, 10), pilots(4))
    before = kpi.one(stage.database, config, REGISTERS, "pilots", NOW - timedelta(days=5))
    assert before is not None and before.actual is not None and before.actual.value == 3.0


def test_regions_tell_their_own_and_are_added_up(stage: Stage, config: Config) -> None:
    """One that has told nothing adds nothing, is shown as missing, and makes nobody behind."""
    given(stage, config, Number("people", 14, TODAY, SOURCE, "navarra"))
    found = standing(stage, config, "people")
    assert found.actual is not None
    counted = kpi.counted_regions(config)
    assert (found.actual.value, found.actual.known, found.actual.of) == (14.0, 1, len(counted))
    assert {each.region: each.value for each in found.series.regions} == {
        region: 14.0 if region == "navarra" else None for region in counted
    }
    assert found.signal is Signal.UNKNOWN


def test_a_report_of_before_has_what_regions_told_before(stage: Stage, config: Config) -> None:
    """With the source of that time."""
    earlier = TODAY - timedelta(days=10)
    given(stage, config, Number("people", 5, earlier, "first list", "navarra"))
    given(stage, config, Number("people", 9, TODAY, "second list", "navarra"))
    at = NOW - timedelta(days=5)
    found = kpi.one(stage.database, config, REGISTERS, "people", at)
    assert found is not None and found.series.source == "first list"
    told = {each.region: each.value for each in found.series.regions}
    assert told["navarra"] == 5.0


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (
            Number("pilot", 3, TODAY, SOURCE),
            'there is no indicator "pilot": did you mean "pilots"?',
        ),
        (Number("posts", 3, TODAY, SOURCE), "posts is counted (posts): nobody enters it by hand"),
        (pilots(-1), "is no number from 0"),
        (pilots(float("nan")), "is no number from 0"),
        (pilots(float("inf")), "is no number from 0"),
        (pilots(1e10), "is no number from 0"),
        (pilots(1.23456), "has more than 3 decimals"),
        (pilots(3, -1), "has not come yet"),
        (pilots(3, 31), "lies before it"),
        (Number("pilots", 3, TODAY, SOURCE, "navarra"), "entered as a whole"),
        (Number("people", 3, TODAY, SOURCE), "entered region by region"),
        (Number("people", 3, TODAY, SOURCE, "navara"), 'there is no region "navara"'),
        (Number("local", 3, TODAY, SOURCE, "catalonia"), "local is of navarra"),
        (pilots(3, source="x" * 301), "at most 300"),
        (pilots(3, source=" \n "), "say where the number comes from"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    stage: Stage, config: Config, number: Number, says: str
) -> None:
    """And a good number beside it is not written either."""
    with pytest.raises(KpiRefused) as refused:
        given(stage, config, pilots(7, 2), number)
    assert says in str(refused.value)
    assert editions(stage.database, "pilots") == ()


def test_the_same_day_twice_at_once_is_refused(stage: Stage, config: Config) -> None:
    """Nobody could say which of the two was meant."""
    with pytest.raises(KpiRefused, match="there twice"):
        given(stage, config, pilots(3), pilots(4))


def test_a_plan_that_cannot_be_read_takes_no_numbers(stage: Stage, config: Config) -> None:
    """And the report says so."""
    broken = Registers(indicators=None)
    with pytest.raises(KpiRefused, match="cannot be used"):
        enter(stage.database, config, broken, [pilots(3)], actor=AINA, now=NOW)
    assert kpi.read(stage.database, config, broken, NOW).broken


def test_whoever_saw_an_older_number_overrules_nobody(stage: Stage, config: Config) -> None:
    """The refusal says who was first, and what they entered."""
    given(stage, config, pilots(3))
    given(stage, config, pilots(4, seen=1), actor=BEA)
    with pytest.raises(ChangedMeanwhile, match="is 4 by bea"):
        given(stage, config, pilots(5, seen=1))
    with pytest.raises(NoSource):
        given(stage, config, pilots(5, source=""))


@on_both
def test_of_two_at_once_one_is_first(stage: Stage, config: Config) -> None:
    """Both saw nothing; the other is told, and nothing is lost."""
    gate, refused = Barrier(2), []

    def write(number: float) -> None:
        gate.wait()
        try:
            given(stage, config, pilots(number, seen=0))
        except (ChangedMeanwhile, CampaignError) as error:
            refused.append(error)

    both = [Thread(target=write, args=(value,)) for value in (1.0, 2.0)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refused) == 1 and len(editions(stage.database, "pilots")) == 1


def test_everybody_enters_what_is_of_their_region(stage: Stage, config: Config) -> None:
    """The whole takes the right everywhere; readers and approvers enter nothing."""
    database = stage.database
    boss = register(database, "mar", Role.ADMIN)
    editor = register(database, "nora", Role.EDITOR, region="navarra", by=boss)
    reader = register(database, "eva", Role.READER, by=boss)
    approver = register(database, "pau", Role.APPROVER, by=boss)
    navarra = Number("people", 3, TODAY, SOURCE, "navarra")
    assert given(stage, config, navarra, Number("local", 1, TODAY, SOURCE), actor=editor).entered
    for who, what in [
        (editor, Number("people", 3, TODAY, SOURCE, "catalonia")),
        (editor, pilots(3)),
        (reader, navarra),
        (approver, navarra),
        (AINA, navarra),
    ]:
        with pytest.raises(Forbidden):
            given(stage, config, what, actor=who)
