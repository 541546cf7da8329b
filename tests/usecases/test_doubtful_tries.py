"""Which tries may have left a post there, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from campaign.model import Attempt, Payload, Pending, Receipt, State
from campaign.storage import attempts, queue
from campaign.usecases.chain import doubtful_since
from campaign.usecases.desk import Tick
from campaign.usecases.reconcile import reconcile
from campaign.usecases.sweep import sweep
from tests.plan.made import DAY, HOUR, NOW, channel, held, planned
from tests.usecases.chained import Chained, after
from tests.usecases.scripted import Scripted, accept
from tests.usecases.simulated import SpendsKeys
from tests.usecases.stage import LEASE_ENDS, Stage

MINUTE = timedelta(minutes=1)


def tried(outcome: str, ago: timedelta) -> Attempt:
    """A try that began so long ago and ended so."""
    return Attempt(1, 1, "hash", "key", "w", NOW - ago, NOW - ago, outcome, {})


@pytest.mark.parametrize(
    "outcome",
    [
        attempts.UNDER_WAY,
        attempts.NO_ANSWER,
        attempts.SECOND_STEP,
        "OutcomeUnknown",
        "AlreadyThere",
        "PlatformError",
    ],
)
def test_a_try_after_which_it_may_be_there_is_where_the_search_begins(outcome: str) -> None:
    """The first of them, though later ones are in doubt as well."""
    tries = [tried("Unavailable", DAY), tried(outcome, HOUR), tried("OutcomeUnknown", MINUTE)]
    assert doubtful_since(held(planned()), tries) == NOW - HOUR


@pytest.mark.parametrize(
    "outcome", [attempts.NOT_SENT, attempts.ABSENT, "Rejected", "RateLimited", "Unavailable"]
)
def test_a_try_of_which_the_end_is_known_is_none(outcome: str) -> None:
    """It surely did not arrive, or was proved not to be there."""
    tries = [tried(outcome, HOUR), tried("OutcomeUnknown", MINUTE)]
    assert doubtful_since(held(planned()), tries) == NOW - MINUTE


def test_what_a_backup_did_not_know_counts_as_well() -> None:
    """Whichever is earlier; and without any doubtful try, the last one's beginning."""
    marked = replace(held(planned()), doubtful_since=NOW - HOUR)
    assert doubtful_since(marked, [tried("OutcomeUnknown", MINUTE)]) == NOW - HOUR
    assert doubtful_since(marked, [tried("OutcomeUnknown", DAY)]) == NOW - DAY
    assert doubtful_since(held(planned()), [tried("Rejected", MINUTE)]) == NOW - MINUTE


def test_a_key_that_the_network_has_refused_as_a_repeat_is_kept(stage: Stage) -> None:
    """An earlier try has arrived, which its listing hides: under another key it would be twice."""
    network = stage.network = SpendsKeys(lambda: stage.now, stage.media)  # type: ignore[assignment]
    stage.channels = {"catalonia": channel(min_interval=timedelta(0))}
    stage.ready(stage.wanted())
    network.accept("of an earlier try", "Bon dia a tothom.")
    network.lag = DAY
    for _ in range(3):
        stage.tick(HOUR)
    assert stage.outcomes()[0] == "AlreadyThere"
    assert set(network.keys) == {stage.held().key}
    assert len(network.posts) == 1


@dataclass
class Counting(Chained):
    """Counts how many parts were begun: their pictures go before the fence is asked."""

    begun: list[int] = field(default_factory=list)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Upload, then create."""
        self.begun.append(len(before))
        return super().publish(payload, key, before)


def claimed(stage: Stage, worker: str) -> None:
    """That worker has it now."""
    with stage.database.write() as connection:
        (taken,) = queue.claim(
            connection,
            queue.ready(connection, stage.now, approved=True),
            worker=worker,
            lease_until=stage.now + MINUTE,
            now=stage.now,
        )
        (last,) = attempts.of(connection, taken.id)[-1:]
        attempts.begin(connection, [(taken, last.payload)], stage.now)


@pytest.mark.parametrize("by", ["nobody yet", "another one", "a later try of its own"])
def test_a_thread_that_was_taken_over_in_the_middle_is_left_alone(stage: Stage, by: str) -> None:
    """Not even the pictures of its next part are handed in."""

    def sleeps(network: Scripted, payload: Payload, key: str) -> Receipt:
        receipt = accept(network, payload, key)
        stage.now += LEASE_ENDS
        sweep(stage.desk("other"), Tick())
        if by != "nobody yet":
            reconcile(stage.desk("other"), Tick())
            claimed(stage, "worker" if by == "a later try of its own" else "other")
        return receipt

    network = stage.network = Counting(stage.network.ledger, stage.media)
    network.script.extend(after(1, sleeps))
    stage.ready(stage.wanted(texts=("U.", "Dos.", "Tres.")))
    stage.tick()
    assert network.begun == [0, 1]
    stage.now += LEASE_ENDS
    for _ in range(4):
        stage.tick(MINUTE)
    assert stage.states() == [State.PUBLISHED]
    assert stage.ledger.texts == ["U.", "Dos.", "Tres."]
