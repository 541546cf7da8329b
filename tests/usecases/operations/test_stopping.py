"""Who stops something waits until nothing begins any more, and reads what had left already."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from campaign.engine.tick import tick
from campaign.media import MediaStore
from campaign.model import Payload, Publication, Receipt, State
from campaign.model.people import Actor
from campaign.storage import attempts, in_flight, publications, queue
from campaign.storage.fence import GAP
from campaign.usecases.operations.pause import Paused, pause
from campaign.usecases.operations.stopping import ANSWERS, Standing, Whereabouts, flying
from campaign.usecases.operations.stopping import stop as stop_all
from tests.engine.scripted import Answer, Finisher, Ledger, Scripted, accept, lost, pending
from tests.engine.stage import Stage
from tests.plan.made import channel
from tests.storage.conftest import on_both

pytestmark = on_both


def stop(stage: Stage, scope: str = "all", **other: object) -> Paused:
    """Aina pauses a scope."""
    return pause(
        stage.database,
        scope,
        actor=Actor("aina"),
        reason="elections",
        now=stage.now,
        **other,  # type: ignore[arg-type]
    )


def only(done: Paused) -> Standing:
    """The one publication that is told of."""
    (one,) = done.had_left
    return one


@contextmanager
def sending(stage: Stage, answer: Answer) -> Iterator[Callable[[], None]]:
    """A worker whose request has left; what is given lets the network answer, and waits for it."""
    left, may_answer = Event(), Event()

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        left.set()
        assert may_answer.wait(20)
        given = answer(network, payload, key)
        assert isinstance(given, Receipt)
        return given

    stage.network.script.append(slow)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(tick, stage.engine_context())

        def land() -> None:
            may_answer.set()
            done.result(20)

        assert left.wait(20)
        try:
            yield land
        finally:
            land()


def test_a_pause_of_what_rests_tells_of_nothing(stage: Stage) -> None:
    """Nobody is waited for, not even a moment."""
    stage.ready(stage.wanted())
    waited: list[float] = []
    done = stop(stage, wait=waited.append)
    assert (done.had_left, waited) == ((), [])


def test_what_had_left_is_waited_for_and_told_as_published(stage: Stage) -> None:
    """By number, post and channel, with its address."""
    stage.ready(stage.wanted())
    with sending(stage, accept) as land:
        one = only(stop(stage, wait=lambda _: land()))
    assert (one.id, one.post, one.channel, one.state) == (1, "labs", "catalonia", State.PUBLISHED)
    assert (one.where, one.published_at) == (Whereabouts.OUT, stage.now)
    assert one.url == stage.held().url != ""


def test_a_lost_answer_leaves_it_on_its_way(stage: Stage) -> None:
    """The network is asked later; a pause does not say that it is held."""
    stage.ready(stage.wanted())
    with sending(stage, lost) as land:
        one = only(stop(stage, wait=lambda _: land()))
    assert (one.where, one.state) == (Whereabouts.ON_ITS_WAY, State.UNKNOWN)


def test_an_answer_that_does_not_come_is_not_waited_for_without_end(stage: Stage) -> None:
    """Who stops something has more to do; the worker that sends it is named."""
    stage.ready(stage.wanted())
    waited: list[float] = []
    with sending(stage, accept):
        done = stop(stage, wait=waited.append)
        one = only(done)
        assert (one.where, one.state, one.worker) == (
            Whereabouts.ON_ITS_WAY,
            State.PUBLISHING,
            "worker",
        )
        assert only(stop(stage)).where is Whereabouts.ON_ITS_WAY, "nobody has to wait at all"
    assert waited[0] == GAP, "what was let through before the word has begun by then"
    assert sum(waited) == pytest.approx(ANSWERS)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("all", True),
        ("platform:scripted", True),
        ("region:catalonia", True),
        ("channel:catalonia", True),
        ("platform:mastodon", False),
        ("region:navarra", False),
        ("channel:arad", False),
    ],
)
def test_only_what_the_pause_concerns_is_told(stage: Stage, scope: str, told: bool) -> None:
    """What is on its way elsewhere is nobody's business now."""
    stage.ready(stage.wanted())
    with sending(stage, accept):
        assert bool(stop(stage, scope).had_left) is told


def test_a_second_step_under_way_is_on_its_way_and_a_pending_post_is_not(
    stage: Stage, tmp_path: Path
) -> None:
    """A container that nobody shows is held; one that is being published may be public."""
    stage.channels = {n: channel(name=n) for n in ("catalonia", "arad")}
    network = Finisher(
        Ledger(tmp_path / "ledger.jsonl"),
        MediaStore(tmp_path / "media"),
        deque([pending("job-1"), pending("job-2")]),
    )
    stage.network = network
    stage.ready(stage.wanted(), stage.wanted(channel="arad"))
    assert len(stage.tick().pending) == 2

    with stage.database.write() as connection:
        attempts.begin_second_step(connection, stage.number(), stage.now)
    one = only(stop(stage, wait=lambda _: None))
    assert (one.id, one.where) == (stage.number(), Whereabouts.ON_ITS_WAY)


def claim(stage: Stage, worker: str) -> Publication:
    """The one that is due, in the hands of a worker."""
    now = stage.now
    with stage.database.write() as connection:
        (claimed,) = queue.claim(
            connection,
            queue.due(connection, now),
            worker=worker,
            lease_until=now + timedelta(minutes=1),
            now=now,
        )
    return claimed


def test_what_came_back_unsent_and_was_claimed_anew_is_held(stage: Stage) -> None:
    """Whoever claims after the word meets the fence: it is not told as on its way."""
    stage.ready(stage.wanted())
    first = claim(stage, "w1")

    def claim_anew(_: float) -> None:
        with stage.database.write() as connection:
            publications.change(
                connection, first, State.SCHEDULED, who="w1", now=stage.now, reason="not sent"
            )
        claim(stage, "w2")

    (one,) = stop_all(stage.database, lambda c: in_flight.open_in(c, "all"), (), claim_anew)
    assert (one.where, one.state, one.worker) == (Whereabouts.HELD, State.PUBLISHING, "w2")
    assert not one.had_left


def test_what_lands_right_after_the_word_is_told_too(stage: Stage) -> None:
    """It was in flight when the pause was committed, and is out before anybody looked."""
    stage.ready(stage.wanted())
    claimed = claim(stage, "w1")
    with stage.database.read() as connection:
        before = flying(connection, lambda c: in_flight.open_in(c, "all"))
    with stage.database.write() as connection:
        publications.change(
            connection, claimed, State.PUBLISHED, who="w1", now=stage.now, published_at=stage.now
        )
    (one,) = stop_all(stage.database, lambda c: in_flight.open_in(c, "all"), before)
    assert (one.where, one.had_left) == (Whereabouts.OUT, True)


def test_what_comes_back_unsent_is_not_told_as_on_its_way(stage: Stage) -> None:
    """A worker had it in its hands and the fence refused it: it is held like everything else."""
    stage.ready(stage.wanted())
    claimed = claim(stage, "w1")

    def give_back(_: float) -> None:
        with stage.database.write() as connection:
            publications.change(connection, claimed, State.SCHEDULED, who="w1", now=stage.now)

    assert stop(stage, wait=give_back).had_left == ()


def test_what_is_unknown_may_belong_to_a_sender_that_is_still_at_it(stage: Stage) -> None:
    """Its lease ended while the fence let it through: the gap is waited for, and it is no news."""
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    waited: list[float] = []
    assert (stop(stage, wait=waited.append).had_left, waited) == ((), [GAP])
