"""How good the figures of a campaign are: what its database knows of gaps, looks and costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics import reads, store
from analytics.isoweek import Week
from analytics.metrics import Counts
from analytics.period import Kind, Period
from analytics.quality import Quality, Sight
from campaign.config import Config
from campaign.storage.trust import read_backs
from campaign.storage.trust.read_backs import Outcome, ReadBack
from campaign.usecases.reporting.collect import subjects
from campaign.usecases.reporting.quality import by_number, quality
from tests.engine.stage import Stage
from tests.plan.made import HOUR, NOW, channel
from tests.storage.conftest import on_both
from tests.usecases.trust.told import config as told_config

WEEK = Period.week(Week.parse("2026-W49"))
MONDAY = NOW + timedelta(days=6)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A channel that is measured for money, one that is measured, and one that tells nothing."""
    channels = {
        "catalonia": channel(platform="x"),
        "navarra": channel(name="navarra", region="navarra", platform="mastodon"),
        "arad": channel(name="arad", region="arad", platform="telegram"),
    }
    return replace(told_config(tmp_path), channels=channels, budgets={"x": Decimal(4)})


@pytest.fixture
def out(stage: Stage) -> Stage:
    """A post that is out on all three."""
    stage.ready(
        stage.wanted(platform="x"),
        stage.wanted(channel="navarra", platform="mastodon"),
        stage.wanted(channel="arad", platform="telegram"),
    )
    assert len(stage.tick().published) == 3
    return stage


def found(stage: Stage, config: Config, period: Period = WEEK) -> Quality:
    """The quality of the figures on the Monday after."""
    named = by_number(subjects(stage.database, withdrawn=True))
    return quality(stage.database, config, period, MONDAY, named)


@on_both
def test_gaps_are_those_of_networks_that_tell_figures(out: Stage, config: Config) -> None:
    """Each due count of the two, and none of the third; the posts are named by their words."""
    number = out.number(channel="navarra")
    with out.database.write() as connection:
        at = NOW + timedelta(days=1)
        taken = store.Snapshot(number, timedelta(days=1), at, Counts(reactions=1))
        store.add_snapshots(connection, [taken])
    told = found(out, config)
    assert set(told.measured.untold) == {"arad"}
    assert {each.channel for each in told.measured.coverage} == {"catalonia", "navarra"}
    missed = {(each.publication, each.age / HOUR) for each in told.measured.missed}
    other = out.number(channel="catalonia")
    assert {(number, 1.0), (number, 6.0), (other, 24.0)} <= missed
    assert (number, 24.0) not in missed
    assert set(told.posts) == {number, other}


@on_both
def test_what_readers_get_otherwise_is_told_until_a_later_look_finds_it_right(
    out: Stage, config: Config
) -> None:
    """Deleted, and edited; a look after the end of the report says nothing."""
    first, second = out.number(channel="catalonia"), out.number(channel="navarra")
    looks = [
        ReadBack(first, 0, "x" * 64, NOW + HOUR, Outcome.SAME),
        ReadBack(first, 1, "x" * 64, NOW + 24 * HOUR, Outcome.GONE),
        ReadBack(second, 0, "x" * 64, NOW + HOUR, Outcome.DIFFERENT, accepted=NOW + 2 * HOUR),
    ]
    with out.database.write() as connection:
        for each in looks:
            read_backs.keep(connection, each)
    told = found(out, config).noticed
    assert [(each.publication, each.sight, each.accepted) for each in told] == [
        (first, Sight.DELETED, False),
        (second, Sight.EDITED, True),
    ]
    with out.database.write() as connection:
        read_backs.keep(connection, ReadBack(second, 1, "x" * 64, NOW + 24 * HOUR, Outcome.SAME))
        read_backs.keep(connection, ReadBack(first, 2, "x" * 64, MONDAY + HOUR, Outcome.SAME))
    assert [each.publication for each in found(out, config).noticed] == [first]


@on_both
def test_measuring_costs_what_was_read_in_the_period(out: Stage, config: Config) -> None:
    """Beside the budget of a month: the month with the most says how much of it."""
    rows = [
        (reads.Kind.POST, 100, NOW),
        (reads.Kind.USER, 2, NOW),
        (reads.Kind.POST, 500, NOW - timedelta(days=20)),
        (reads.Kind.POST, 900, MONDAY + HOUR),
    ]
    with out.database.write() as connection:
        for kind, number, at in rows:
            price = Decimal("0.005") if kind is reads.Kind.POST else Decimal("0.01")
            reads.begin(connection, reads.Read("x", "catalonia", kind, number, price), at)
    (cost,) = found(out, config).costs
    assert (cost.posts, cost.accounts, cost.amount) == (100, 2, Decimal("0.52"))
    assert cost.budget == Decimal(4)
    assert cost.most == pytest.approx(0.13)
    both = Period(Kind.SPAN, WEEK.first - timedelta(days=30), WEEK.last)
    (cost,) = found(out, config, both).costs
    assert (cost.posts, cost.amount) == (600, Decimal("3.02"))
    assert cost.most == pytest.approx(0.625)


def test_a_period_in_which_nothing_went_out_has_no_gaps(out: Stage, config: Config) -> None:
    """Nothing was due."""
    early = Period.month(2026, 1)
    told = found(out, config, early)
    assert (told.measured.due, told.noticed, told.elsewhere) == (0, (), ())
