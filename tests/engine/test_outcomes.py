"""Each try that was begun comes to an end in the database, whoever has to write it down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.engine.context import TickReport, Unrecorded
from campaign.engine.drain import recover
from campaign.engine.leases import sweep
from campaign.engine.outcomes import next_try
from campaign.errors import OutcomeUnknown, PlatformError, Rejected, Unavailable
from campaign.model import Attempt, AttemptOutcome, Decision, Payload, Publication, Receipt, State
from campaign.model.approval import USUAL
from campaign.model.people import Actor
from campaign.plan.retry import Do, FollowUp
from campaign.storage import attempts, queue
from campaign.usecases.operations.resolve import resolve
from tests.engine.scripted import Scripted
from tests.engine.stage import LEASE_ENDS, Stage
from tests.plan.made import HOUR
from tests.storage.conftest import on_both

pytestmark = on_both

SECOND = timedelta(seconds=1)


def begun(stage: Stage, worker: str) -> Publication:
    """A claim of that worker, and its try: written down, and no more is known."""
    with stage.database.write() as connection:
        (taken,) = queue.claim(
            connection,
            queue.ready(connection, stage.now, rules=USUAL),
            worker=worker,
            lease_until=stage.now + SECOND,
            now=stage.now,
        )
        attempts.begin(connection, [(taken, {})], stage.now)
    return taken


def tries(stage: Stage) -> list[Attempt]:
    """Every try of the one post."""
    with stage.database.read() as connection:
        return attempts.of(connection, 1)


@pytest.fixture
def ready(stage: Stage) -> Stage:
    """A post that is due and approved."""
    stage.ready(stage.wanted())
    return stage


def test_a_claim_whose_lease_ended_closes_its_try(ready: Stage) -> None:
    """Silence is waited for from when it was given up, so that instant is written down."""
    begun(ready, "dead")
    ready.now += LEASE_ENDS
    sweep(ready.engine_context(), TickReport())
    (one,) = tries(ready)
    assert ready.states() == [State.UNKNOWN]
    assert (one.outcome, one.ended) == (AttemptOutcome.NO_ANSWER, ready.now)
    assert one.answer == "dead took it and did not say how it ended"


def test_a_claim_that_this_process_never_heard_of_is_given_back_and_its_try_closed(
    ready: Stage,
) -> None:
    """The commit's answer was lost: nothing of it was sent, which is no try and no doubt."""
    begun(ready, "worker")
    ready.now += SECOND
    report = TickReport()
    context = ready.engine_context(unrecorded=Unrecorded(unsure=True))
    recover(context, report)
    (one,) = tries(ready)
    held = ready.held()
    assert (held.state, held.tries, context.unrecorded.unsure) == (State.SCHEDULED, 0, False)
    assert (one.outcome, one.ended) == (AttemptOutcome.NOT_SENT, ready.now)


@pytest.mark.parametrize(
    ("worker", "loose"),
    [
        ("another", Unrecorded(unsure=True)),
        ("worker", Unrecorded(unsure=True, stuck={1})),
    ],
    ids=["another worker's", "under way"],
)
def test_what_may_be_under_way_is_not_given_back(
    ready: Stage, worker: str, loose: Unrecorded
) -> None:
    """Neither another worker's claim nor one whose sender has not come back."""
    begun(ready, worker)
    recover(ready.engine_context(unrecorded=loose), TickReport())
    assert (ready.states(), ready.outcomes()) == ([State.PUBLISHING], [AttemptOutcome.UNDER_WAY])


def test_closing_a_try_leaves_those_before_it_as_they_ended(ready: Stage) -> None:
    """The story of a post is not written anew."""
    begun(ready, "worker")
    recover(ready.engine_context(unrecorded=Unrecorded(unsure=True)), TickReport())
    (first,) = tries(ready)
    ready.now += SECOND
    begun(ready, "dead")
    ready.now += LEASE_ENDS
    sweep(ready.engine_context(), TickReport())
    assert tries(ready)[0] == first
    assert ready.outcomes() == [AttemptOutcome.NOT_SENT, AttemptOutcome.NO_ANSWER]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Rejected("no"), State.FAILED),
        (Unavailable("refused"), State.SCHEDULED),
        (OutcomeUnknown("no answer"), State.UNKNOWN),
    ],
    ids=["refused", "did not arrive", "in doubt"],
)
def test_an_answer_that_comes_after_the_lease_settles_what_was_called_unknown(
    ready: Stage, answer: PlatformError, state: State
) -> None:
    """Nobody else has taken it since: the network need not be asked about what it has said."""

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        ready.now += LEASE_ENDS
        sweep(ready.engine_context("other"), TickReport())
        assert ready.states() == [State.UNKNOWN]
        raise answer

    ready.network.script.append(slow)
    ready.tick()
    assert ready.states() == [state]
    assert ready.outcomes() == [AttemptOutcome.of(answer)]


class LostInTheMail(OutcomeUnknown):
    """What an adapter may call a doubt of its own."""


def test_a_doubt_of_a_kind_that_nobody_listed_is_looked_for_before_it_is_sent(
    ready: Stage,
) -> None:
    """It arrived; a person who says `again` makes no second one of it."""

    def lost(network: Scripted, payload: Payload, key: str) -> Receipt:
        network.ledger.accept(key, payload)
        raise LostInTheMail("the answer went to somebody else")

    ready.network.script.append(lost)
    ready.tick()
    assert (ready.states(), ready.outcomes()) == (
        [State.UNKNOWN],
        [AttemptOutcome.OUTCOME_UNKNOWN],
    )
    resolve(ready.database, 1, Decision.AGAIN, actor=Actor("aina"), now=ready.now)
    assert ready.tick().published == [1]
    assert len(ready.network.sent) == 1


@pytest.mark.parametrize(
    ("told", "after", "put_off"),
    [(False, 6 * HOUR, None), (True, 7 * HOUR, 7 * HOUR)],
    ids=["our own wait", "the network's word"],
)
def test_our_own_waits_end_with_the_grace_and_a_networks_word_puts_off(
    ready: Stage, told: bool, after: timedelta, put_off: timedelta | None
) -> None:
    """Both name an instant seven hours after it was due, where the grace is six."""
    publication = ready.held()
    due = publication.due
    follow_up = FollowUp(Do.RETRY, "busy", due + 7 * HOUR, named_by_network=told)
    found = next_try(ready.engine_context(), publication, follow_up)
    assert found["not_before"] == due + after
    assert found.get("put_off") == (None if put_off is None else due + put_off)
