"""The sandbox answers to its own names, and reads no more than a network would."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.doorkeeper import LARGEST, LARGEST_JSON
from campaign.sandbox.jsontext import DEEPEST, read_json


@pytest.fixture(scope="module")
def box() -> Iterator[SandboxServer]:
    """A sandbox with a name of its own beside the usual ones."""
    with SandboxServer(seed=1, names=["Sandbox.internal", "wall.example:8080"]) as server:
        yield server


def _status(box: SandboxServer, *hosts: str, path: str = "/") -> int:
    """The status of an answer to a request with these Host headers."""
    place = urlsplit(box.url)
    lines = [f"GET {path} HTTP/1.1", *(f"Host: {host}" for host in hosts), "Connection: close"]
    with socket.create_connection((place.hostname or "", place.port or 0), 10) as wire:
        wire.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        return int(wire.makefile("rb").readline().split()[1])


def _own(box: SandboxServer, host: str) -> str:
    return host.format(port=urlsplit(box.url).port)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:{port}",
        "localhost:{port}",
        "LocalHost:{port}",
        "[::1]:{port}",
        "127.0.0.1",
        "localhost:1",  # a tunnel
        "sandbox.internal",
        "SANDBOX.internal:1",
        "wall.example:8080",
    ],
)
def test_its_own_names_are_answered(host: str, box: SandboxServer) -> None:
    """This machine's, and those that were given."""
    assert _status(box, _own(box, host)) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "localhost.evil.example:{port}",
        "evil.example@127.0.0.1:{port}",
        "127.0.0.1:{port}@evil.example",
        "127.0.0.1:{port}#",
        "wall.example:8081",
        "wall.example",
        "[::ffff:127.0.0.1]:{port}",
        "127.0.0.1:99999999",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/statuses", "/_sandbox/ledger"])
def test_another_name_is_refused(host: str, path: str, box: SandboxServer) -> None:
    """A page whose name leads to this machine (DNS rebinding) gets nothing."""
    assert _status(box, _own(box, host), path=path) in (400, 421)


def test_no_name_or_two_are_refused(box: SandboxServer) -> None:
    """HTTP/1.1 wants exactly one."""
    own = _own(box, "127.0.0.1:{port}")
    assert _status(box) in (400, 421)
    assert _status(box, own, "evil.example") in (400, 421)
    assert _status(box, own, own) in (400, 421)


BROKEN = {
    "deep lists": "[" * 100_000,
    "deep lists that end": "[" * 900 + "]" * 900,
    "a little too deep": "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
    "deep objects": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "a long number": '{"status": ' + "9" * 5_000 + "}",
    "an infinite number": '{"status": 1e999}',
    "no number": '{"status": NaN}',
    "infinity": '{"status": -Infinity}',
    "half a character": '{"status": "\\ud800"}',
    "half a key": '{"\\udfff": 1}',
    "no JSON": "{",
    "not UTF-8": "\xff",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_json_that_no_server_keeps_is_refused(kind: str, box: SandboxServer) -> None:
    """With an answer in the network's own words, on the ways of several networks."""
    body = BROKEN[kind].encode("latin-1")
    for path in (
        "/api/v1/statuses",
        "/2/tweets",
        "/xrpc/com.atproto.repo.createRecord",
        "/v2/posts",
    ):
        answer = requests.post(
            f"{box.url}{path}",
            body,
            headers={"content-type": "application/json", "authorization": "Bearer sandbox-a"},
            timeout=10,
        )
        assert 400 <= answer.status_code < 500, (path, answer.status_code, answer.text)
    with pytest.raises(ValueError):
        read_json(body)


def test_json_that_a_server_keeps_is_read() -> None:
    """As deep as is allowed, with every character."""
    value = {"a": [1, 2.5, None, True, "ü😱\u202e"]}
    assert read_json(json.dumps(value)) == read_json(json.dumps(value).encode()) == value
    assert read_json("[" * DEEPEST + "]" * DEEPEST)


@pytest.mark.parametrize(
    ("kind", "size"), [("application/json", LARGEST_JSON), ("image/png", LARGEST)]
)
def test_a_body_that_is_too_long_is_refused_before_it_is_read(
    kind: str, size: int, box: SandboxServer
) -> None:
    """By the length that it says it has."""
    place = urlsplit(box.url)
    head = (
        f"POST /api/v1/statuses HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {size + 1}\r\n\r\n"
    )
    with socket.create_connection((place.hostname or "", place.port or 0), 10) as wire:
        wire.sendall(head.encode())
        assert wire.makefile("rb").readline().split()[1] == b"413"


def test_a_body_that_says_no_length_is_bounded(box: SandboxServer) -> None:
    """What comes in pieces is counted."""

    def pieces() -> Iterator[bytes]:
        for _ in range(LARGEST_JSON // 50_000 + 2):
            yield b" " * 50_000

    headers = {"content-type": "application/json", "authorization": "Bearer sandbox-a"}
    answer = requests.post(f"{box.url}/api/v1/statuses", pieces(), headers=headers, timeout=30)
    assert answer.status_code == 413
