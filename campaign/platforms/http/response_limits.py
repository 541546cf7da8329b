"""How long and how large one answer may be: status line, headers and body together.

http.client waits for every piece anew and takes any number of them, so that a server which drips
could hold a thread for ever. Here each piece is waited for until the whole answer's time is over,
and counted. It is the socket that is bounded: TLS, chunks and packed bodies lie above it.
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
    """The answer is larger than any that is read."""


class _Thread(threading.local):
    """An answer is read by the thread that asked."""

    bound = Bound()
    surplus = False


_thread = _Thread()


def begin(bound: Bound) -> None:
    """Bound the answers that this thread waits for from now on."""
    _thread.bound = bound
    _thread.surplus = False


def had_surplus() -> bool:
    """True when more came with this thread's last answer than belongs to it."""
    return _thread.surplus


class BoundedResponse(HTTPResponse):
    """http.client's answer, read through a bound."""

    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self._pieces = _Pieces(self.fp.detach(), sock, _thread.bound)
        self.fp = _Reader(self._pieces)

    def begin(self) -> None:
        """Read the head; raises IncompleteRead for one that was cut, which http.client takes."""
        super().begin()
        if self._pieces.ended:
            raise IncompleteRead(b"")


class _Pieces(io.RawIOBase):
    """What a socket gives, as long as the bound allows.

    `taken` counts its bytes; `ended` is true when the other end has said that no more come.
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
            self._sock.settimeout(left)  # else it waits for no longer than it may anyway
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
    """Notices, when an answer has been read, that more came with it than belongs to it."""

    def close(self) -> None:
        pieces = self.raw
        if not self.closed and isinstance(pieces, _Pieces) and self.tell() < pieces.taken:
            # A second answer nobody asked for would be taken for the next question's.
            _thread.surplus = True
            pieces.shut()
        super().close()


def shut(sock: Any) -> None:
    """Let nothing be sent or read on a connection any more, whoever holds it; None is none."""
    inner = getattr(sock, "socket", sock)  # through a proxy, TLS lies around the socket
    if isinstance(inner, socket.socket):
        with suppress(OSError):
            # Not TLS's own way, which goes on in clear text for whoever writes at that moment.
            socket.socket.shutdown(inner, socket.SHUT_RDWR)
