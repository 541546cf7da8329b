"""What a network may cost in a month is never passed, and what would pass it is held with a reason.

On paper: a post costs 0.015, one with a link 0.20, an alt text 0.005, a reading 0.005 or 0.010.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from analytics.reads import Kind, Read
from campaign.engine.budgets import Budget, Budgets, BudgetSpent
from campaign.engine.claim import claim
from campaign.engine.claimed import ClaimedPublication
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.prepare import PreparedPublication
from campaign.errors import Rejected
from campaign.model import Decision, State
from campaign.model.people import Actor
from campaign.plan.cost import Price
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.operations.status import status
from tests.engine.chained import after, threaded
from tests.engine.claiming import prepared
from tests.engine.scripted import lost, says
from tests.engine.stage import Stage
from tests.plan.made import HOUR, channel, region
from tests.storage.conftest import on_both

BRUSSELS = ZoneInfo("Europe/Brussels")
PRICE = Price(
    Decimal("0.015"),
    Decimal("0.200"),
    "the page of prices",
    alt=Decimal("0.005"),
    post_read=Decimal("0.005"),
    user_read=Decimal("0.010"),
)
refused = says(Rejected("no"))
LINK = ("Web: https://eu-belong.aer.eu/",)


def budgets(amount: str) -> Budgets:
    """A budget for the scripted network."""
    return Budgets({"scripted": Budget("Scripted", Decimal(amount), PRICE)}, BRUSSELS)


def unpaced(stage: Stage) -> Stage:
    """The same, where one post may follow the other at once."""
    stage.channels = {
        name: channel(name=name, min_interval=timedelta(0)) for name in ("catalonia", "navarra")
    }
    return stage


def spent(stage: Stage, bounds: Budgets) -> Decimal:
    """What this month has cost so far."""
    with stage.database.read() as connection:
        return bounds.spent(connection, "scripted", stage.now)


@on_both
def test_posts_are_held_before_the_budget_would_be_passed(stage: Stage) -> None:
    """0.03 cover two posts of 0.015; the third stays scheduled, with the reason."""
    bounds = budgets("0.03")
    unpaced(stage).ready(*(stage.wanted(name) for name in ("one", "two", "three")))
    done = stage.tick(budgets=bounds)
    assert len(done.published) == 2
    assert done.held == {
        3: "the month's budget of 0.03 USD for Scripted would be passed: 0.03 USD are spent"
    }
    assert stage.states() == [State.PUBLISHED, State.PUBLISHED, State.SCHEDULED]
    assert spent(stage, bounds) == Decimal("0.03")
    assert stage.tick(budgets=bounds).published == []


def test_it_goes_out_when_the_next_month_has_begun(stage: Stage) -> None:
    """The month is that of the campaign's zone: in Brussels, January begins at 23:00 UTC."""
    stage.now = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    bounds = budgets("0.02")
    unpaced(stage).ready(stage.wanted("one"), stage.wanted("two"))
    assert len(stage.tick(budgets=bounds).published) == 1
    assert stage.tick(timedelta(minutes=29), budgets=bounds).published == []
    assert len(stage.tick(timedelta(minutes=1), budgets=bounds).published) == 1


def test_what_is_held_for_longer_than_its_grace_is_missed_with_the_reason(stage: Stage) -> None:
    """And never unknown: nothing of it has left."""
    bounds = budgets("0.01")
    stage.ready(stage.wanted())
    assert stage.tick(budgets=bounds).held
    assert stage.tick(7 * HOUR, budgets=bounds).missed == [1]
    assert stage.held().state is State.MISSED
    assert "it was held because the month's budget of 0.01 USD" in stage.held().reason
    assert stage.ledger.public == []


def test_a_link_costs_more_and_is_held_where_a_plain_post_is_not(stage: Stage) -> None:
    """Two channels share one budget: 0.10 cover the plain post alone."""
    bounds = budgets("0.10")
    unpaced(stage).ready(stage.wanted("dear", texts=LINK), stage.wanted("cheap", channel="navarra"))
    done = stage.tick(budgets=bounds)
    assert (done.published, list(done.held)) == (
        [stage.number("cheap", "navarra")],
        [stage.number("dear")],
    )


@on_both
def test_what_may_be_out_counts_as_spent(stage: Stage) -> None:
    """A lost answer is charged until somebody knows better."""
    bounds = budgets("0.02")
    unpaced(stage).network.script.append(lost)
    stage.ready(stage.wanted("one"), stage.wanted("two", channel="navarra"))
    stage.tick(budgets=bounds)
    assert State.UNKNOWN in stage.states()
    assert State.SCHEDULED in stage.states()
    assert spent(stage, bounds) == Decimal("0.015")


def test_what_surely_did_not_arrive_costs_nothing(stage: Stage) -> None:
    """A refusal leaves the budget for the next one."""
    bounds = budgets("0.02")
    unpaced(stage).network.script.append(refused)
    stage.ready(stage.wanted("one"), stage.wanted("two"))
    done = stage.tick(budgets=bounds)
    assert (done.failed, done.published) == ([1], [2])


def test_what_a_person_gave_up_in_doubt_stays_spent(stage: Stage) -> None:
    """It may be out all the same; what a person says is absent costs nothing."""
    bounds = budgets("1")
    unpaced(stage).network.script.extend([lost, lost])
    stage.ready(stage.wanted("one"), stage.wanted("two", channel="navarra"))
    stage.tick(budgets=bounds)
    resolve(stage.database, 1, Decision.CANCEL, actor=Actor("aina"), now=stage.now)
    resolve(stage.database, 2, Decision.ABSENT, actor=Actor("aina"), now=stage.now)
    assert spent(stage, bounds) == Decimal("0.015")


@on_both
def test_a_thread_is_claimed_only_if_all_its_parts_are_covered(chain: Stage) -> None:
    """Nobody wants the first half alone. Three plain parts and one with a link: 0.245."""
    threaded(chain)
    held = chain.tick(budgets=budgets("0.244"))
    assert list(held.held) == [1]
    assert chain.ledger.public == []
    bounds = budgets("0.245")
    assert chain.tick(budgets=bounds).published == [1]
    assert spent(chain, bounds) == Decimal("0.245")


def test_the_parts_that_are_out_are_not_charged_twice(chain: Stage) -> None:
    """Two of four are out for 0.03, and the rest needs 0.215 more."""
    threaded(chain)
    bounds = budgets("0.245")
    chain.network.script.extend(after(2, refused))
    chain.tick(budgets=bounds)
    assert chain.held().state is State.FAILED
    assert spent(chain, bounds) == Decimal("0.03")
    resolve(chain.database, 1, Decision.AGAIN, actor=Actor("aina"), now=chain.now)
    assert chain.tick(budgets=bounds).published == [1]
    assert spent(chain, bounds) == Decimal("0.245")


def claiming(
    stage: Stage, context: EngineContext, ready: Sequence[PreparedPublication]
) -> list[ClaimedPublication]:
    """Claim in a transaction of its own."""
    with stage.database.write() as connection:
        return claim(context, connection, ready, TickReport(), lambda *_: None)


@on_both
def test_two_workers_cannot_pass_it_together(stage: Stage) -> None:
    """The second claims while the first has not committed, and waits for it: one post fits."""
    bounds = budgets("0.02")
    unpaced(stage).ready(stage.wanted("one"), stage.wanted("two", channel="navarra"))
    first = stage.engine_context("host:1", budgets=bounds)
    second = stage.engine_context("host:2", budgets=budgets("0.02"))
    ready = prepared(stage, first)
    with ThreadPoolExecutor(1) as pool:
        with stage.database.write() as connection:
            mine = claim(first, connection, ready[:1], TickReport(), lambda *_: None)
            theirs = pool.submit(claiming, stage, second, ready[1:])
            wait([theirs], timeout=0.5)  # without a lock, it would claim now
        assert len(mine) == 1
        assert theirs.result() == []
    assert sorted(stage.states()) == [State.PUBLISHING, State.SCHEDULED]


@on_both
def test_readings_and_posts_share_the_budget(stage: Stage) -> None:
    """A reading counts from before its question on, and no reading passes the budget."""
    bounds = budgets("0.03")
    read = Read("scripted", "catalonia", Kind.POST, 4, Decimal("0.005"))
    with stage.database.write() as connection:
        bounds.begin_reading(connection, read, stage.now)
    with stage.database.write() as connection, pytest.raises(BudgetSpent) as found:
        bounds.begin_reading(connection, read, stage.now)
    assert str(found.value).endswith("would be passed: 0.02 USD are spent")
    stage.ready(stage.wanted())
    assert list(stage.tick(budgets=bounds).held) == [1]


def test_the_status_says_why_it_is_held(stage: Stage) -> None:
    """With the budget and what is spent."""
    stage.ready(stage.wanted(texts=LINK))
    found = status(
        stage.database,
        stage.now,
        channels=stage.channels,
        regions={"catalonia": region()},
        budgets=budgets("0.1"),
    )
    assert [each.reason for each in found.held] == [
        "the month's budget of 0.10 USD for Scripted would be passed: 0 USD are spent"
    ]
