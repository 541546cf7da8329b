"""Servers on loopback below HTTP: each connection is a function over its socket."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

Serve = Callable[["Line"], None]


class Line:
    """One connection: requests are read from it, bytes of any kind sent."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self._sock = sock
        self._over = over
        self._read = b""

    def request(self) -> bytes:
        """The next request, head and body; b"" when there is none any more."""
        while b"\r\n\r\n" not in self._read:
            if not self._more():
                return b""
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(self._read) < length and self._more():
            pass
        body, self._read = self._read[:length], self._read[length:]
        return head + b"\r\n\r\n" + body

    def _more(self) -> bool:
        with suppress(OSError):
            more = self._sock.recv(65536)
            self._read += more
            return bool(more)
        return False

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._sock.sendall(data)

    def drip(self, data: bytes, pause: float = 0.05) -> None:
        """Send a byte at a time until the other side, or the test, has had enough."""
        for at in range(len(data)):
            if self._over.wait(pause):
                return
            self._sock.sendall(data[at : at + 1])

    def pause(self, seconds: float) -> None:
        """Let time pass, unless the test is over."""
        self._over.wait(seconds)


class Sockets:
    """A server that hands each connection to a function, with TLS when a context is given."""

    def __init__(self, serve: Serve, context: ssl.SSLContext | None = None) -> None:
        self._serve = serve
        self._context = context
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        scheme = "https" if context else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self.connections = 0
        self.ended = 0
        """How many connections said all they had to say, before the other side had enough."""

    def __enter__(self) -> Self:
        self._run(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in self._open:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for each in self._threads:
            each.join(5)

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._run(lambda sock=sock: self._talk(sock))  # type: ignore[misc]

    def _talk(self, sock: socket.socket) -> None:
        with suppress(OSError), sock:
            if self._context is not None:
                sock = self._context.wrap_socket(sock, server_side=True)
            self._open.append(sock)
            with sock:
                self._serve(Line(sock, self._over))
                self.ended += not self._over.is_set()


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer, with its length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body
