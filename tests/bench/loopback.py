"""A network in a process of its own that takes every post at once, and counts what came twice.

::

    POST /…        {"key": "..."}          → {"id": "..."}
    GET  /ledger                           → {"posts": 2000, "duplicates": 0}
    DELETE /ledger                         → {}

It is as small as it can be, so that what is measured is who sends and not who answers.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.beside import Listening, requests_on

_ledger: Counter[str] = Counter()


def _answer(method: str, body: bytes) -> bytes:
    if method == "POST":
        key: str = json.loads(body)["key"]
        _ledger[key] += 1
        return b'{"id":"' + key.encode() + b'"}'
    if method == "DELETE":
        _ledger.clear()
        return b"{}"
    posts = sum(_ledger.values())
    return json.dumps({"posts": posts, "duplicates": posts - len(_ledger)}).encode()


def _serve(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        for head, body in requests_on(connection):
            told = _answer(head.partition(b" ")[0].decode(), body)
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(told), told)
            )


def main() -> None:
    """Tell the address, and serve until standard input ends."""
    with Listening(_serve, backlog=1024) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


@contextmanager
def serving() -> Iterator[str]:
    """The address of such a network, for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.loopback"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate()


if __name__ == "__main__":
    main()
