"""What is out is taken back once: each part, newest first, and the whole when all are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from analytics.metrics import Counts
from campaign.engine.changes.carry_out import carry_out
from campaign.engine.changes.requests import STILL_THERE
from campaign.engine.context import TickReport
from campaign.errors import RateLimited, Rejected, Unauthorized, Unavailable
from campaign.model import State
from campaign.model.people import Actor
from campaign.storage.tables import record
from campaign.storage.trust import read_backs
from campaign.usecases.reporting.collect import collect
from campaign.usecases.trust.withdraw import Step
from tests.engine.changes.taking import (
    AINA,
    WHY,
    Taking,
    breaks,
    ids,
    loses,
    obeys,
    of,
    outcomes,
    published,
    refuses,
    states,
    swallows,
    take_back,
    taking,
)
from tests.engine.stage import LEASE_ENDS, Stage
from tests.storage.conftest import on_both

pytestmark = on_both

THREE = ("One.", "Two.", "Three.")
MINUTE = timedelta(minutes=1)


def test_a_post_is_deleted_once_and_is_withdrawn(stage: Stage) -> None:
    """With who asked for it and why in its history."""
    network = taking(stage)
    published(stage)
    (asked,) = take_back(stage)
    assert asked.step is Step.ASKED
    report = stage.tick()
    assert report.withdrawn == [1]
    assert stage.held().state is State.WITHDRAWN
    assert network.standing == {}
    assert network.requests == ids(stage, 1)
    assert WHY in stage.held().reason
    assert AINA.name in stage.held().reason
    stage.tick(LEASE_ENDS)
    assert network.requests == ids(stage, 1)


def test_a_thread_goes_from_its_newest_part_to_its_first(stage: Stage) -> None:
    """Nobody reads a first part under which the rest is missing, while it can be helped."""
    network = taking(stage)
    published(stage, *THREE)
    take_back(stage)
    assert stage.held().state is State.PUBLISHED
    assert stage.tick().withdrawn == [1]
    assert network.requests == ids(stage, 3)[::-1]
    assert states(stage) == {0: "done", 1: "done", 2: "done"}


def test_a_thread_whose_second_delete_fails_is_not_called_withdrawn(stage: Stage) -> None:
    """It is tried again, and goes on where it stood."""
    network = taking(stage)
    published(stage, *THREE)
    network.deeds.extend([obeys, refuses(Unavailable("the server is down"))])
    take_back(stage)
    report = stage.tick()
    assert report.withdrawn == []
    assert report.waiting_changes == {1: "the server is down"}
    assert stage.held().state is State.PUBLISHED
    assert states(stage) == {0: "asked", 1: "asked", 2: "done"}
    assert list(network.standing) == ids(stage, 3)[:2]
    assert stage.tick(MINUTE).withdrawn == [1]
    third, second, first = ids(stage, 3)[::-1]
    assert network.requests == [third, second, second, first]


@pytest.mark.parametrize("deed", [loses, swallows, breaks])
@pytest.mark.parametrize("shows", [True, False])
@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_lost_answer_is_asked_about_and_the_post_is_gone(
    stage: Stage, deed: object, shows: bool, part: int
) -> None:
    """By reading the post where that can be; else the delete is sent once more, which is quiet."""
    network = taking(stage, shows=shows)
    published(stage, *THREE)
    network.deeds.extend([obeys] * part + [deed])  # type: ignore[list-item]
    take_back(stage)
    stage.tick(query_backoff=(MINUTE / 2,))
    assert stage.held().state is State.PUBLISHED
    stage.tick(MINUTE)
    assert stage.held().state is State.WITHDRAWN
    assert network.standing == {}
    done_by_reading = shows and deed is not swallows
    assert len(network.requests) == 3 + (not done_by_reading)
    assert ("found-done" in outcomes(stage)) is done_by_reading


def test_a_post_that_is_gone_already_is_withdrawn_quietly(stage: Stage) -> None:
    """A person deleted it at the network before."""
    network = taking(stage)
    published(stage)
    network.note("deleted", *ids(stage, 1))
    take_back(stage)
    assert stage.tick().withdrawn == [1]


def test_a_network_that_says_deleted_and_shows_the_post_is_not_believed(stage: Stage) -> None:
    """It is asked a few times, and then a person looks."""
    network = taking(stage, lies=True)
    published(stage)
    take_back(stage)
    for _ in range(STILL_THERE + 3):
        stage.tick(MINUTE)
    assert stage.held().state is State.PUBLISHED
    assert states(stage) == {0: "by-hand"}
    assert "still shows it" in of(stage)[0].answer
    assert len(network.requests) == STILL_THERE


def test_what_the_network_refuses_for_good_is_left_to_a_person_and_holds_up_no_other_part(
    stage: Stage,
) -> None:
    """As little as possible stays, and what stays is named."""
    network = taking(stage)
    published(stage, *THREE)
    network.deeds.extend([obeys, refuses(Rejected("message can't be deleted"))])
    take_back(stage)
    stage.tick()
    assert states(stage) == {0: "done", 1: "by-hand", 2: "done"}
    assert list(network.standing) == [ids(stage, 3)[1]]
    assert stage.held().state is State.PUBLISHED
    (again,) = take_back(stage)
    assert again.step is Step.ASKED_BEFORE
    assert stage.tick().withdrawn == [1]


def test_a_network_that_asks_to_wait_is_left_alone_until_then(stage: Stage) -> None:
    """No request before that instant, from anybody."""
    network = taking(stage)
    published(stage)
    until = stage.now + timedelta(minutes=7)
    network.deeds.append(refuses(RateLimited("too many", until=until)))
    take_back(stage)
    stage.tick()
    take_back(stage)
    stage.tick(timedelta(minutes=6))
    assert len(network.requests) == 1
    assert "asks to wait" in of(stage)[0].answer
    stage.tick(timedelta(minutes=2))
    assert stage.held().state is State.WITHDRAWN


def test_a_dead_credential_delays_and_ends_nothing(stage: Stage) -> None:
    """However long it takes until somebody connects the account again."""
    network = taking(stage)
    published(stage)
    network.deeds.extend([refuses(Unauthorized("the token is dead"))] * 9)
    take_back(stage)
    for _ in range(9):
        stage.tick(3 * LEASE_ENDS)
    assert of(stage)[0].answer == "the token is dead"
    assert stage.tick(3 * LEASE_ENDS).withdrawn == [1]


def test_the_story_of_a_withdrawal_is_in_the_record(stage: Stage) -> None:
    """Asked for, each try with its answer, and done."""
    network = taking(stage)
    published(stage)
    network.deeds.append(refuses(Unavailable("down", answer="<h1>503</h1>")))
    take_back(stage)
    stage.tick()
    stage.tick(MINUTE)
    with stage.database.read() as connection:
        rows = connection.execute(select(record).order_by(record.c.id)).all()
    ours = [row for row in rows if "change" in row.public or row.act.startswith("withdrawal")]
    assert [row.act for row in ours] == [
        "withdrawal.asked",
        "change.began",
        "change.ended",
        "change.began",
        "change.ended",
        "withdrawal.done",
    ]
    assert ours[2].private["answer"][1] == "<h1>503</h1>"
    assert ours[0].private["reason"][1] == WHY
    assert WHY not in str(ours[0].public)


def test_two_workers_and_two_persons_at_the_same_moment_withdraw_once(stage: Stage) -> None:
    """Whoever comes first; nobody reports it twice, and nothing is left open."""
    network = taking(stage)
    published(stage, *THREE)
    together = Barrier(4)
    steps: list[Step] = []
    withdrawn: list[int] = []

    def ask(name: str) -> None:
        together.wait()
        steps.extend(each.step for each in take_back(stage, actor=Actor(name)))

    def work(name: str) -> None:
        context = stage.engine_context(name)
        together.wait()
        for _ in range(20):
            report = TickReport()
            carry_out(context, report)
            withdrawn.extend(report.withdrawn)
            if stage.held().state is State.WITHDRAWN:
                break

    jobs = [(ask, "aina"), (ask, "berta"), (work, "one"), (work, "two")]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(job, name) for job, name in jobs]:
            done.result(60)
    assert steps.count(Step.ASKED) == 1
    stage.tick()
    assert stage.held().state is State.WITHDRAWN
    assert network.standing == {}
    assert withdrawn in ([1], [])
    assert [each.state.value for each in of(stage)] == ["done"] * 3
    assert sorted(set(network.requests)) == sorted(ids(stage, 3))


def test_a_withdrawal_in_the_middle_of_collecting_harms_neither(stage: Stage) -> None:
    """The counts of a post that is gone are left out, as of any that its network does not know."""

    @dataclass
    class Counting(Taking):
        def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
            stage.tick()
            return {each: Counts(reactions=1) for each in remote_ids if each in self.standing}

    network = Counting(stage.network.ledger, stage.network.media)
    stage.network = network
    published(stage)
    take_back(stage)
    stage.now += 2 * LEASE_ENDS
    done = collect(stage.database, stage.channels, lambda _: network, stage.now)
    assert (done.snapshots, done.failures) == (0, ())
    assert stage.held().state is State.WITHDRAWN


def test_a_thread_of_which_a_part_is_deleted_is_not_called_different(stage: Stage) -> None:
    """It is being taken back; reading it would tell nobody anything new."""
    network = taking(stage)
    published(stage, *THREE)
    network.deeds.extend([obeys, refuses(Unavailable("down"))])
    take_back(stage)
    stage.tick()
    stage.now += LEASE_ENDS
    with stage.database.read() as connection:
        assert read_backs.due(connection, (LEASE_ENDS,), stage.now, LEASE_ENDS, 9) == []
    assert stage.tick().withdrawn == [1]
