"""One claimed publication is sent once, if it is ours still and nothing of it is out already."""

from __future__ import annotations

from dataclasses import replace

from campaign.engine.claimed import ClaimedPublication, NotSent
from campaign.engine.sender import send
from campaign.errors import OutcomeUnknown, Unavailable
from campaign.model import Receipt, State
from campaign.storage import attempts, publications
from tests.engine.claiming import claimed, prepared
from tests.engine.scripted import broken, lost, says
from tests.engine.stage import Stage


def yes(*_: object) -> bool:
    """It is ours; or, of a process: it was halted."""
    return True


def no(*_: object) -> bool:
    """It is ours no more; or: nobody has halted us."""
    return False


def ready(stage: Stage) -> ClaimedPublication:
    """One that is due, claimed."""
    stage.ready(stage.wanted())
    (mine,) = claimed(stage, stage.engine_context())
    return mine


def test_what_was_claimed_is_sent_with_its_own_key(stage: Stage) -> None:
    """The receipt comes back with it."""
    mine = ready(stage)
    result = send(stage.engine_context(), mine, yes, no)
    assert isinstance(result.answer, Receipt)
    assert result.claimed is mine
    assert [key for key, _ in stage.network.sent] == [mine.publication.key]


def test_a_process_that_was_halted_sends_nothing(stage: Stage) -> None:
    """Nor does one whose claim is about to end."""
    context, mine = stage.engine_context(), ready(stage)
    assert send(context, mine, yes, yes).answer == NotSent("not sent: this process was stopping")
    refused = send(context, mine, no, no).answer
    assert isinstance(refused, NotSent)
    assert "claim was about to end" in refused.reason
    assert stage.network.sent == []


def test_what_an_earlier_try_left_there_is_found_and_not_sent(stage: Stage) -> None:
    """It is asked about at the last moment, with the words of that try."""
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    mine = replace(_again(stage), in_doubt=True)
    result = send(stage.engine_context(), mine, yes, no)
    assert isinstance(result.answer, Receipt)
    assert (len(stage.network.sent), len(stage.ledger.public)) == (1, 1)


def test_what_nobody_foresaw_may_have_left_something_there(stage: Stage) -> None:
    """It is a doubt, and ends neither the thread nor the tick."""
    stage.network.script.append(broken)
    assert isinstance(send(stage.engine_context(), ready(stage), yes, no).answer, OutcomeUnknown)


def test_a_networks_refusal_is_handed_back_as_it_is(stage: Stage) -> None:
    """What it means is decided when it is written down."""
    error = Unavailable("the server is busy")
    stage.network.script.append(says(error))
    assert send(stage.engine_context(), ready(stage), yes, no).answer is error


def _again(stage: Stage) -> ClaimedPublication:
    """The same publication, claimed a second time, with its earlier tries."""
    with stage.database.write() as connection:
        row = stage.held()
        assert publications.change(
            connection, row, State.SCHEDULED, who="aina", now=stage.now, not_before=stage.now
        )
    context = stage.engine_context()
    (ready_again,) = prepared(stage, context)
    with stage.database.read() as connection:
        tries = attempts.of(connection, 1)
    return ClaimedPublication(
        stage.held(), ready_again.payloads, ready_again.platform, stage.now, tuple(tries)
    )
