"""The gate before a create: one thread's, one block's, and asked before the first byte."""

from __future__ import annotations

import socket
import threading

import pytest

from campaign.errors import Withheld
from campaign.platforms.http import fence
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.wire import Wire
from tests.platforms.samples import START


def test_a_gate_is_set_up_for_one_thread_and_one_block() -> None:
    """Outside of it anything may leave: what no engine sends is asked by nobody."""
    passed: list[str] = []
    with fence.asked(lambda: passed.append("outer")):
        with fence.asked(lambda: passed.append("inner")):
            fence.ask()
        fence.ask()
    fence.ask()
    assert passed == ["inner", "outer"]


def test_the_gate_is_asked_when_the_connection_stands_and_before_its_first_byte() -> None:
    """A refused create has been connected for, and nothing of it was sent."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            connection, _ = listening.accept()
            with connection:
                while piece := connection.recv(1000):
                    received.append(piece)

        server = threading.Thread(target=accept)
        server.start()
        port = listening.getsockname()[1]
        wire = Wire(
            f"http://127.0.0.1:{port}",
            name="here",
            dialect=Dialect(words=lambda _: ("", "")),
            clock=lambda: START,
        )
        with fence.asked(refuse), pytest.raises(Withheld, match="paused"):
            wire.call("POST", "/posts", creates=True, body={"text": "Bon dia"})
        server.join(10)
    assert not server.is_alive(), "it was connected to, and hung up"
    assert received == []


def refuse() -> None:
    """Nothing may leave."""
    raise Withheld("paused")
