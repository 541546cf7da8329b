"""What may have gone out is looked for, never sent again blindly, and never stuck."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.engine.context import TickReport
from campaign.engine.tick import settle_now
from campaign.errors import Rejected, Unavailable
from campaign.media import MediaStore
from campaign.model import Absent, AttemptOutcome, Channel, Decision, Pending, Receipt, State
from campaign.model.people import Actor
from campaign.plan.retry import WAITS
from campaign.platforms.protocols import Platform
from campaign.usecases.operations.reschedule import chosen
from campaign.usecases.operations.resolve import CannotDecide, resolve
from campaign.usecases.operations.status import status
from tests.engine.scripted import (
    Finder,
    Finisher,
    Ledger,
    accept,
    broken,
    lost,
    pending,
    says,
    swallowed,
)
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW, channel
from tests.storage.conftest import on_both


@on_both
def test_a_lost_answer_is_found_and_published_once(stage: Stage) -> None:
    """Unknown until the network was asked; the receipt is the one it gave."""
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    assert stage.tick().unknown == [1]
    assert (stage.held().state, stage.held().remote_id) == (State.UNKNOWN, "")
    assert stage.tick().published == [1]
    held = stage.held()
    assert (held.state, held.remote_id) == (State.PUBLISHED, f"id-{held.key}")
    stage.tick(HOUR)
    assert len(stage.ledger.public) == 1
    assert stage.outcomes() == [AttemptOutcome.OUTCOME_UNKNOWN]


@on_both
def test_the_network_is_asked_by_key_and_since_the_first_try(stage: Stage) -> None:
    """So that it need not look through a year."""
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    started = stage.now
    stage.tick()
    stage.tick(HOUR)
    assert isinstance(stage.network, Finder)
    assert stage.network.asked == [(stage.held().key, started)]


@on_both
def test_what_is_proved_absent_is_sent_again_the_same(stage: Stage) -> None:
    """Under the same key, with the identical payload; in the end there is one."""
    stage.network.script.append(swallowed)
    stage.ready(stage.wanted())
    stage.tick()
    assert settle_now(stage.engine_context()).retried == {
        1: "it did not arrive: it is not in the ledger"
    }
    assert stage.ledger.public == []
    assert stage.tick().published == [1]
    first, second = stage.network.sent
    assert first == second
    assert len(stage.ledger.public) == 1


@on_both
def test_a_network_that_swallows_everything_is_given_up_in_the_end(stage: Stage) -> None:
    """Not asked and sent to for ever; the number of tries is told."""
    stage.channels = {"catalonia": channel(grace=30 * DAY)}
    stage.network.script.extend([swallowed] * 20)
    stage.ready(stage.wanted())
    for _ in range(20):
        stage.tick(3 * HOUR)
    assert len(stage.network.sent) == len(WAITS) + 1
    assert stage.held().state is State.FAILED
    assert stage.held().reason.endswith("(after 7 tries)")


@on_both
def test_what_is_proved_absent_after_the_grace_is_missed(stage: Stage) -> None:
    """The network could not be asked for a day; a person decides whether it is still wanted."""
    assert isinstance(stage.network, Finder)
    stage.network.script.append(swallowed)
    stage.network.trouble = Unavailable("down")
    stage.ready(stage.wanted())
    stage.tick()
    stage.tick(DAY)
    assert stage.held().state is State.UNKNOWN
    stage.network.trouble = None
    assert stage.tick().missed == [1]
    stage.tick(HOUR)
    assert (stage.held().state, stage.ledger.public) == (State.MISSED, [])


@on_both
@pytest.mark.parametrize("trouble", [Unavailable("down"), KeyError("odd")])
def test_a_network_that_cannot_be_asked_now_is_asked_again_and_holds_no_one_up(
    stage: Stage, trouble: Exception
) -> None:
    """Unknown stays unknown, unsent; the other channels publish in the same tick."""
    assert isinstance(stage.network, Finder)
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    stage.network.trouble = trouble
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    assert stage.tick(timedelta(minutes=5)).published == [2]
    assert stage.states() == [State.UNKNOWN, State.PUBLISHED]
    stage.network.trouble = None
    assert stage.tick().published == [1]
    assert len(stage.ledger.public) == 2


@on_both
def test_what_cannot_be_asked_stays_unknown_until_a_person_decides(mute: Stage) -> None:
    """Days later it has not been sent again; then it is there, where the person says."""
    mute.network.script.append(lost)
    mute.ready(mute.wanted())
    for _ in range(5):
        mute.tick(timedelta(0) if not mute.network.sent else DAY)
    assert (mute.states(), len(mute.network.sent)) == ([State.UNKNOWN], 1)
    assert [p.id for p in status(mute.database, mute.now).open] == [1]
    after = resolve(
        mute.database,
        1,
        Decision.THERE,
        actor=Actor("aina"),
        now=mute.now,
        url="https://x.example/1",
    )
    assert after is State.PUBLISHED
    held = mute.held()
    assert (held.url, held.published_at) == ("https://x.example/1", NOW)
    mute.tick(DAY)
    assert len(mute.ledger.public) == 1
    assert status(mute.database, mute.now).healthy


@on_both
def test_a_person_who_says_again_has_it_sent_again(mute: Stage) -> None:
    """At once, although its time is long past: that is what was decided."""
    mute.network.script.append(swallowed)
    mute.ready(mute.wanted())
    mute.tick()
    mute.now += 3 * DAY
    assert (
        resolve(mute.database, 1, Decision.AGAIN, actor=Actor("aina"), now=mute.now)
        is State.SCHEDULED
    )
    assert mute.tick().published == [1]
    assert len(mute.ledger.public) == 1


@on_both
def test_what_a_person_cancelled_stays_cancelled_through_every_plan(mute: Stage) -> None:
    """It may be public: neither other words nor another time bring it back, only a person."""
    wanted = mute.wanted()
    mute.network.script.append(lost)
    mute.ready(wanted)
    mute.tick()
    resolve(mute.database, 1, Decision.CANCEL, actor=Actor("aina"), now=mute.now)
    moved = replace(wanted, due=mute.now + DAY)
    for each in (wanted, mute.wanted(texts=("Nou.",), at=wanted.due), moved):
        done = mute.apply(each)
        assert (done.added, done.changed) == (0, 0)
        mute.approve()
        mute.tick(timedelta(minutes=10))
    assert len(mute.ledger.public) == 1
    assert chosen(mute.database, numbers=[1])[0].state is State.CANCELLED


@on_both
@pytest.mark.parametrize(
    ("answers", "decision", "word"),
    [
        ([], Decision.AGAIN, "is scheduled; only unknown, failed and missed"),
        ([accept], Decision.AGAIN, "is published; only unknown, failed and missed"),
        ([says(Rejected("no"))], Decision.THERE, "is failed: it is not there"),
    ],
)
def test_decisions_that_make_no_sense_are_refused(
    mute: Stage, answers: list[Any], decision: Decision, word: str
) -> None:
    """With the state in which it stands."""
    mute.network.script.extend(answers)
    mute.ready(mute.wanted())
    if answers:
        mute.tick()
    with pytest.raises(CannotDecide, match=word):
        resolve(mute.database, 1, decision, actor=Actor("aina"), now=mute.now)
    with pytest.raises(CannotDecide, match="no publication 99"):
        resolve(mute.database, 99, decision, actor=Actor("aina"), now=mute.now)


@on_both
def test_an_exception_nobody_foresaw_ends_as_unknown(stage: Stage) -> None:
    """It may have left something behind; it is looked for, and never stuck."""
    stage.network.script.append(broken)
    stage.ready(stage.wanted())
    assert stage.tick().unknown == [1]
    assert stage.held().reason == "KeyError: 'id'"
    assert stage.tick().published == [1]
    assert len(stage.ledger.public) == 1


@on_both
def test_what_the_network_still_works_on_is_published_when_it_is_done(
    stage: Stage, tmp_path: Path
) -> None:
    """Asked at every tick; trouble in between changes nothing, and it is sent once."""

    def trouble() -> Receipt:
        raise Unavailable("down")

    def odd() -> Receipt:
        raise ValueError

    network = Finisher(
        Ledger(tmp_path / "ledger.jsonl"),
        MediaStore(tmp_path / "media"),
        deque([pending("job-7")]),
        finishing=deque(
            [lambda: Pending("job-7"), trouble, odd, lambda: Receipt("id-7", "https://x/7")]
        ),
    )
    stage.network = network
    stage.ready(stage.wanted())
    assert stage.tick().pending == [1]
    assert (stage.held().state, stage.held().token) == (State.PENDING, "job-7")
    for _ in range(3):
        assert stage.tick(HOUR).published == []
        assert stage.held().state is State.PENDING
    assert stage.tick(HOUR).published == [1]
    assert (stage.held().remote_id, len(network.sent)) == ("id-7", 1)


@on_both
def test_what_the_network_refuses_in_the_end_fails(stage: Stage, tmp_path: Path) -> None:
    """With its words."""

    def refuse() -> Receipt:
        raise Rejected("the film is too long")

    stage.network = Finisher(
        Ledger(tmp_path / "ledger.jsonl"),
        MediaStore(tmp_path / "media"),
        deque([pending("job-7")]),
        finishing=deque([refuse]),
    )
    stage.ready(stage.wanted())
    stage.tick()
    assert stage.tick().failed == [1]
    assert (stage.held().state, stage.held().reason) == (State.FAILED, "the film is too long")


@on_both
def test_a_channel_that_left_the_configuration_is_not_asked(stage: Stage) -> None:
    """Its unknown publication waits for a person, and the tick goes on."""
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    stage.channels = {}

    def connect(_: Channel) -> Platform:
        raise AssertionError

    assert stage.tick(connect=connect) == TickReport()
    assert stage.held().state is State.UNKNOWN


@on_both
def test_absence_without_proof_is_no_absence(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that says "I cannot know" leaves it unknown."""

    def shrug(*_: object) -> Receipt | Absent | None:
        return None

    monkeypatch.setattr(Finder, "find", shrug)
    stage.network.script.append(swallowed)
    stage.ready(stage.wanted())
    for _ in range(4):
        stage.tick(HOUR if stage.network.sent else timedelta(0))
    assert (stage.held().state, len(stage.network.sent)) == (State.UNKNOWN, 1)
