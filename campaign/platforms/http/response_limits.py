"""Bounds the time and the size of one answer: status line, headers and body together.

http.client has a time-out for each piece and takes any number of pieces. So a server that sends
slowly could hold a thread for ever. Here the whole answer has a deadline, and we count its bytes.
The bound is on the socket, below TLS, chunked encoding and compression.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse, IncompleteRead
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Bound:
    """Seconds and bytes that one answer may take."""

    seconds: float = 120.0
    size: int = 5_200_000


class TooSlow(TimeoutError):
    """The answer was not whole when its time was over."""


class TooMuch(OSError):
    """The answer is larger than the bound allows."""


class _Thread(threading.local):
    """The bound of one thread: an answer is read by the thread that asked."""

    bound = Bound()
    surplus = False


_thread = _Thread()


def begin(bound: Bound) -> None:
    """Bound the answers that this thread waits for from now on."""
    _thread.bound = bound
    _thread.surplus = False


def had_surplus() -> bool:
    """True when this thread's last answer was followed by bytes that do not belong to it."""
    return _thread.surplus


class BoundedResponse(HTTPResponse):
    """http.client's answer, read through a bound."""

    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self._pieces = _Pieces(self.fp.detach(), sock, _thread.bound)
        self.fp = _Reader(self._pieces)

    def begin(self) -> None:
        """Read the head; raises IncompleteRead for a cut head, which http.client accepts."""
        super().begin()
        if self._pieces.ended:
            raise IncompleteRead(b"")


class _Pieces(io.RawIOBase):
    """The bytes of a socket, as long as the bound allows.

    `taken` counts them; `ended` is True when the other end has closed its side.
    """

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, bound: Bound) -> None:
        self._raw, self._sock, self._bound = raw, sock, bound
        self._silence = sock.gettimeout()
        self._deadline = time.monotonic() + bound.seconds
        self.taken = 0
        self.ended = False

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.taken

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TooSlow
        if self._silence is None or left < self._silence:
            self._sock.settimeout(left)  # otherwise the socket's own time-out ends earlier
        try:
            count = cast("int | None", self._raw.readinto(buffer))
        except TimeoutError:
            if time.monotonic() < self._deadline:
                raise
            raise TooSlow from None
        self.taken += count or 0
        self.ended = count == 0
        if self.taken > self._bound.size:
            raise TooMuch
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()

    def shut(self) -> None:
        """Let nothing be sent or read on the connection any more."""
        shut(self._sock)


class _Reader(io.BufferedReader):
    """Notices bytes that came after the end of an answer."""

    def close(self) -> None:
        pieces = self.raw
        if not self.closed and isinstance(pieces, _Pieces) and self.tell() < pieces.taken:
            # The next request on this connection would take those bytes for its own answer.
            _thread.surplus = True
            pieces.shut()
        super().close()


def shut(sock: Any) -> None:
    """Let nothing more be sent or read on a connection, whoever holds it; ignores None."""
    inner = getattr(sock, "socket", sock)  # through a proxy, a TLS object wraps the socket
    if isinstance(inner, socket.socket):
        with suppress(OSError):
            # Not `SSLSocket.shutdown`: it ends TLS first, and a thread that writes at that moment
            # would go on in clear text.
            socket.socket.shutdown(inner, socket.SHUT_RDWR)
