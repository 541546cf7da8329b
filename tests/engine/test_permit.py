"""What was stopped, changed or taken over before its create began does not begin any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from campaign.engine.tick import settle_now
from campaign.errors import Rejected, Withheld
from campaign.model import AttemptOutcome, Payload, Receipt, State
from campaign.model.people import Actor
from campaign.storage.fence import Question
from campaign.storage.tables import releases
from campaign.usecases.operations.pause import pause, resume
from tests.engine.fenced import Releasing, Uploading, UploadingParts
from tests.engine.scripted import Scripted, pending
from tests.engine.stage import LEASE_ENDS, Stage
from tests.plan.made import channel, region
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)
Stop = Callable[[Stage], None]


def pausing(scope: str) -> Stop:
    """A person pauses that scope."""

    def stop(stage: Stage) -> None:
        pause(stage.database, scope, actor=Actor("aina"), reason="mourning", now=stage.now)

    return stop


def dropped(stage: Stage) -> None:
    """The calendar no longer asks for it."""
    assert stage.apply().marked == 1


def reworded(stage: Stage) -> None:
    """The calendar says it in other words."""
    assert stage.apply(stage.wanted(texts=("Bon vespre.",))).marked == 1


def revoked(stage: Stage) -> None:
    """Whoever said yes takes it back."""
    with stage.database.write() as connection:
        connection.execute(releases.delete())


def swept(stage: Stage) -> None:
    """It stood still for longer than its lease, and another worker has noticed."""
    stage.now += LEASE_ENDS
    assert settle_now(stage.engine_context("other", listing_settle=LEASE_ENDS)).unknown == [1]


def stood_still(stage: Stage) -> None:
    """It stood still for longer than its lease, and nobody has noticed yet."""
    stage.now += LEASE_ENDS


def clock_put_right(stage: Stage) -> None:
    """The clock was ahead: by the right one it is not due yet."""
    stage.now -= MINUTE


STOPS: dict[str, Stop] = {
    "all paused": pausing("all"),
    "network paused": pausing("platform:scripted"),
    "region paused": pausing("region:catalonia"),
    "channel paused": pausing("channel:catalonia"),
    "dropped": dropped,
    "reworded": reworded,
    "yes taken back": revoked,
    "swept": swept,
    "stood still": stood_still,
    "clock put right": clock_put_right,
}


def uploading(stage: Stage) -> Uploading:
    """The network of a test that stops something while pictures are handed in."""
    stage.network = Uploading(stage.network.ledger, stage.network.media)
    return stage.network


@pytest.mark.parametrize("stop", STOPS)
def test_what_is_stopped_before_its_create_does_not_leave(stage: Stage, stop: str) -> None:
    """Whoever stops it, and however: no byte of the create."""
    network = uploading(stage)
    stage.ready(stage.wanted())
    network.meanwhile = lambda: STOPS[stop](stage)
    done = stage.tick()
    assert (done.published, network.sent, stage.ledger.public) == ([], [], [])
    assert (stage.held().tries, stage.outcomes()) == (0, [AttemptOutcome.NOT_SENT])


def test_what_was_paused_before_its_create_leaves_once_it_goes_on(stage: Stage) -> None:
    """It was not tried, so nothing is asked about, and it counts as no try."""
    network = uploading(stage)
    stage.ready(stage.wanted())
    network.meanwhile = lambda: pausing("all")(stage)
    assert stage.tick().held == {1: "aina paused all: mourning"}
    assert stage.outcomes() == [AttemptOutcome.NOT_SENT]
    resume(stage.database, "all", actor=Actor("aina"), now=stage.now)
    assert stage.tick(MINUTE).published == [1]
    assert (len(stage.ledger.public), network.asked) == (1, [])


@pytest.mark.parametrize("paused", [True, False], ids=["paused", "blackout day"])
def test_the_configuration_as_it_is_by_then_counts(stage: Stage, paused: bool) -> None:
    """The context's tables are read anew: a service heeds its configuration while it sends."""
    network = uploading(stage)
    stage.ready(stage.wanted())
    channels, regions = dict(stage.channels), {"catalonia": region()}

    def edited() -> None:
        if paused:
            channels["catalonia"] = channel(paused=True)
        else:
            regions["catalonia"] = region(blackout=frozenset({stage.now.date()}))

    network.meanwhile = edited
    assert stage.tick(channels=channels, regions=regions).published == []
    assert stage.ledger.public == []


def test_who_is_told_to_stop_begins_nothing_more(stage: Stage) -> None:
    """Also what had been handed in already."""
    network = uploading(stage)
    stage.ready(stage.wanted())
    told: list[bool] = []
    network.meanwhile = lambda: told.append(True)
    stage.tick(stopping=lambda: bool(told))
    assert (stage.ledger.public, stage.states()) == ([], [State.SCHEDULED])


def test_a_worker_that_stood_still_while_another_published_adds_no_second_one(
    stage: Stage,
) -> None:
    """Fourteen minutes between upload and create: the other one's post stays the only one."""
    network = uploading(stage)
    stage.ready(stage.wanted())
    others: list[int] = []

    def frozen() -> None:
        stage.now += 14 * MINUTE
        others.extend(stage.tick(worker="other").published)

    network.meanwhile = frozen
    stage.tick()
    stage.tick(MINUTE)
    assert (others, len(stage.ledger.public)) == ([1], 1)
    assert stage.states() == [State.PUBLISHED]


@pytest.mark.parametrize("number", range(1, 4))
def test_a_thread_that_is_paused_goes_on_with_its_next_part(stage: Stage, number: int) -> None:
    """Each part is asked about; what is out stays, and what follows follows once."""
    network = stage.network = UploadingParts(
        stage.network.ledger, stage.network.media, number=number
    )
    stage.ready(stage.wanted(texts=("U.", "Dos.", "Tres.", "Quatre.")))
    network.meanwhile = lambda: pausing("all")(stage)
    assert stage.tick().published == []
    assert len(stage.ledger.public) == number
    resume(stage.database, "all", actor=Actor("aina"), now=stage.now)
    assert stage.tick(MINUTE).published == [1]
    assert stage.ledger.texts == ["U.", "Dos.", "Tres.", "Quatre."]


@pytest.mark.parametrize("stop", [s for s in STOPS if s not in ("swept", "clock put right")])
def test_a_second_step_that_is_stopped_does_not_begin(stage: Stage, stop: str) -> None:
    """While the network was asked how far it had come."""
    network = stage.network = Releasing(
        stage.network.ledger, stage.network.media, deque([pending("job-7")])
    )
    stage.ready(stage.wanted())
    assert stage.tick().pending == [1]
    network.meanwhile = lambda: STOPS[stop](stage)
    settle_now(stage.engine_context())
    assert (network.released, stage.ledger.public) == ([], [])


def test_a_second_step_is_one_workers_at_a_time(stage: Stage) -> None:
    """One stands still in it; another takes it up and is through; the first begins nothing."""
    network = stage.network = Releasing(
        stage.network.ledger, stage.network.media, deque([pending("job-7")])
    )
    stage.ready(stage.wanted())
    stage.tick()
    others: list[int] = []

    def frozen() -> None:
        stage.now += 14 * MINUTE
        others.extend(settle_now(stage.engine_context("other")).published)

    network.meanwhile = frozen
    settle_now(stage.engine_context())
    assert (others, len(network.released), stage.states()) == ([1], 1, [State.PUBLISHED])


def test_what_a_stale_worker_says_last_changes_nothing(stage: Stage) -> None:
    """Its claim was counted before: a refusal of that try is no refusal of the other one's."""

    def sleeps(network: Scripted, payload: Payload, key: str) -> Receipt:
        stage.now += LEASE_ENDS
        stage.tick(worker="other")
        raise Rejected("no")

    stage.ready(stage.wanted())
    stage.network.script.append(sleeps)
    assert stage.tick().failed == []
    assert stage.states() == [State.PUBLISHED]
    assert stage.held().claim == 2


def test_every_claim_has_a_number_of_its_own(stage: Stage) -> None:
    """Also after a try that was given back and did not count."""
    network = uploading(stage)
    stage.ready(stage.wanted())
    claims: list[int] = []
    for _ in range(3):

        def counted() -> None:
            claims.append(stage.held().claim)
            pausing("all")(stage)

        network.meanwhile = counted
        stage.tick(MINUTE)
        resume(stage.database, "all", actor=Actor("aina"), now=stage.now)
    assert claims == [1, 2, 3]
    assert stage.held().tries == 0


def test_an_answer_that_took_too_long_is_not_used(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was about a moment that has passed; however often it is asked, nothing is in time."""
    monkeypatch.setattr("campaign.storage.fence.FRESH", 0.0)
    stage.ready(stage.wanted())
    stage.tick()
    assert (stage.ledger.public, stage.outcomes()) == ([], [AttemptOutcome.NOT_SENT])


def test_without_a_database_nothing_leaves(stage: Stage) -> None:
    """A fence that cannot be asked says no."""
    stage.ready(stage.wanted())
    question = Question(stage.held(), ("all",), policy="approver/one/own@catalonia")
    with stage.database.write() as connection:
        connection.execute(text("ALTER TABLE publications RENAME TO elsewhere"))
    with pytest.raises(Withheld, match="cannot be asked"):
        stage.database.fence.ask(question, stage.now)
