"""A refusal does not say what it is about: over a used connection, what follows is waited for."""

from __future__ import annotations

import time

import pytest

from campaign.errors import OutcomeUnknown, Rejected, Unavailable
from campaign.platforms.http import sent_tracking
from campaign.platforms.http import wire as edge
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.wire import Wire
from tests.platforms.samples import START
from tests.platforms.sockets import Line, Sockets, answer


def wire(url: str) -> Wire:
    """The way to a server, whose refusals mean what their status says."""
    dialect = Dialect(words=lambda _: ("", ""))
    return Wire(url, name="here", dialect=dialect, clock=lambda: START)


def create(to: Wire) -> object:
    """A request that makes something public."""
    return to.call("POST", "/posts", creates=True, body={"text": "Bon dia"}).data


@pytest.mark.parametrize("status", ["404 x", "401 x", "429 x", "302 x"])
def test_a_refusal_that_was_another_questions_is_no_refusal_of_ours(status: str) -> None:
    """A question's refusal comes twice; what the create was answered comes after it."""

    def serve(line: Line) -> None:
        line.request()
        line.send(answer(b"{}", status=status))
        line.request()
        line.send(answer(b"{}", status=status))
        time.sleep(0.1)
        line.send(answer(b'{"id": "5"}'))

    with Sockets(serve) as server:
        to = wire(server.url)
        with pytest.raises(Exception, match="here"):
            to.call("GET", "/posts/5")
        with pytest.raises(OutcomeUnknown, match="something else"):
            create(to)
        with pytest.raises(Exception, match="here"):
            to.call("GET", "/posts/5")
        assert server.connections == 2, "what is shifted is not used again"


@pytest.mark.parametrize("close", ["", "Connection: close"])
def test_a_refusal_that_nothing_follows_is_believed(
    close: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from a server that hangs up after it, which is no word."""
    monkeypatch.setattr(edge.Wire, "stray_wait", 0.1)

    def serve(line: Line) -> None:
        while line.request():
            line.send(answer(b'{"id": "5"}'))
            line.request()
            line.send(answer(b"{}", *([close] if close else []), status="422 x"))
            if close:
                return

    with Sockets(serve) as server:
        to = wire(server.url)
        to.call("GET", "/posts/5")
        with pytest.raises(Rejected):
            create(to)
        assert to.call("GET", "/posts/5").data == {"id": "5"}


def test_a_refusal_over_a_new_connection_is_believed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No earlier answer can come over it."""

    def serve(line: Line) -> None:
        line.request()
        line.send(answer(b"{}", status="422 x"))

    monkeypatch.delattr(sent_tracking, "more_comes")
    with Sockets(serve) as server, pytest.raises(Rejected):
        create(wire(server.url))


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_head_that_was_cut_is_no_answer(cut: int) -> None:
    """http.client takes what there is for the whole: half an id would be a receipt."""
    whole = b"HTTP/1.1 201 Created\r\nx-restli-id: urn:li:share:117704915\r\n\r\n"

    def serve(line: Line) -> None:
        line.request()
        line.send(whole[:-cut])

    with Sockets(serve) as server:
        with pytest.raises(OutcomeUnknown):
            create(wire(server.url))
        with pytest.raises(Unavailable):
            wire(server.url).call("GET", "/posts/5")


def test_a_head_without_a_body_is_one_when_it_is_whole() -> None:
    """The end of the connection ends the body, and that may be empty."""

    def serve(line: Line) -> None:
        line.request()
        line.send(b"HTTP/1.1 201 Created\r\nx-restli-id: urn:li:share:117704915\r\n\r\n")

    with Sockets(serve) as server:
        told = wire(server.url).call("POST", "/posts", creates=True, body={})
    assert told.headers["x-restli-id"] == "urn:li:share:117704915"
