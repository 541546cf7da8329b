"""After a failure nothing more leaves, and what came back is written down when it can be."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest

from campaign.engine import outcomes
from campaign.engine.context import TickReport
from campaign.engine.drain import drain, recover
from campaign.engine.in_flight import InFlight
from campaign.errors import StorageError
from campaign.model import Payload, Receipt, State
from tests.engine.claiming import claimed
from tests.engine.scripted import Scripted, accept
from tests.engine.stage import Stage


def test_what_is_in_flight_is_waited_for_and_written_down(stage: Stage) -> None:
    """Its answer comes after the failure, and counts."""
    stage.ready(stage.wanted())
    context, report = stage.engine_context(), TickReport()
    in_flight = InFlight(context)
    in_flight.launch(claimed(stage, context))
    drain(context, report, in_flight)
    assert (stage.states(), report.published) == ([State.PUBLISHED], [1])
    assert context.unrecorded.results == []


def test_nothing_more_leaves(stage: Stage) -> None:
    """Of two posts and one thread, the second had not begun."""
    begun, opened = Event(), Event()

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        begun.set()
        opened.wait(10)
        return accept(network, payload, key)

    stage.network.script.append(slow)
    stage.ready(stage.wanted(), stage.wanted("more", channel="navarra"))
    context = stage.engine_context(on_activity=opened.set)
    in_flight = InFlight(context)
    in_flight.launch(claimed(stage, context))
    assert begun.wait(10)
    in_flight.halt()
    opened.set()
    drain(context, TickReport(), in_flight)
    assert len(stage.ledger.public) == 1
    assert stage.states() == [State.PUBLISHED, State.SCHEDULED]


def test_what_cannot_be_written_down_is_kept_for_the_next_tick(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The database is away; when it is back, the receipt is not lost."""
    stage.ready(stage.wanted())
    context = stage.engine_context()
    in_flight = InFlight(context)
    in_flight.launch(claimed(stage, context))

    def away(*_: object) -> list[outcomes.Settled]:
        raise StorageError("the database went away")

    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "write_down_singly", away)
        drain(context, TickReport(), in_flight)
        assert "1 answers are kept until the database is back" in caplog.text
        with pytest.raises(StorageError):
            recover(context, TickReport())
    recover(context, report := TickReport())
    assert (stage.states(), report.published) == ([State.PUBLISHED], [1])
    assert context.unrecorded.results == []


def test_what_never_comes_back_is_left_to_its_network(stage: Stage) -> None:
    """A claim of a commit that failed is given back, and this one is not: it may be out."""
    opened = Event()

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        opened.wait(10)
        return accept(network, payload, key)

    stage.network.script.append(slow)
    stage.ready(stage.wanted())
    context = stage.engine_context(shutdown_timeout=timedelta(0))
    in_flight = InFlight(context)
    in_flight.launch(claimed(stage, context))
    context.unrecorded.unsure = True
    drain(context, TickReport(), in_flight)
    assert (stage.states(), context.unrecorded.stuck) == ([State.PUBLISHING], {1})
    opened.set()
