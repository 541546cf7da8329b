"""What is unknown is asked about ever more rarely, and believed only when it is proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest

from campaign.engine.context import EngineContext, TickReport
from campaign.engine.drain import recover
from campaign.engine.publisher import publish_due
from campaign.engine.tick import settle_now
from campaign.errors import StorageError, Unavailable
from campaign.media import MediaStore
from campaign.model import Absent, AttemptOutcome, Delivery, Evidence, Payload, Receipt, State
from campaign.plan.reasons import in_words
from campaign.storage import attempts, publications
from tests.engine.scripted import Finder, Ledger, Scripted, accept, lost, swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY

SECOND = timedelta(seconds=1)
_USUAL = EngineContext.__dataclass_fields__
WAITING = {
    name: _USUAL[name].default
    for name in ("query_backoff", "settle", "listing_settle", "query_retry")
}


class ByKey(Finder):
    """A network that takes keys."""

    delivery: ClassVar[Delivery] = Delivery.BY_KEY


class Unaskable(Finder):
    """A network that could be asked, if what it says of a post were worth anything."""

    delivery: ClassVar[Delivery] = Delivery.AT_MOST_ONCE


def finder(stage: Stage) -> Finder:
    """The stage's network, which can be asked."""
    assert isinstance(stage.network, Finder)
    return stage.network


def test_a_network_is_asked_after_growing_pauses(stage: Stage) -> None:
    """After 5 s, 30 s, 1 min, 5 min, 30 min, and when silence begins to prove something."""
    stage.network.script.append(swallowed)
    stage.ready(stage.wanted())
    waits: Any = {**WAITING, "listing_settle": timedelta(days=1)}
    assert asked_at(stage, waits) == [5, 35, 95, 180, 395, 2195, 3995, 5795]


def test_a_question_that_was_not_answered_is_asked_again_soon(stage: Stage) -> None:
    """After 15 s: no answer is no silence."""
    finder(stage).trouble = Unavailable("down")
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    assert asked_at(stage, WAITING)[:6] == [5, 20, 35, 50, 65, 85]


def asked_at(stage: Stage, waits: Any) -> list[float]:
    """At how many seconds after the try the network was asked, in the two hours after it."""
    stage.tick(**waits)
    began, asked = stage.now, []
    for _ in range(2 * 60 * 12):
        before = len(finder(stage).asked)
        stage.tick(5 * SECOND, **waits)
        if len(finder(stage).asked) > before:
            asked.append((stage.now - began).total_seconds())
    return asked


def test_an_absence_from_a_list_is_believed_only_when_the_list_has_settled(stage: Stage) -> None:
    """What a server took late, or lists late, would else be sent a second time."""
    late: list[tuple[Scripted, Payload, str]] = []

    def accepts_later(network: Scripted, payload: Payload, key: str) -> Receipt:
        late.append((network, payload, key))
        return swallowed(network, payload, key)

    stage.network.script.append(accepts_later)
    stage.ready(stage.wanted())
    settle = timedelta(minutes=3)
    stage.tick(listing_settle=settle)
    for _ in range(5):
        assert stage.tick(30 * SECOND, listing_settle=settle).retried == {}
        assert stage.held().state is State.UNKNOWN
    accept(*late[0])
    assert stage.tick(30 * SECOND, listing_settle=settle).published == [1]
    assert len(stage.ledger.public) == 1


def test_an_absence_from_a_settled_list_is_proof(stage: Stage) -> None:
    """Then it is sent again, at once: that was wait enough."""
    stage.network.script.append(swallowed)
    stage.ready(stage.wanted())
    settle = timedelta(minutes=3)
    stage.tick(listing_settle=settle)
    assert stage.tick(settle, listing_settle=settle).published == [1]
    assert stage.outcomes() == [AttemptOutcome.ABSENT, AttemptOutcome.PUBLISHED]


def test_a_post_that_arrives_between_the_question_and_the_next_try_is_not_sent_twice(
    stage: Stage,
) -> None:
    """The server ignores the key and took the first one late: it is asked at the last moment."""
    late: list[tuple[Scripted, Payload, str]] = []

    def accepts_later(network: Scripted, payload: Payload, key: str) -> Receipt:
        late.append((network, payload, key))
        return swallowed(network, payload, key)

    stage.network.script.append(accepts_later)
    stage.ready(stage.wanted())
    stage.tick()
    finder(stage).silence = Evidence.GUARDED
    assert settle_now(stage.engine_context()).retried.keys() == {1}
    accept(*late[0])
    assert stage.tick().published == [1]
    assert len(stage.ledger.public) == 1


def test_what_a_dead_worker_had_taken_is_sent_at_once_where_a_key_stands_guard(
    stage: Stage,
) -> None:
    """The network is well: there is nothing to wait for."""
    stage.network = ByKey(stage.network.ledger, stage.network.media)
    stage.ready(stage.wanted())
    _dies_with(stage)
    done = stage.tick(timedelta(minutes=1))
    assert (done.unknown, done.published) == ([1], [1])


def test_a_post_over_which_workers_die_is_not_tried_at_once_for_ever(stage: Stage) -> None:
    """Twice; then it waits as any other that did not arrive."""
    stage.network = ByKey(stage.network.ledger, stage.network.media)
    stage.ready(stage.wanted())
    for _ in range(2):
        _dies_with(stage)
        stage.now += timedelta(minutes=1)
        _settle(stage)
        assert stage.held().not_before == stage.now
    _dies_with(stage)
    stage.now += timedelta(minutes=1)
    _settle(stage)
    assert stage.held().not_before > stage.now


@pytest.mark.parametrize("kind", [Scripted, Unaskable])
def test_a_network_that_cannot_be_asked_never_is_and_a_person_is_told(
    stage: Stage, kind: type[Scripted]
) -> None:
    """The reason says so, once."""
    stage.network = kind(stage.network.ledger, stage.network.media)
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    for _ in range(3):
        stage.tick(DAY)
    assert stage.held().state is State.UNKNOWN
    assert in_words(stage.held()) == (
        "no answer within 30 s; this network cannot be asked: a person decides"
    )
    assert getattr(stage.network, "asked", []) == []


def test_a_server_that_is_away_is_asked_one_question_a_tick(stage: Stage) -> None:
    """Five posts wait for it; four more time-outs would hold everything up."""
    finder(stage).trouble = Unavailable("down")
    stage.network.script.extend([lost] * 5)
    stage.channels = {"catalonia": stage.channels["catalonia"]}
    for number in range(5):
        stage.ready(*(stage.wanted(f"post-{n}") for n in range(number + 1)))
        stage.tick(timedelta(minutes=2))
    assert stage.states() == [State.UNKNOWN] * 5
    before = len(finder(stage).asked)
    stage.tick()
    assert len(finder(stage).asked) == before + 1


def test_an_answer_the_database_did_not_take_is_written_down_when_it_is_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a network that cannot be asked: what the process remembers spares a person."""
    stage.network = Scripted(stage.network.ledger, stage.network.media)
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    context = stage.engine_context()

    def away(*_: object, **__: object) -> None:
        raise StorageError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(attempts, "end", away)
        with pytest.raises(StorageError):
            publish_due(context, TickReport())
    assert len(context.unrecorded.results) == 2
    stage.now += timedelta(hours=1)
    stage.tick(worker="other")
    assert State.UNKNOWN in stage.states()
    report = TickReport()
    recover(context, report)
    sent = len(stage.ledger.public)
    assert (len(report.published), context.unrecorded.results) == (sent, [])
    stage.tick()
    assert stage.states() == [State.PUBLISHED] * 2
    assert len(stage.ledger.public) == 2


def test_a_commit_whose_answer_is_lost_strands_nothing(stage: Stage) -> None:
    """The claim stands in the database, and the process never heard so: it gives it back."""
    stage.ready(stage.wanted())
    context = stage.engine_context()
    _dies_with(stage, worker=context.worker)
    context.unrecorded.unsure = True
    report = TickReport()
    recover(context, report)
    assert (stage.held().state, stage.held().tries) == (State.SCHEDULED, 0)
    assert stage.outcomes() == [AttemptOutcome.NOT_SENT]
    assert stage.tick().published == [1]


def _dies_with(stage: Stage, worker: str = "the dead one") -> None:
    """A worker that claimed the post and was gone before it sent anything."""
    from campaign.storage import queue

    with stage.database.write() as connection:
        row = publications.one(connection, 1)
        assert row is not None
        (taken,) = queue.claim(
            connection,
            [row],
            worker=worker,
            lease_until=stage.now + timedelta(seconds=45),
            now=stage.now,
        )
        payload = {"platform": "scripted", "body": {"text": "Bon dia a tothom."}, "uploads": []}
        attempts.begin(connection, [(taken, payload)], stage.now)


def _settle(stage: Stage) -> None:
    from campaign.engine.tick import settle

    settle(stage.engine_context(), TickReport())


def test_absent_is_what_the_ledger_lacks(stage: Stage) -> None:
    """The network of these tests tells the truth."""
    network = Finder(Ledger(stage.folder / "other.jsonl"), MediaStore(stage.folder / "media"))
    assert isinstance(network.find(Payload("scripted", {}), "key", stage.now), Absent)
