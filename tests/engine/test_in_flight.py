"""What is being sent at this moment: counted, heard of, and waited for so long and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from campaign.engine.context import EngineContext
from campaign.engine.in_flight import InFlight
from campaign.model import Payload, Receipt
from tests.engine.claiming import claimed
from tests.engine.scripted import Scripted, accept
from tests.engine.stage import Stage


class Torn(BaseException):
    """A thread was ended in the middle, as by an interpreter that shuts down."""


@pytest.fixture
def gate(stage: Stage) -> Iterator[Event]:
    """Each request waits until it is opened."""
    opened = Event()

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        opened.wait(10)
        return accept(network, payload, key)

    stage.network.script.extend([slow] * 5)
    yield opened
    opened.set()


def launched(stage: Stage, **other: Any) -> tuple[EngineContext, InFlight]:
    """Two posts on two channels are being sent."""
    stage.ready(stage.wanted(), stage.wanted("more", channel="navarra"))
    context = stage.engine_context(threads=2, **other)
    in_flight = InFlight(context)
    in_flight.launch(claimed(stage, context))
    return context, in_flight


def test_what_is_being_sent_keeps_its_channel_busy_and_takes_room(
    stage: Stage, gate: Event
) -> None:
    """What came back does neither, though it is not written down yet."""
    _, in_flight = launched(stage)
    assert (in_flight.busy_channels, in_flight.room) == ({"catalonia", "navarra"}, 2)
    gate.set()
    while len(in_flight.returned) < 2:
        in_flight.hear()
    assert (in_flight.busy_channels, in_flight.room, bool(in_flight)) == (set(), 4, True)
    assert len(in_flight.take_returned()) == 2
    assert not in_flight
    assert in_flight.take_returned() == []
    in_flight.end()


def test_a_claim_is_kept_alive_until_its_result_was_taken(stage: Stage, gate: Event) -> None:
    """And no longer: then the row is written down, and belongs to nobody."""
    context, in_flight = launched(stage)
    stage.now += context.lease_extension / 2
    in_flight._leases.beat()
    assert stage.held().lease_until == stage.now + context.lease_extension
    gate.set()
    while len(in_flight.returned) < 2:
        in_flight.hear()
    in_flight.take_returned()
    assert not in_flight._leases.holds(1)
    in_flight.end()


def test_a_thread_that_was_torn_leaves_a_doubt_and_ends_the_tick(stage: Stage) -> None:
    """Nobody knows how far it came, so it is not given back as unsent."""

    def torn(network: Scripted, payload: Payload, key: str) -> Receipt:
        raise Torn

    stage.network.script.append(torn)
    stage.ready(stage.wanted())
    context = stage.engine_context()
    in_flight = InFlight(context)
    in_flight.launch(claimed(stage, context))
    with pytest.raises(Torn):
        for _ in range(20):
            in_flight.hear()
    assert not in_flight
    assert context.unrecorded.stuck == {1}
    in_flight.end()


def test_after_the_word_to_stop_it_is_waited_for_so_long_and_no_longer(
    stage: Stage, gate: Event, caplog: pytest.LogCaptureFixture
) -> None:
    """What has not come back by then is named, and stays with its network."""
    context, in_flight = launched(stage, shutdown_timeout=timedelta(0))
    assert not in_flight.is_closing() and not in_flight.is_overdue()
    in_flight.halt()
    assert in_flight.is_closing()
    while not in_flight.is_overdue():
        pass
    assert "Left without an answer: 1, 2" in caplog.text
    in_flight.end()
    assert context.unrecorded.stuck == {1, 2}
