"""What happens is told to its receivers: all of it, signed, by one worker, until it arrives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.errors import OutcomeUnknown, Rejected
from campaign.model import State
from campaign.model.webhooks import Event
from campaign.platforms.receivers import Answer
from campaign.storage.desk.tables import deliveries as table
from campaign.usecases.machines import deliver, webhooks
from campaign.usecases.machines.deliver import LEASE, WAITS, Sent
from tests.engine.scripted import says
from tests.engine.stage import Stage
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always
from tests.storage.conftest import on_both
from tests.usecases.machines.hooked import ROOT, Hooked, hooked, is_signed

pytestmark = on_both

OK = always(Reply(204, raw=b""))


@pytest.fixture
def ours(stage: Stage, tmp_path: Path) -> Hooked:
    """A stage with receivers."""
    return hooked(stage, tmp_path)


def types(seen: list[Seen]) -> list[str]:
    """What a receiver heard of, in order."""
    return [each.data["type"] for each in seen]


def test_a_publication_is_told_from_the_plan_to_the_network(ours: Hooked) -> None:
    """Signed, with what a receiver needs, and without names of people."""
    stage = ours.stage
    with Scripted(OK) as receiver:
        made = ours.make(f"{receiver.url}/hear?from=campaign")
        stage.ready(stage.wanted())
        stage.tick()
        assert ours.deliver() == Sent(made=3, arrived=3)
        seen = list(receiver.seen)
    assert types(seen) == [
        "publication.scheduled",
        "publication.approved",
        "publication.published",
    ]
    assert all(is_signed(each, made.secret) for each in seen)
    assert {each.target for each in seen} == {"/hear?from=campaign"}
    assert len({each.headers["webhook-id"] for each in seen}) == 3
    data = seen[2].data["data"]
    held = stage.held()
    assert (data["publication"], data["post"], data["channel"]) == (1, "labs", "catalonia")
    assert (data["state"], data["url"]) == ("published", held.url)
    assert held.url
    assert data["published_at"] is not None
    assert not any(b"aina" in each.body for each in seen)


@pytest.mark.parametrize(
    ("outcome", "event"),
    [
        (State.FAILED, Event.FAILED),
        (State.UNKNOWN, Event.UNKNOWN),
        (State.MISSED, Event.MISSED),
    ],
)
def test_trouble_is_told_with_the_reason(ours: Hooked, outcome: State, event: Event) -> None:
    """In the publisher's words."""
    stage = ours.stage
    stage.ready(stage.wanted())
    errors = {
        State.FAILED: Rejected("scripted: 422: too long"),
        State.UNKNOWN: OutcomeUnknown("scripted: no answer"),
    }
    if outcome is State.MISSED:
        stage.now += timedelta(days=2)
    else:
        stage.network.script.append(says(errors[outcome]))
    with Scripted(OK) as receiver:
        ours.make(receiver.url, event)
        stage.tick()
        ours.deliver()
        (seen,) = receiver.seen
    assert stage.states() == [outcome]
    assert seen.data["type"] == event
    assert seen.data["data"]["reason"]


def test_what_happened_before_is_not_told(ours: Hooked) -> None:
    """Whoever asks to hear hears from then on, and only what they asked for."""
    stage = ours.stage
    stage.ready(stage.wanted())
    with Scripted(OK) as all_of_it, Scripted(OK) as one_kind:
        ours.make(all_of_it.url)
        ours.make(one_kind.url, Event.MISSED)
        stage.tick()
        ours.deliver()
        assert types(all_of_it.seen) == ["publication.published"]
        assert one_kind.seen == []


def test_nothing_is_sent_twice_by_later_runs(ours: Hooked) -> None:
    """Neither what arrived, nor what was made of the record before."""
    stage = ours.stage
    with Scripted(OK) as receiver:
        ours.make(receiver.url)
        stage.ready(stage.wanted())
        for _ in range(3):
            ours.deliver()
            stage.tick()
        assert ours.deliver() == Sent()
        assert len(receiver.seen) == 3


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (Reply(500), 500),
        (Reply(404, {"message": "no such hook"}), 404),
        (Reply(302, headers={"Location": "http://127.0.0.1:9/elsewhere"}), 302),
        (Reply(400, raw=b"<html>" + b"x" * 10_000), 400),
        (Mishap.RESET, None),
    ],
)
def test_a_refusal_is_tried_again_later_under_the_same_id(
    ours: Hooked, trouble: Reply | Mishap, status: int | None
) -> None:
    """The same bytes, signed anew; no redirect is followed."""
    stage = ours.stage
    answers: list[Reply | Mishap] = [trouble]
    with Scripted(lambda seen: answers.pop() if answers else Reply(200, {})) as receiver:
        made = ours.make(receiver.url, Event.SCHEDULED)
        stage.apply(stage.wanted())
        assert ours.deliver() == Sent(made=1, failed=1)
        (kept,) = webhooks.last(stage.database, 1, actor=ROOT)
        assert (kept.status, kept.tries, kept.done) == (status, 1, None)
        assert 0 < len(kept.answer) <= 300
        assert ours.deliver() == Sent()
        stage.now += WAITS[0]
        assert ours.deliver() == Sent(arrived=1)
        first, second = receiver.seen
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert first.body == second.body
    assert is_signed(second, made.secret)
    (kept,) = webhooks.last(stage.database, 1, actor=ROOT)
    assert (kept.status, kept.tries, kept.done, kept.next_try) == (200, 2, stage.now, None)


def test_after_a_day_of_tries_it_is_given_up_and_can_be_sent_again(ours: Hooked) -> None:
    """It is still listed; a person sends it again, under its id of before."""
    stage, answers = ours.stage, [Reply(503)]
    with Scripted(lambda seen: answers[0]) as receiver:
        ours.make(receiver.url, Event.SCHEDULED)
        stage.apply(stage.wanted())
        began, tries = stage.now, 0
        while tries < 50:
            sent = ours.deliver()
            tries += sent.failed
            if sent.given_up:
                break
            stage.now += timedelta(minutes=1)
        assert tries == len(WAITS) + 1
        assert timedelta(hours=20) < stage.now - began < timedelta(hours=26)
        (hook,) = webhooks.every(stage.database, actor=ROOT)
        assert (hook.waiting, hook.given_up) == (0, 1)
        answers[0] = Reply(200, {})
        webhooks.resend(stage.database, 1, actor=ROOT, now=stage.now)
        assert ours.deliver() == Sent(arrived=1)
        assert len({each.headers["webhook-id"] for each in receiver.seen}) == 1
    (hook,) = webhooks.every(stage.database, actor=ROOT)
    assert (hook.waiting, hook.given_up) == (0, 0)


def test_a_receiver_that_asks_to_wait_is_left_alone_so_long(ours: Hooked) -> None:
    """But not for ever."""
    stage, asked = ours.stage, ["600", "999999999"]
    answer = lambda seen: Reply(429, headers={"Retry-After": asked.pop(0)})  # noqa: E731
    with Scripted(answer) as receiver:
        ours.make(receiver.url, Event.SCHEDULED)
        stage.apply(stage.wanted())
        ours.deliver()
        stage.now += timedelta(seconds=599)
        assert ours.deliver() == Sent()
        stage.now += timedelta(seconds=1)
        assert ours.deliver() == Sent(failed=1)
    (kept,) = webhooks.last(stage.database, 1, actor=ROOT)
    assert kept.next_try == stage.now + timedelta(hours=8)


def test_a_receiver_that_is_gone_is_paused_until_a_person_looks(ours: Hooked) -> None:
    """410 means that; nothing is lost meanwhile."""
    stage, answers = ours.stage, [Reply(410)]
    with Scripted(lambda seen: answers[0]) as receiver:
        ours.make(receiver.url)
        stage.apply(stage.wanted())
        ours.deliver()
        (hook,) = webhooks.every(stage.database, actor=ROOT)
        assert (hook.paused, hook.paused_by) == (stage.now, "campaign")
        stage.approve()
        stage.tick()
        assert ours.deliver() == Sent()
        answers[0] = Reply(200, {})
        webhooks.resume(stage.database, 1, actor=ROOT, now=stage.now)
        assert ours.deliver() == Sent(made=2, arrived=2)
        assert types(receiver.seen)[1:] == ["publication.approved", "publication.published"]


def test_one_receiver_that_hangs_holds_up_no_other(ours: Hooked) -> None:
    """After a failure a receiver is left alone for the rest of the run."""
    stage = ours.stage
    with Scripted(always(Mishap.RESET)) as bad, Scripted(OK) as good:
        ours.make(bad.url)
        ours.make(good.url)
        stage.apply(*(stage.wanted(f"post-{number}") for number in range(5)))
        assert ours.deliver() == Sent(made=10, arrived=5, failed=1)
        assert len(bad.seen) == 1


def test_nothing_goes_to_what_is_paused_or_ended(ours: Hooked) -> None:
    """Not even what was made before; the secret of an ended one is forgotten."""
    stage = ours.stage
    with Scripted(always(Reply(500))) as first, Scripted(OK) as second:
        ours.make(first.url)
        ours.make(second.url)
        stage.apply(stage.wanted())
        ours.deliver()
        webhooks.end(stage.database, 1, actor=ROOT, now=stage.now)
        webhooks.pause(stage.database, 2, actor=ROOT, now=stage.now)
        stage.now += timedelta(days=1)
        stage.approve()
        assert ours.deliver() == Sent()
        assert len(first.seen) == len(second.seen) == 1
    with stage.database.read() as connection:
        assert list(connection.scalars(sa.text("SELECT sealed FROM webhooks WHERE id = 1"))) == [""]
        assert connection.scalar(sa.text("SELECT sealed FROM webhooks WHERE id = 2"))
    with pytest.raises(webhooks.CannotChange, match="was ended"):
        webhooks.resume(stage.database, 1, actor=ROOT, now=stage.now)


def test_of_many_workers_at_once_one_sends_each(ours: Hooked) -> None:
    """All of them make and claim at the same time."""
    stage, workers = ours.stage, 4
    with Scripted(OK) as receiver:
        ours.make(receiver.url, Event.SCHEDULED)
        stage.apply(*(stage.wanted(f"post-{number}") for number in range(12)))
        ready = Barrier(workers)

        def work(name: str) -> Sent:
            ready.wait(20)
            return ours.deliver(name)

        with ThreadPoolExecutor(workers) as pool:
            done = list(pool.map(work, [f"worker-{n}" for n in range(workers)]))
        assert sum(each.made for each in done) == sum(each.arrived for each in done) == 12
        ids = [each.headers["webhook-id"] for each in receiver.seen]
    assert len(ids) == len(set(ids)) == 12


def test_a_worker_that_died_is_followed_by_another_after_its_lease(ours: Hooked) -> None:
    """The receiver may get it twice, and knows the id."""
    stage = ours.stage
    with Scripted(OK) as receiver:
        ours.make(receiver.url, Event.SCHEDULED)
        stage.apply(stage.wanted())

        def dies(*_: Any, **__: Any) -> Answer:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            ours.deliver(tell=dies)
        assert ours.deliver("two") == Sent()
        stage.now += LEASE
        assert ours.deliver("two") == Sent(arrived=1)
        assert len(receiver.seen) == 1


def test_a_worker_that_froze_does_not_send_what_another_has(ours: Hooked) -> None:
    """Between its claim and its request, its lease ended and another one sent it."""
    stage = ours.stage
    with Scripted(OK) as receiver:
        ours.make(receiver.url, Event.SCHEDULED)
        stage.apply(stage.wanted())

        def freezes(url: str, *rest: Any, before: Any) -> Answer:
            stage.now += LEASE
            assert ours.deliver("two") == Sent(arrived=1)
            before()
            raise AssertionError("it would have sent it")

        assert ours.deliver("one", tell=freezes) == Sent(made=1)
        assert len(receiver.seen) == 1


def test_a_receiver_gets_an_event_under_one_id_however_often_it_is_made(ours: Hooked) -> None:
    """As after a backup was put back: the record is read again from an earlier number."""
    stage = ours.stage
    with Scripted(OK) as receiver:
        ours.make(receiver.url)
        stage.apply(stage.wanted())
        ours.deliver()
        with stage.database.write() as connection:
            connection.execute(sa.text("UPDATE webhooks SET seen = 0"))
            connection.execute(table.delete())
        ours.deliver()
        ids = [each.headers["webhook-id"] for each in receiver.seen]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_thousand_entries_are_read_in_portions(ours: Hooked, monkeypatch: Any) -> None:
    """Whoever was paused for long gets all of it, once."""
    monkeypatch.setattr(deliver, "_PORTION", 7)
    stage = ours.stage
    with Scripted(OK) as receiver:
        ours.make(receiver.url, Event.SCHEDULED)
        stage.apply(*(stage.wanted(f"post-{number}") for number in range(20)))
        assert ours.deliver(limit=5) == Sent(made=20, arrived=5)
        assert ours.deliver() == Sent(arrived=15)
        assert len({each.headers["webhook-id"] for each in receiver.seen}) == 20


def test_what_was_sent_is_forgotten_after_a_month(ours: Hooked) -> None:
    """What still waits is not."""
    stage = ours.stage
    with Scripted(OK) as receiver:
        ours.make(receiver.url, Event.SCHEDULED)
        stage.apply(stage.wanted())
        ours.deliver()
        stage.now += timedelta(days=31)
        stage.apply(stage.wanted(), stage.wanted("other"))
        ours.deliver()
    assert [each.id for each in webhooks.last(stage.database, 1, actor=ROOT)] == [2]
