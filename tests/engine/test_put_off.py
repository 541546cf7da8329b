"""What a person or its network has put off waits for that instant, whatever it was found to be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from campaign.errors import RateLimited, Unavailable
from campaign.model import Receipt, State
from campaign.storage.tables import publications
from tests.engine.chained import Chained, after
from tests.engine.scripted import lost, says, swallowed
from tests.engine.simulated import TwoPhase
from tests.engine.stage import LEASE_ENDS, Stage
from tests.plan.made import DAY, HOUR, channel
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)


def changed(stage: Stage, **values: Any) -> None:
    """The row becomes another one."""
    with stage.database.write() as connection:
        connection.execute(update(publications).values(**values))


@pytest.mark.parametrize("tries", [1, 3], ids=["at once", "after a pause"])
def test_what_is_proved_absent_waits_for_the_later_instant(stage: Stage, tries: int) -> None:
    """As after a backup was put back: it was asked about although it is put off."""
    stage.network.script.append(swallowed)
    stage.ready(stage.wanted())
    stage.tick()
    friday = stage.now + 3 * DAY
    changed(stage, put_off=friday, tries=tries, state=State.UNKNOWN)
    stage.tick(LEASE_ENDS)
    assert (stage.held().state, stage.held().not_before) == (State.SCHEDULED, friday)


def test_what_is_refused_for_now_waits_for_the_later_instant(stage: Stage) -> None:
    """Our own waits, and an earlier word of the network, bring nothing forward."""
    friday = stage.now + 3 * DAY
    stage.ready(stage.wanted())
    changed(stage, put_off=friday)
    stage.network.script += [says(Unavailable("busy")), says(RateLimited("busy", until=None))]
    stage.tick()
    assert (stage.held().state, stage.held().not_before) == (State.SCHEDULED, friday)


def test_a_thread_of_which_a_part_was_found_goes_on_at_the_later_instant(stage: Stage) -> None:
    """The rest of it was put off."""
    network = stage.network = Chained(stage.ledger, stage.media)

    network.script.extend(after(1, lost))
    stage.ready(stage.wanted(texts=("a", "b", "c")))
    stage.tick()
    friday = stage.now + 3 * DAY
    changed(stage, put_off=friday)
    stage.tick(MINUTE)
    assert (stage.held().state, stage.held().not_before) == (State.SCHEDULED, friday)


def pending(stage: Stage) -> TwoPhase:
    """A post whose first step is done; its network."""
    network = TwoPhase(lambda: stage.now, stage.media)
    stage.network = network  # type: ignore[assignment]
    stage.ready(stage.wanted())
    stage.tick()
    assert stage.states() == [State.PENDING]
    return network


def test_a_second_step_that_was_stopped_is_begun_anew_at_the_later_instant(stage: Stage) -> None:
    """Its first step is repeated then."""
    pending(stage)
    friday = stage.now + 3 * DAY
    changed(stage, put_off=friday)
    stage.channels = {"catalonia": channel(paused=True)}
    stage.tick(MINUTE)
    assert (stage.held().state, stage.held().not_before) == (State.SCHEDULED, friday)


@pytest.mark.parametrize("wait", [2 * HOUR, DAY], ids=["within the grace", "beyond it"])
def test_a_time_that_the_network_names_at_the_second_step_is_kept(
    stage: Stage, wait: timedelta
) -> None:
    """It goes then, and is not missed: that is nobody's delay."""
    network = pending(stage)
    told: datetime = stage.now + wait
    really = network._leaves

    def leaves(key: str, text: str) -> Receipt:
        if stage.now < told:
            raise RateLimited("used up", until=told)
        return really(key, text)

    network._leaves = leaves  # type: ignore[method-assign]
    for _ in range(5):
        stage.tick(MINUTE)
    held = stage.held()
    assert (held.state, held.not_before) == (State.PENDING, told)
    assert held.put_off == (told if wait == DAY else None)
    stage.now = told
    stage.tick(MINUTE)
    assert (stage.states(), len(network.posts)) == ([State.PUBLISHED], 1)
