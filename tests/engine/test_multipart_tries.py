"""How often a part is tried does not depend on how many parts were before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from campaign.errors import Unavailable
from campaign.model import Payload, Pending, Receipt, State
from campaign.plan.retry import WAITS
from tests.engine.chained import Chained, ChainedFinisher, out, under
from tests.engine.scripted import accept, says
from tests.engine.stage import Stage
from tests.plan.made import HOUR, channel

MINUTE = timedelta(minutes=1)
TOO_NEW = "the network does not know the post this goes under"


class Picky(ChainedFinisher):
    """Two steps a part; the last part of a thread is refused once, as too new."""

    refused = False
    last = 0

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """The first step."""
        if len(before) == self.last and not self.refused:
            self.refused = True
            raise Unavailable(TOO_NEW)
        self.sent.append((key, under(payload, before)))
        return Pending(f"t{len(before)}")


@pytest.mark.parametrize("count", [2, 5, 9])
def test_the_last_part_of_a_long_thread_in_two_steps_is_tried_again(
    stage: Stage, count: int
) -> None:
    """Each part is a claim of its own, and all before went well."""
    network = Picky(stage.ledger, stage.media)
    network.last = count - 1
    stage.network = network
    stage.ready(stage.wanted(texts=tuple(f"p{n}" for n in range(count))))
    for _ in range(4 * count):
        if not network.refused:
            stage.tick(MINUTE / 4)
    held = stage.held()
    assert (held.state, len(out(stage))) == (State.SCHEDULED, count - 1)
    assert held.not_before - stage.now == WAITS[0]
    for _ in range(10):
        stage.tick(MINUTE)
    assert (stage.states(), len(out(stage))) == ([State.PUBLISHED], count)


def test_parts_that_are_each_refused_a_few_times_all_come_out(stage: Stage) -> None:
    """In one step: a part that is out begins a new count."""
    network = stage.network = Chained(stage.ledger, stage.media)
    stage.channels = {"catalonia": channel(grace=48 * HOUR)}
    for _ in range(4):
        network.script += [says(Unavailable(TOO_NEW))] * 3 + [accept]
    stage.ready(stage.wanted(texts=("a", "b", "c", "d")))
    waits = []
    for _ in range(120):
        before = stage.held().not_before
        stage.tick(MINUTE)
        if stage.held().not_before != before:
            waits.append(stage.held().not_before - stage.now)
    assert stage.states() == [State.PUBLISHED]
    assert waits == list(WAITS[:3]) * 4


def test_a_part_that_stays_refused_is_given_up_after_its_own_tries(stage: Stage) -> None:
    """No sooner than a plain post, and no later."""
    network = stage.network = Chained(stage.ledger, stage.media)
    stage.channels = {"catalonia": channel(grace=48 * HOUR)}
    network.script += [says(Unavailable(TOO_NEW))] * 3 + [accept]
    network.script += [says(Unavailable(TOO_NEW))] * 20
    stage.ready(stage.wanted(texts=("a", "b")))
    for _ in range(300):
        stage.tick(2 * MINUTE)
    held = stage.held()
    assert (held.state, f"after {len(WAITS) + 1} tries" in held.reason) == (State.FAILED, True)


@pytest.mark.parametrize(
    ("parts", "told"), [(1, "1 of its parts is out"), (2, "2 of its parts are out")]
)
def test_what_is_missed_says_what_had_kept_it_and_how_much_is_out(
    stage: Stage, parts: int, told: str
) -> None:
    """Its grace ended before its tries did."""
    stage.channels = {"catalonia": channel(grace=HOUR / 2)}
    network = stage.network = Chained(stage.ledger, stage.media)
    network.script += [accept] * parts + [says(Unavailable(TOO_NEW))] * 20
    stage.ready(stage.wanted(texts=("a", "b", "c")))
    for _ in range(60):
        stage.tick(MINUTE)
    held = stage.held()
    assert held.state is State.MISSED
    assert held.reason.startswith("late by 31 min, more than 30 min; part ")
    assert TOO_NEW in held.reason
    assert held.reason.endswith(told)


def test_what_was_never_tried_says_only_that_it_is_late(stage: Stage) -> None:
    """There is nothing else to tell."""
    stage.ready(stage.wanted())
    stage.tick(7 * HOUR)
    assert stage.held().reason == "late by 7 h, more than 6 h"
