"""A reply that corrects counts against the month's budget, in the month in which it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from campaign.engine.budgets import Budget, Budgets
from campaign.model import Channel, State
from campaign.platforms import registry
from campaign.platforms.protocols import Writer
from campaign.usecases.trust.change_standing import standing
from campaign.usecases.trust.correcting_reply import reply
from tests.engine.changes.at_network import LATER, go_on, order
from tests.engine.changes.taking import AINA, WHY, states
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.stage import Stage
from tests.storage.conftest import on_both

PRICE = registry.PRICES["x"]
MONTH = timedelta(days=31)

pytestmark = on_both


@pytest.fixture
def box(stage: Stage) -> Iterator[OnSandbox]:
    """A plain post that is out on X: 0.015 on paper."""
    with on_sandbox(stage, "x") as opened:
        stage.ready(opened.post("labs"))
        opened.ticks(1)
        assert stage.states() == [State.PUBLISHED]
        yield opened


def budgets(amount: Decimal) -> Budgets:
    """A budget for X."""
    assert PRICE is not None
    return Budgets({"x": Budget("X", amount, PRICE)}, ZoneInfo("UTC"))


def spent(box: OnSandbox) -> Decimal:
    """What this month has cost so far."""
    with box.stage.database.read() as connection:
        return budgets(Decimal(9)).spent(connection, "x", box.stage.now)


def ask(box: OnSandbox) -> None:
    """A reply that may go out."""

    def writer(channel: Channel) -> Writer:
        return registry.writer(channel, registry.limits("x"))

    stage = box.stage
    reply(
        stage.database,
        [1],
        "Correcció: és dimarts.",
        channels=stage.channels,
        writer_of=writer,
        actor=AINA,
        reason=WHY,
        now=stage.now,
    )
    stage.approve()


def test_a_reply_that_would_pass_the_budget_is_held_and_says_so(box: OnSandbox) -> None:
    """And it goes out once the budget allows it."""
    before = spent(box)
    assert PRICE is not None and before >= PRICE.post
    ask(box)
    less = budgets(before + PRICE.post - Decimal("0.001"))
    assert go_on(box, budgets=less).corrected == []
    assert len(box.texts()) == 1
    (stand,) = standing(box.stage.database, [1])
    assert "the month's budget of" in stand.parts[0].why
    assert not stand.settled
    assert go_on(box, budgets=budgets(before + PRICE.post)).corrected == [1]
    assert spent(box) == before + PRICE.post
    assert len(box.texts()) == 2


def test_a_reply_counts_in_its_own_month_and_not_in_that_of_its_post(box: OnSandbox) -> None:
    """What the post cost stays what it was."""
    before, at = spent(box), box.stage.now
    assert PRICE is not None
    box.stage.now += MONTH
    assert spent(box) == 0
    ask(box)
    assert go_on(box).corrected == [1]
    assert spent(box) == PRICE.post
    box.stage.now = at
    assert spent(box) == before


@pytest.mark.parametrize("fault", ["timeout-after-accept", "reset-before-accept"])
def test_a_reply_of_which_nobody_knows_counts(box: OnSandbox, fault: str) -> None:
    """It may be out; once it is found, it counts once."""
    before = spent(box)
    assert PRICE is not None
    ask(box)
    order(box, fault)
    go_on(box)
    order(box)
    assert states(box.stage)[1] == "unknown"
    assert spent(box) == before + PRICE.post
    for _ in range(4):
        go_on(box, LATER)
    assert states(box.stage)[1] == "done"
    assert spent(box) == before + PRICE.post


def test_a_reply_that_surely_did_not_go_out_costs_nothing(box: OnSandbox) -> None:
    """The network asked to wait."""
    before = spent(box)
    ask(box)
    order(box, "rate-limited")
    go_on(box)
    assert states(box.stage)[1] == "asked"
    assert spent(box) == before
