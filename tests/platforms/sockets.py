"""Servers on loopback below HTTP: each connection is a function over its socket."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress

from tests.beside import Listening, requests_on

Serve = Callable[["Line"], None]


class Line:
    """One connection: requests are read from it, bytes of any kind sent."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self._sock = sock
        self._over = over
        self._requests = requests_on(sock)

    def request(self) -> bytes:
        """The next request, head and body; b"" when there is none any more."""
        for head, body in self._requests:
            return head + b"\r\n\r\n" + body
        return b""

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


class Sockets(Listening):
    """A server that hands each connection to a function, with TLS when a context is given."""

    def __init__(self, serve: Serve, context: ssl.SSLContext | None = None) -> None:
        super().__init__(self._talk)
        if context is not None:
            self.url = self.url.replace("http:", "https:")
        self._do = serve
        self._context = context
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self.connections = 0
        self.ended = 0
        """How many connections said all they had to say, before the other side had enough."""

    def stop(self) -> None:
        """Cut every connection."""
        self._over.set()
        super().stop()
        for sock in self._open:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for each in self._threads:
            each.join(5)

    def _talk(self, sock: socket.socket) -> None:
        self.connections += 1
        self._threads.append(threading.current_thread())
        with suppress(OSError), sock:
            if self._context is not None:
                sock = self._context.wrap_socket(sock, server_side=True)
            self._open.append(sock)
            with sock:
                self._do(Line(sock, self._over))
                self.ended += not self._over.is_set()


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer, with its length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body
