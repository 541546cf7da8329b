"""What came back is written down, and what leaves next is claimed, in one transaction."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from campaign.engine import outcomes
from campaign.engine.candidates import Candidates
from campaign.engine.claim import claim
from campaign.engine.claimed import Answer, SendResult
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.in_flight import InFlight
from campaign.engine.record import record_and_claim
from campaign.errors import OutcomeUnknown, RateLimited, StorageError
from campaign.model import Receipt, State
from tests.engine.claiming import no_channel, prepared
from tests.engine.stage import Stage
from tests.plan.made import HOUR, channel


class Step:
    """One step of the publisher, with what came back put there by hand.

    All that is due was made ready before anything was claimed, as when candidates were looked at.
    """

    def __init__(self, stage: Stage) -> None:
        self.context: EngineContext = stage.engine_context()
        self.report = TickReport()
        self.in_flight = InFlight(self.context)
        self._candidates = Candidates(self.context, self.report)
        self._database = stage.database
        self._ready = prepared(stage, self.context)

    def back(self, *answers: Answer) -> None:
        """Claim as many as there are answers, and have these come back for them."""
        first, self._ready = self._ready[: len(answers)], self._ready[len(answers) :]
        with self._database.write() as connection:
            found = claim(self.context, connection, first, self.report, no_channel)
        self.in_flight.returned += [
            SendResult(each, answer) for each, answer in zip(found, answers, strict=True)
        ]

    def go(self) -> list[int]:
        """Write down and claim; the numbers of what was claimed."""
        made = record_and_claim(
            self.context, self.report, self._candidates, self.in_flight, self._ready
        )
        return [each.publication.id for each in made]


def test_one_transaction_holds_the_receipt_and_the_next_claim(stage: Stage) -> None:
    """When it fails, neither is there, and what came back is not forgotten."""
    stage.channels = {name: channel(name=name) for name in ("catalonia", "navarra")}
    stage.ready(stage.wanted(), stage.wanted("more", channel="navarra"))
    step = Step(stage)
    step.back(Receipt("7", "https://social.example/7"))
    assert step.go() == [2]
    assert stage.states() == [State.PUBLISHED, State.PUBLISHING]
    assert step.report.published == [1]
    assert step.in_flight.returned == []


def test_a_commit_that_fails_leaves_open_whether_it_happened(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process remembers that, and keeps what came back."""
    stage.ready(stage.wanted())
    step = Step(stage)
    step.back(Receipt("7", "https://social.example/7"))

    def away(*_: object) -> list[outcomes.Settled]:
        raise StorageError("the database went away")

    monkeypatch.setattr(outcomes, "write_down", away)
    with pytest.raises(StorageError):
        step.go()
    assert step.context.unrecorded.unsure
    assert len(step.in_flight.returned) == 1
    assert step.report.published == []


def test_nothing_follows_on_a_channel_that_was_just_told_to_wait(stage: Stage) -> None:
    """It was made ready before that was known."""
    stage.channels = {"catalonia": channel(min_interval=HOUR * 0)}
    stage.ready(stage.wanted("one"), stage.wanted("two"))
    step = Step(stage)
    step.back(RateLimited("slow down", until=stage.now + HOUR))
    assert step.go() == []
    assert stage.held(2).state is State.SCHEDULED


def test_nothing_follows_at_once_on_a_channel_that_keeps_a_pace(stage: Stage) -> None:
    """Also when its answer was lost: it may have become public just now."""
    stage.channels = {"catalonia": channel(min_interval=HOUR)}
    stage.ready(stage.wanted("one"), stage.wanted("two"))
    step = Step(stage)
    step.back(OutcomeUnknown("no answer within 30 s"))
    assert step.go() == []
    assert stage.states() == [State.UNKNOWN, State.SCHEDULED]


def test_an_answer_that_cannot_be_stored_keeps_no_other_from_being_written_down(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are tried again, each alone; nothing is claimed in that step."""
    stage.channels = {name: channel(name=name) for name in ("catalonia", "navarra")}
    stage.ready(stage.wanted(), stage.wanted("more", channel="navarra"))
    step = Step(stage)
    step.back(*(Receipt(name, f"https://social.example/{name}") for name in "ab"))
    really = outcomes.write_down

    def refuses(
        context: EngineContext, connection: Connection, results: list[SendResult]
    ) -> list[outcomes.Settled]:
        if any(isinstance(r.answer, Receipt) and r.answer.remote_id == "a" for r in results):
            raise ValueError("no database takes that")
        return really(context, connection, results)

    monkeypatch.setattr(outcomes, "write_down", refuses)
    assert step.go() == []
    assert stage.states() == [State.UNKNOWN, State.PUBLISHED]
