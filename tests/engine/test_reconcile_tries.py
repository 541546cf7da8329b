"""Which tries may have left a post there, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from campaign.engine.context import TickReport, Unrecorded
from campaign.engine.drain import recover
from campaign.engine.leases import sweep
from campaign.engine.multipart import doubtful_since
from campaign.engine.payloads import stored
from campaign.engine.reconcile import reconcile
from campaign.model import Absent, Attempt, AttemptOutcome, Payload, Pending, Receipt, State
from campaign.model.approval import USUAL
from campaign.storage import attempts, queue, variants
from tests.engine.chained import Chained, after
from tests.engine.scripted import Scripted, accept, lost
from tests.engine.simulated import SpendsKeys
from tests.engine.stage import LEASE_ENDS, Stage
from tests.plan.made import DAY, HOUR, NOW, channel, held, planned

MINUTE = timedelta(minutes=1)


def tried(outcome: AttemptOutcome, ago: timedelta) -> Attempt:
    """A try that began so long ago and ended so."""
    return Attempt(1, 1, "hash", "key", "w", NOW - ago, NOW - ago, outcome, {})


@pytest.mark.parametrize(
    "outcome",
    [
        AttemptOutcome.UNDER_WAY,
        AttemptOutcome.NO_ANSWER,
        AttemptOutcome.SECOND_STEP,
        AttemptOutcome.OUTCOME_UNKNOWN,
        AttemptOutcome.ALREADY_THERE,
        AttemptOutcome.UNCLASSIFIED,
    ],
)
def test_a_try_after_which_it_may_be_there_is_where_the_search_begins(
    outcome: AttemptOutcome,
) -> None:
    """The first of them, though later ones are in doubt as well."""
    tries = [
        tried(AttemptOutcome.UNAVAILABLE, DAY),
        tried(outcome, HOUR),
        tried(AttemptOutcome.OUTCOME_UNKNOWN, MINUTE),
    ]
    assert doubtful_since(held(planned()), tries) == NOW - HOUR


@pytest.mark.parametrize(
    "outcome",
    [
        AttemptOutcome.NOT_SENT,
        AttemptOutcome.ABSENT,
        AttemptOutcome.REJECTED,
        AttemptOutcome.RATE_LIMITED,
        AttemptOutcome.UNAVAILABLE,
    ],
)
def test_a_try_of_which_the_end_is_known_is_none(outcome: AttemptOutcome) -> None:
    """It surely did not arrive, or was proved not to be there."""
    tries = [tried(outcome, HOUR), tried(AttemptOutcome.OUTCOME_UNKNOWN, MINUTE)]
    assert doubtful_since(held(planned()), tries) == NOW - MINUTE


def test_what_a_backup_did_not_know_counts_as_well() -> None:
    """Whichever is earlier; and without any doubtful try, the last one's beginning."""
    marked = replace(held(planned()), doubtful_since=NOW - HOUR)
    assert doubtful_since(marked, [tried(AttemptOutcome.OUTCOME_UNKNOWN, MINUTE)]) == NOW - HOUR
    assert doubtful_since(marked, [tried(AttemptOutcome.OUTCOME_UNKNOWN, DAY)]) == NOW - DAY
    assert doubtful_since(held(planned()), [tried(AttemptOutcome.REJECTED, MINUTE)]) == NOW - MINUTE


def claimed(stage: Stage, worker: str) -> None:
    """That worker has it now, and its try is written down."""
    with stage.database.write() as connection:
        (taken,) = queue.claim(
            connection,
            queue.ready(connection, stage.now, rules=USUAL),
            worker=worker,
            lease_until=stage.now + MINUTE,
            now=stage.now,
        )
        found = variants.load(connection, [taken.variant_hash])[taken.variant_hash]
        kept = stored(stage.network.payloads(found, stage.now))
        attempts.begin(connection, [(taken, kept)], stage.now)


def test_a_key_that_the_network_has_refused_as_a_repeat_is_kept(stage: Stage) -> None:
    """An earlier try has arrived, which its listing hides: under another key it would be twice."""
    network = stage.network = SpendsKeys(lambda: stage.now, stage.media)  # type: ignore[assignment]
    stage.channels = {"catalonia": channel(min_interval=timedelta(0))}
    stage.ready(stage.wanted())
    network.accept("of an earlier try", "Bon dia a tothom.")
    network.lag = DAY
    for _ in range(3):
        stage.tick(HOUR)
    assert stage.outcomes()[0] == AttemptOutcome.ALREADY_THERE
    assert set(network.keys) == {stage.held().key}
    assert len(network.posts) == 1


def test_a_try_of_which_nothing_left_spends_no_key(stage: Stage) -> None:
    """The network has never seen it."""
    network = stage.network = SpendsKeys(lambda: stage.now, stage.media)  # type: ignore[assignment]
    stage.ready(stage.wanted())
    for _ in range(2):
        claimed(stage, "worker")
        recover(stage.engine_context(unrecorded=Unrecorded(unsure=True)), TickReport())
    assert stage.outcomes() == [AttemptOutcome.NOT_SENT] * 2
    stage.tick(MINUTE)
    assert network.keys == [stage.held().key]


@dataclass
class Telling(Chained):
    """Remembers what it was told to pass over."""

    passed: list[Collection[str]] = field(default_factory=list)

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """As usual."""
        self.passed.append(booked)
        return super().find(payload, key, since, before)


def test_a_part_is_not_looked_for_among_those_that_are_out(stage: Stage) -> None:
    """Two parts may say the same: the first one's post is no receipt of the second."""
    network = stage.network = Telling(stage.network.ledger, stage.media)
    network.script.extend(after(1, lost))
    stage.ready(stage.wanted(texts=("Bon dia.", "Bon dia.")))
    stage.tick()
    stage.tick(MINUTE)
    assert stage.states() == [State.PUBLISHED]
    assert [set(each) for each in network.passed] == [{stage.held().remote_id}]


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


@pytest.mark.parametrize("by", ["nobody yet", "another one", "a later try of its own"])
def test_a_thread_that_was_taken_over_in_the_middle_is_left_alone(stage: Stage, by: str) -> None:
    """Not even the pictures of its next part are handed in."""

    def sleeps(network: Scripted, payload: Payload, key: str) -> Receipt:
        receipt = accept(network, payload, key)
        stage.now += LEASE_ENDS
        sweep(stage.engine_context("other"), TickReport())
        if by != "nobody yet":
            reconcile(stage.engine_context("other"), TickReport())
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
