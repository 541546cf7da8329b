"""What works in a thread beside a test, from `with` to its end: above all servers on loopback.

::

    Beside            starts and ends a thread
    ├── Listening     hands each connection to a function, in a thread of its own
    └── Serving       runs one of Python's HTTP servers
"""

from __future__ import annotations

import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import HTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"


class Beside(ABC):
    """A thread that does `run` until `stop` makes it return."""

    @abstractmethod
    def run(self) -> None:
        """Work until told to stop."""

    @abstractmethod
    def stop(self) -> None:
        """Make `run` return."""

    def __enter__(self) -> Self:
        self._thread = Thread(target=self.run, name=type(self).__name__, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._thread.join(10)


class Listening(Beside):
    """A server on a free port that hands each connection to a function, which closes it."""

    def __init__(self, serve: Callable[[socket.socket], None], *, backlog: int = 128) -> None:
        self._serve = serve
        self.listener = socket.create_server((LOOPBACK, 0), backlog=backlog)
        self.port: int = self.listener.getsockname()[1]
        self.url = f"http://{LOOPBACK}:{self.port}"

    def run(self) -> None:
        """Accept until the listener is closed."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(connection,), daemon=True).start()

    def stop(self) -> None:
        """Accept no more; who is connected already may go on."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self.listener.close()


class Serving(Beside):
    """One of Python's HTTP servers, which is bound already."""

    def __init__(self, server: HTTPServer) -> None:
        self._server = server
        self.url = f"http://{LOOPBACK}:{server.server_port}"

    def run(self) -> None:
        """Serve, and look for the end two hundred times a second."""
        self._server.serve_forever(0.005)

    def stop(self) -> None:
        """End it, and give its port back."""
        self._server.shutdown()
        self._server.server_close()


def requests_on(connection: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    """Head (without the empty line) and body of each request, until the other side has enough.

    One that does not come whole is left out; bodies in chunks are not understood.
    """
    read = b""

    def more() -> bool:
        nonlocal read
        came = b""
        with suppress(OSError):
            came = connection.recv(65536)
        read += came
        return bool(came)

    while True:
        while b"\r\n\r\n" not in read:
            if not more():
                return
        head, _, read = read.partition(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(read) < length:
            if not more():
                return
        body, read = read[:length], read[length:]
        yield head, body
