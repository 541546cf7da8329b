"""HTTP servers on loopback that do what a function says, also what no good server does."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.beside import LOOPBACK, Serving


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query's pairs in order."""
        return parse_qsl(urlsplit(self.target).query)

    @property
    def data(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


class Mishap(Enum):
    """What a server may do instead of answering."""

    RESET = "closes the connection hard"
    HANG = "says nothing"
    TORN = "promises more than it sends"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: `data` goes out as JSON unless `raw` is given."""

    status: int = 200
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    @property
    def body(self) -> bytes:
        """The bytes that go out."""
        return json.dumps(self.data).encode() if self.raw is None else self.raw


Script = Callable[[Seen], Reply | Mishap]


class Scripted(Serving):
    """A server that asks `script` what to do and remembers what it saw."""

    def __init__(self, script: Script) -> None:
        self.seen: list[Seen] = []
        self._over = over = Event()
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536  # headers and body in one go, as real servers send them

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Seen(self.command, self.path, headers, body)
                seen.append(request)
                reply = script(request)
                if reply is Mishap.HANG:
                    over.wait(20)
                if reply in (Mishap.RESET, Mishap.HANG):
                    hard = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, hard)
                    self.close_connection = True
                    self.connection.close()
                    return
                if reply is Mishap.TORN:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
                    self.close_connection = True
                    return
                assert isinstance(reply, Reply)
                self.send_response_only(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply.body)

            # http.server's names
            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

            def finish(self) -> None:
                if not self.wfile.closed and self.connection.fileno() >= 0:
                    super().finish()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # the client leaving in the middle is part of the play

            def shutdown_request(self, request: Any) -> None:
                if request.fileno() >= 0:
                    super().shutdown_request(request)

        super().__init__(Server((LOOPBACK, 0), Handler))

    def stop(self) -> None:
        """Let go of whoever is left hanging, too."""
        self._over.set()
        super().stop()


def always(reply: Reply | Mishap) -> Script:
    """The same answer to everything."""
    return lambda seen: reply


#: The headers of an answer that mean something to an adapter.
_PASSED_ON = ("date", "retry-after", "x-restli-id")


def passing_on(upstream: str, lose: Callable[[Seen], bool]) -> Script:
    """Let everything through to another server, but lose the answers that `lose` picks."""

    def script(seen: Seen) -> Reply | Mishap:
        headers = {n: v for n, v in seen.headers.items() if n not in ("host", "connection")}
        with requests.request(
            seen.method, upstream + seen.target, data=seen.body, headers=headers, timeout=20
        ) as answer:
            if lose(seen):
                return Mishap.RESET
            kept = {n: v for n, v in answer.headers.items() if n.lower() in _PASSED_ON}
            return Reply(answer.status_code, headers=kept, raw=answer.content)

    return script


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
