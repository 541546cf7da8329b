"""The address to which a browser comes back waits as long as it was told, whoever else visits."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from urllib.parse import urlsplit

import pytest
import requests

from campaign.cli.callback import Callback

pytestmark = pytest.mark.timeout(60)

Place = tuple[str, int]


def _place(callback: Callback) -> Place:
    parts = urlsplit(callback.address)
    assert parts.hostname and parts.port
    return parts.hostname, parts.port


def _trickle(place: Place, stop: threading.Event) -> None:
    """Send one letter of a header at a time, for ever."""
    with suppress(OSError), socket.create_connection(place) as visit:
        visit.sendall(b"GET /callback?code=x HTTP/1.1\r\nX: ")
        while not stop.wait(0.05):
            visit.sendall(b"a")


def _silent(place: Place, stop: threading.Event) -> None:
    """Connect and say nothing."""
    with suppress(OSError), socket.create_connection(place):
        stop.wait()


def _half(place: Place, stop: threading.Event) -> None:
    """Begin a request and never end it."""
    with suppress(OSError), socket.create_connection(place) as visit:
        visit.sendall(b"GET /callback?code=wrong HTTP/1.1\r\nHost: x\r\n")
        stop.wait()


def _many(place: Place, stop: threading.Event) -> None:
    """Open more connections than anybody serves, again and again."""
    while not stop.is_set():
        visits: list[socket.socket] = []
        with suppress(OSError):
            while len(visits) < 100:
                visits.append(socket.create_connection(place, 1))
        stop.wait(0.05)
        for visit in visits:
            visit.close()


def _wrong(place: Place, stop: threading.Event) -> None:
    """Ask for other pages, and bring wrong answers."""
    while not stop.is_set():
        with suppress(OSError), socket.create_connection(place, 1) as visit:
            visit.sendall(b"GET /callback?code=wrong HTTP/1.1\r\nHost: x\r\n\r\n")
            visit.recv(100)


def _garbage(place: Place, stop: threading.Event) -> None:
    """Send what is no request, for ever."""
    with suppress(OSError), socket.create_connection(place) as visit:
        while not stop.is_set():
            visit.sendall(b"\x16\x03\x01" + b"\xff" * 4_000)


VISITORS: dict[str, Callable[[Place, threading.Event], None]] = {
    "a trickle": _trickle,
    "a silent one": _silent,
    "half a request": _half,
    "many at once": _many,
    "wrong answers": _wrong,
    "garbage": _garbage,
}


@contextmanager
def _visited(kind: str, callback: Callback) -> Iterator[None]:
    stop = threading.Event()
    place = _place(callback)
    visitors = [
        threading.Thread(target=VISITORS[kind], args=(place, stop), daemon=True) for _ in range(4)
    ]
    for visitor in visitors:
        visitor.start()
    try:
        yield
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join()


@pytest.mark.parametrize("kind", VISITORS)
def test_no_visitor_makes_the_wait_longer(kind: str) -> None:
    """A minute in the terminal is a minute."""
    with Callback(0, lambda query: query == "code=right") as callback, _visited(kind, callback):
        begun = monotonic()
        found = callback.wait(1.0)
        lasted = monotonic() - begun
    assert found is None
    assert lasted < 5


@pytest.mark.parametrize("kind", VISITORS)
def test_no_visitor_keeps_the_right_one_out(kind: str) -> None:
    """The browser comes back while others are there, and its page is whole."""
    pages: list[requests.Response] = []

    def come_back(address: str) -> None:
        for _ in range(50):
            with suppress(requests.ConnectionError):
                pages.append(requests.get(f"{address}?code=right", timeout=10))
                return

    with Callback(0, lambda query: query == "code=right") as callback, _visited(kind, callback):
        browser = threading.Thread(target=come_back, args=(callback.address,))
        browser.start()
        found = callback.wait(30.0)
        browser.join()
    assert found == "code=right"
    assert pages and pages[0].status_code == 200
    assert "go back to the terminal" in pages[0].text


def test_the_answer_is_taken_once() -> None:
    """A second visitor with it is shown that nothing was done."""
    statuses: list[int] = []

    def visit(address: str) -> None:
        with suppress(requests.ConnectionError):
            statuses.append(requests.get(f"{address}?code=right", timeout=10).status_code)

    with Callback(0, lambda query: query == "code=right") as callback:
        visits = [threading.Thread(target=visit, args=(callback.address,)) for _ in range(8)]
        for each in visits:
            each.start()
        assert callback.wait(10) == "code=right"
    for each in visits:
        each.join()
    assert statuses.count(200) == 1
