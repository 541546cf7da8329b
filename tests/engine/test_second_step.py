"""The second step of a post heeds what its network says, as the first does."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from campaign.engine import second_step as finishing
from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    StorageError,
    Unauthorized,
)
from campaign.media import MediaStore
from campaign.model import Absent, AttemptOutcome, Decision, Payload, Pending, Receipt, State
from campaign.model.people import Actor
from campaign.storage import attempts, pauses, publications
from campaign.usecases.operations.pause import pause, resume
from campaign.usecases.operations.resolve import CannotDecide, resolve
from campaign.usecases.operations.status import status
from tests.engine.scripted import Finisher, Ledger, pending
from tests.engine.stage import Stage
from tests.plan.made import HOUR, channel
from tests.storage.conftest import on_both

MINUTE = timedelta(minutes=1)


def saying(error: PlatformError) -> Callable[[], Receipt | Pending]:
    """An answer to the second step that is this error."""

    def answer() -> Receipt:
        raise error

    return answer


def done() -> Receipt:
    """It is public."""
    return Receipt("id-7", "https://x/7")


@pytest.fixture
def begun(stage: Stage, tmp_path: Path) -> Stage:
    """A post whose first step is done, on a network that a test gives its answers."""
    stage.network = Finisher(
        Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"), deque([pending("job-7")])
    )
    stage.ready(stage.wanted())
    assert stage.tick().pending == [1]
    return stage


def answers(stage: Stage, *some: Callable[[], Receipt | Pending]) -> Finisher:
    """The network, which answers so from now on."""
    assert isinstance(stage.network, Finisher)
    stage.network.finishing.extend(some)
    return stage.network


@on_both
def test_a_network_that_asks_to_wait_is_left_alone_until_then(begun: Stage) -> None:
    """No question before its time, and the channel rests with it; then it is published."""
    until = begun.now + HOUR
    network = answers(begun, saying(RateLimited("too many", until=until)), done)
    begun.tick()
    assert begun.held().state is State.PENDING
    assert begun.held().not_before == until
    assert begun.held().reason == "too many"
    begun.tick(30 * MINUTE)
    assert len(network.finishing) == 1
    assert begun.tick(31 * MINUTE).published == [1]


@on_both
def test_a_limit_without_an_end_is_waited_out(begun: Stage) -> None:
    """A minute, as after a first refusal."""
    network = answers(begun, saying(RateLimited("too many")), done)
    begun.tick()
    begun.tick(MINUTE / 2)
    assert len(network.finishing) == 1
    assert begun.tick(MINUTE).published == [1]


@on_both
def test_a_dead_credential_stops_the_channel_and_not_the_post(begun: Stage) -> None:
    """A person is told at once, nobody asks every minute, and once it is mended it goes on."""
    network = answers(begun, saying(Unauthorized("the token is dead")), done)
    rest = timedelta(minutes=30)
    report = begun.tick(query_backoff=(rest,))
    assert "the token is dead" in report.paused["catalonia"]
    with begun.database.read() as connection:
        (on,) = pauses.open(connection, begun.now).on
    assert (on.scope, on.who) == ("channel:catalonia", pauses.ENGINE)
    assert "the token is dead" in on.reason
    assert begun.held().state is State.PENDING
    begun.tick(rest / 2)
    assert len(network.finishing) == 1
    begun.tick(rest)
    assert len(network.finishing) == 1, "nothing becomes public on a channel that is paused"
    resume(begun.database, "channel:catalonia", actor=Actor("aina"), now=begun.now)
    assert begun.tick(MINUTE).published == [1]


@on_both
def test_two_workers_never_carry_out_one_second_step_at_once(begun: Stage) -> None:
    """While one is at it, another leaves it alone; should the one die, the other goes on."""
    asked: list[str] = []

    def slow() -> Receipt:
        asked.append("first")
        begun.tick(worker="another")
        return done()

    answers(begun, slow)
    assert begun.tick(MINUTE).published == [1]
    assert asked == ["first"]


def test_a_second_step_is_left_to_its_worker_for_as_long_as_it_may_take(begun: Stage) -> None:
    """A slow one is at it still; from then on the fence lets it begin nothing more."""
    tries: list[int] = []

    def slow() -> Receipt:
        begun.now += begun.engine_context().second_step_timeout - MINUTE / 60
        begun.tick(worker="another")
        tries.append(len(network.doubts))
        return done()

    network = answers(begun, slow)
    assert begun.tick(MINUTE).published == [1]
    assert tries == [1]


@on_both
def test_a_second_step_whose_answer_is_lost_is_asked_about_only_when_it_has_settled(
    begun: Stage,
) -> None:
    """As long as the claim on it lasts: a network that is still at it is left alone."""
    network = answers(begun, saying(OutcomeUnknown("no answer")), done)
    begun.tick()
    for _ in range(4):
        begun.tick(MINUTE / 6)
    assert len(network.finishing) == 1
    assert begun.tick(MINUTE / 6).published == [1]


@on_both
@pytest.mark.parametrize("stop", ["paused", "deleted"])
def test_what_is_stopped_between_its_steps_does_not_become_public(begun: Stage, stop: str) -> None:
    """It is looked for, and never finished."""
    network = answers(begun, done)
    if stop == "paused":
        pause(begun.database, "all", actor=Actor("aina"), reason="mourning", now=begun.now)
    else:
        assert begun.apply().marked == 1
    for _ in range(5):
        begun.tick(MINUTE)
    assert len(network.finishing) == 1 and begun.ledger.public == []
    if stop == "paused":
        resume(begun.database, "all", actor=Actor("aina"), now=begun.now)
        assert begun.tick(MINUTE).published == [1]


@on_both
@pytest.mark.parametrize("how", [OutcomeUnknown("no answer"), KeyError("unforeseen")])
def test_a_second_step_in_doubt_is_told_to_whoever_comes_next(begun: Stage, how: Exception) -> None:
    """As long as nobody knows what came of it."""

    def lost() -> Receipt:
        raise how

    network = answers(begun, lost, lambda: Pending("job-7"), done)
    began = begun.now + MINUTE
    for _ in range(3):
        begun.tick(MINUTE if begun.now < began else HOUR)
    assert network.doubts == [None, began, began]
    assert begun.states() == [State.PUBLISHED]


@on_both
def test_a_second_step_over_which_a_worker_died_is_in_doubt(begun: Stage) -> None:
    """It was written down before anything left."""
    died = begun.now
    with begun.database.write() as connection:
        (row,) = publications.in_states(connection, State.PENDING)
        assert publications.take_up(connection, row, "dead", died + 2 * MINUTE)
        assert attempts.begin_second_step(connection, 1, died) is None
    network = answers(begun, done)
    begun.tick(MINUTE)
    assert network.doubts == []
    begun.tick(2 * MINUTE)
    assert network.doubts == [died]


@on_both
def test_a_receipt_that_was_not_written_down_leaves_a_doubt(
    begun: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process died with it: whoever comes next knows that it may be out."""

    def dies(*_: object) -> None:
        raise StorageError("the machine went away")

    network = answers(begun, done, done)
    began = begun.now + MINUTE
    with monkeypatch.context() as patch, pytest.raises(StorageError):
        patch.setattr(finishing, "record_found", dies)
        begun.tick(MINUTE)
    begun.tick(HOUR)
    assert network.doubts == [None, began]
    assert begun.states() == [State.PUBLISHED]


def test_a_slow_worker_takes_no_doubt_of_another_away(begun: Stage) -> None:
    """It was taken for dead, and the other one is at its second step now."""
    with begun.database.write() as connection:
        attempts.begin_second_step(connection, 1, begun.now)
        doubt = attempts.begin_second_step(connection, 1, begun.now + 3 * MINUTE)
        attempts.undo_second_step(connection, 1, begun.now, None)
        assert doubt == begun.now
        assert attempts.begin_second_step(connection, 1, begun.now + HOUR) == begun.now + 3 * MINUTE


def test_a_clean_answer_leaves_no_doubt(begun: Stage) -> None:
    """It was still worked on: nothing was made public."""
    network = answers(begun, lambda: Pending("job-7"), saying(RateLimited("slow")), done)
    for _ in range(3):
        begun.tick(HOUR / 2)
    assert network.doubts == [None, None, None]


def test_what_is_too_late_is_not_made_public(begun: Stage) -> None:
    """Its network was down for longer than the grace; somebody is told, and nothing goes out."""
    begun.network = FindingFinisher(begun.network.ledger, begun.network.media)
    begun.tick(7 * HOUR)
    begun.tick(MINUTE)
    assert begun.states() == [State.MISSED]
    assert begun.network.ledger.public == []


def test_what_the_network_told_at_the_end_is_kept(begun: Stage) -> None:
    """Whoever has to prove that it is out finds the network's own words."""
    answers(begun, lambda: Receipt("id-7", "https://x/7", {"id": "id-7", "seen": "there"}))
    begun.tick(MINUTE)
    with begun.database.read() as connection:
        (last,) = attempts.of(connection, 1)
    assert last.outcome == AttemptOutcome.PUBLISHED and json.loads(last.answer)["seen"] == "there"


def test_what_is_pending_counts_for_the_pace(stage: Stage, tmp_path: Path) -> None:
    """It may become public at any moment: the next one is not begun before its time."""
    stage.channels = {"catalonia": channel(min_interval=HOUR)}
    stage.network = Finisher(
        Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"), deque([pending("a")])
    )
    answers(stage, *[lambda: Pending("a")] * 9)
    stage.ready(stage.wanted("one"), stage.wanted("two"))
    for _ in range(3):
        stage.tick(MINUTE)
    assert sorted(stage.states()) == [State.PENDING, State.SCHEDULED]


def test_a_person_decides_about_what_its_network_never_finishes(begun: Stage) -> None:
    """Not before an hour has passed; status says so, and the address is written down."""
    answers(begun, lambda: Pending("job-7"))
    with pytest.raises(CannotDecide, match="more than an hour"):
        resolve(
            begun.database, 1, Decision.THERE, actor=Actor("ada"), now=begun.now, url="https://x/7"
        )
    begun.tick(2 * HOUR)
    assert "pending" in status(begun.database, begun.now).attention
    now = begun.now + MINUTE
    resolve(begun.database, 1, Decision.THERE, actor=Actor("ada"), now=now, url="https://x/7")
    assert begun.states() == [State.PUBLISHED]


@dataclass
class FindingFinisher(Finisher):
    """One that can be asked whether a post is public."""

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """It never is."""
        return Absent("it is not there")
