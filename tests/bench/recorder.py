"""A proxy on loopback that notes when each create began: the instant of its first byte.

The instant is the kernel's, where it tells one (Linux: SO_TIMESTAMPNS), so that it is that of
sending, however late this process finds the time to read. Elsewhere it is that of reading.
"""

from __future__ import annotations

import socket
import struct
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from tests.bench.exchange import Answer
from tests.bench.traffic import Kind, Request, recognised
from tests.beside import LOOPBACK, Listening

# Of asm-generic/socket.h: asks for the instant of arrival, and marks it among what comes with data.
_STAMPS = 35 if sys.platform == "linux" else None
_STAMP = struct.Struct("qq")  # seconds and nanoseconds since 1970
_ROOM = 65536
_PATIENCE = 60.0  # seconds that the network may take for an answer


@dataclass(frozen=True, slots=True)
class Begun:
    """One request: `at` is when its first byte came, in nanoseconds since 1970."""

    at: int
    network: str
    kind: Kind


class Recorder(Listening):
    """The proxy in threads beside the caller, on a free port, while `with` lasts.

    It keeps everything that makes something public or prepares it; such a request reaches the
    network `latency` seconds after it came.
    """

    def __init__(self, upstream: str, latency: float = 0.0) -> None:
        super().__init__(self._visit, backlog=256)
        _stamped(self.listener)  # what it accepts is stamped from the first packet on
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or LOOPBACK, parts.port or 80)
        self._latency = latency
        self._lock = threading.Lock()
        self._begun: list[Begun] = []

    def since(self, number: int = 0) -> list[Begun]:
        """What was noted, without the first so many."""
        with self._lock:
            return self._begun[number:]

    def _visit(self, connection: socket.socket) -> None:
        """Until either end has had enough."""
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _stamped(connection)
        there = HTTPConnection(*self._upstream, timeout=_PATIENCE)
        with connection, suppress(OSError, HTTPException, ValueError):
            try:
                while (come := _come(connection)) is not None:
                    connection.sendall(self._answer(there, *come).wire())
            finally:
                there.close()

    def _answer(self, there: HTTPConnection, at: int, request: Request) -> Answer:
        network, kind = recognised(request)
        if kind in (Kind.CREATE, Kind.PREPARE):
            with self._lock:
                self._begun.append(Begun(at, network, kind))
            time.sleep(self._latency)
        there.request(request.method, request.target, request.body, dict(request.headers))
        answer = there.getresponse()
        headers = tuple(answer.getheaders())
        return Answer(answer.status, answer.reason, headers, answer.read())


def _stamped(connection: socket.socket) -> None:
    if _STAMPS is not None:
        connection.setsockopt(socket.SOL_SOCKET, _STAMPS, 1)


def _come(connection: socket.socket) -> tuple[int, Request] | None:
    """The next request with the instant of its first byte; None when none comes whole."""
    read, more, *_ = connection.recvmsg(_ROOM, 256)
    at = _instant(more)
    while b"\r\n\r\n" not in read:
        if not (data := connection.recv(_ROOM)):
            return None
        read += data
    head, _, body = read.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    while len(body) < int(headers.get("content-length", 0)):
        if not (data := connection.recv(_ROOM)):
            return None
        body += data
    path, _, query = target.partition("?")
    return at, Request(method, path, query, headers, body)


def _instant(more: Iterable[tuple[int, int, bytes]]) -> int:
    """The kernel's stamp among what came beside the data; without one, this instant."""
    for level, kind, data in more:
        if (level, kind) == (socket.SOL_SOCKET, _STAMPS) and len(data) >= _STAMP.size:
            seconds, nanoseconds = _STAMP.unpack_from(data)
            return int(seconds) * 1_000_000_000 + int(nanoseconds)
    return time.time_ns()
