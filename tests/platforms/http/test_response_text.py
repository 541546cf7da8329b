"""What a server says is data that can be broken; what stands behind the edge never sees it so."""

from __future__ import annotations

import gzip
import json
import logging
import tracemalloc
from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, PlatformError, Rejected
from campaign.platforms.http import response_text
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.response_text import DEEPEST
from campaign.platforms.http.wire import Wire
from campaign.platforms.mastodon import responses
from tests.platforms.samples import Clock
from tests.platforms.scripted import Reply, Scripted, always
from tests.platforms.sockets import Line, Sockets, answer

DIALECT = Dialect(responses.words)


def wire(url: str) -> Wire:
    """A wire to a server on loopback."""
    return Wire(url, name="catalonia-ca", dialect=DIALECT, clock=Clock(), timeout=(2, 2))


@pytest.mark.parametrize(
    ("payload", "meant"),
    [
        (rb'"a\ud800b"', "a\ufffdb"),
        (rb'"\udfff\ud800"', "\ufffd\ufffd"),
        (rb'"\ud83c\uddea"', "\U0001f1ea"),
        (rb'"a\u0000b"', "a\ufffdb"),
        (b'"a\xed\xa0\x80b"', "a\ufffd\ufffd\ufffdb"),
        (b'"a\xffb"', "a\ufffdb"),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (rb'{"\ud800": {"b\u0000": ["\udc00"]}}', {"\ufffd": {"b\ufffd": ["\ufffd"]}}),
        (b"[NaN, Infinity, -Infinity, 1e999, -1e999]", [None] * 5),
        (b"[1.5, 0, true, null]", [1.5, 0, True, None]),
        (b" \n", None),
        (b"", None),
        (b"[" * DEEPEST + b"]" * DEEPEST, json.loads("[" * DEEPEST + "]" * DEEPEST)),
    ],
)
def test_what_no_database_keeps_is_replaced(payload: bytes, meant: Any) -> None:
    """Surrogates that stand alone, NUL, bytes that are no text, numbers without end."""
    found = response_text.read(payload)
    assert found == meant
    kept = json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    assert b"\\u0000" not in kept


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5000,
        b'"a\0b"',
        b"{",
        b"{'a': 1}",
        "[1]".encode("utf-16"),
    ],
)
def test_what_is_no_answer_cannot_be_read(payload: bytes) -> None:
    """One error for all of it, also for what Python's reader falls over."""
    with pytest.raises(ValueError, match=r".*"):
        response_text.read(payload)
    script = always(Reply(raw=payload))
    with Scripted(script) as server, pytest.raises(OutcomeUnknown, match="cannot be read"):
        wire(server.url).call("POST", "/x", creates=True)


def test_headers_hold_nothing_that_no_text_holds() -> None:
    """An id may come in one of them."""
    told = {"X-Id": "a\0b", "X-Pl\ud800ain": "c"}
    assert response_text.headers(told) == {"x-id": "a\ufffdb", "x-pl\ufffdain": "c"}


def test_an_error_s_words_can_be_kept_and_shown() -> None:
    """Whatever they hold, and however many they are."""
    said = "no\0thing \ud800 here \x1b[31m " + "x" * 5000
    with Scripted(always(Reply(400, {"error": said}))) as server, pytest.raises(Rejected) as caught:
        wire(server.url).call("GET", "/x")
    for words in (str(caught.value), caught.value.answer):
        assert words.isprintable() and words.encode() and len(words) < 600
        assert "no\ufffdthing \ufffd here  [31m" in words


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://user:pass@far.example:8443/x?token=1", "https://far.example:8443"),
        ("http://[", "another place"),
        ("https://far.example:port/", "another place"),
        ("/x", "another place"),
    ],
)
def test_a_redirect_is_named_without_what_may_be_secret(location: str, named: str) -> None:
    """And whatever it says, there is a sentence."""
    moved = Reply(301, headers={"Location": location})
    with Scripted(always(moved)) as server, pytest.raises(Rejected) as caught:
        wire(server.url).call("GET", "/x")
    assert f"the server answers from {named}; put that" in str(caught.value)


def test_headers_that_cannot_be_read_show_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    """urllib3 would log the address and what the server said, and each may hold a credential."""

    def serve(line: Line) -> None:
        while line.request():
            line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nno header, in-an-echo\r\n\r\n{}")

    caplog.set_level(logging.INFO)
    with Sockets(serve) as server:
        assert wire(server.url).call("GET", "/in-a-path").data == {}
    assert "in-a" not in caplog.text


def test_a_redirect_is_never_unpacked() -> None:
    """Nobody reads the page behind it, and it may unpack to anything."""
    bomb = gzip.compress(b" " * 50_000_000)
    told = answer(bomb, "Location: /y", "Content-Encoding: gzip", status="301 Moved")

    def serve(line: Line) -> None:
        while line.request():
            line.send(told)

    tracemalloc.start()
    with Sockets(serve) as server, pytest.raises(Rejected, match="answers from another place"):
        wire(server.url).call("GET", "/x")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_an_answer_with_another_behind_it_ends_its_connection() -> None:
    """The second would be taken for the answer to the next question."""

    def serve(line: Line) -> None:
        while asked := line.request():
            path = asked.split()[1]
            told = answer(b'{"path": "%b"}' % path)
            line.send(told * (2 if path == b"/twice" else 1))

    with Sockets(serve) as server:
        edge = wire(server.url)
        for path in ("/once", "/twice", "/after", "/more"):
            assert edge.call("GET", path).data == {"path": path}
        assert server.connections == 2


def test_a_question_can_be_asked_over_a_new_connection() -> None:
    """Where an answer to an earlier one would do harm."""

    def serve(line: Line) -> None:
        while line.request():
            line.send(answer(b"{}"))

    with Sockets(serve) as server:
        edge = wire(server.url)
        for anew, connections in ((False, 1), (False, 1), (True, 2), (False, 2)):
            edge.call("GET", "/x", anew=anew)
            assert server.connections == connections


def test_a_late_second_answer_is_taken_for_another_s_once_at_most() -> None:
    """Whoever finds that out says so, and the next question is asked elsewhere."""

    def serve(line: Line) -> None:
        line.request()
        first = answer(b'{"id": "1"}')
        line.send(first)
        line.request()
        line.send(first)
        for number in range(2, 9):
            line.send(answer(b'{"id": "%d"}' % number))
            line.request()

    with Sockets(serve) as server:
        edge = wire(server.url)
        edge.call("GET", "/1")
        wrong = edge.call("POST", "/2", creates=True)
        assert wrong.data == {"id": "1"}
        doubt: PlatformError = edge.misplaced(wrong, "it has another id", creates=True)
        assert type(doubt) is OutcomeUnknown and "belongs to something else" in str(doubt)
        edge.call("GET", "/3")
        assert server.connections == 2


@pytest.mark.parametrize("name", ["access_token", "refresh_token", "accessJwt", "refreshJwt"])
def test_a_refusal_that_holds_a_new_token_does_not_show_it(name: str) -> None:
    """Nor the beginning of one that stands where the words are cut off."""
    for before in ("", "x" * 170):
        body = json.dumps({"said": before, name: "new-token-of-a-network"}).encode()
        refusing = Sockets(lambda line, body=body: _refuse(line, body))  # type: ignore[misc]
        with refusing as server, pytest.raises(PlatformError) as caught:
            wire(server.url).call("POST", "/token")
        shown = f"{caught.value} {caught.value.answer}"
        assert "new-tok" not in shown


def _refuse(line: Line, body: bytes) -> None:
    line.request()
    line.send(answer(body, status="451 x"))


@pytest.mark.parametrize(
    "body",
    [
        b'{"access_token": "planted-3f9c"}',
        b'[{"data": {"refresh_token":"planted-3f9c", "expires_in": 7}}]',
        b'{"accessJwt": ["planted-3f9c"]}',
        b'{"refreshJwt": {"id": "x"}, "access_token": "planted-3f9',
        b"{'access_token': 'planted-3f9c'}",
    ],
)
def test_a_refusal_that_gives_a_token_out_does_not_show_it(body: bytes) -> None:
    """Neither whole, nor wrapped, nor torn in the middle."""
    with Scripted(always(Reply(409, raw=body))) as server, pytest.raises(Rejected) as caught:
        wire(server.url).call("POST", "/token")
    assert "planted" not in str(caught.value) + caught.value.answer
    assert "[secret]" in str(caught.value)
