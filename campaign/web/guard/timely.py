"""HTTP connections that have to send their headers in time; uvicorn waits for ever by itself."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class TimelyProtocol(H11Protocol):
    """A connection that is closed when a request's headers take too long to arrive."""

    #: Seconds from the beginning of a connection, or of a request, until its headers are here.
    slowest: ClassVar[float] = 20.0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        # Addresses hold codes and the tokens of links: they are in no log, whoever listens to it.
        self.access_log = False
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Read on; half a header makes the connection wait for the rest, and no longer."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.slowest, self._close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self) -> None:
        transport: Any = self.transport
        if not transport.is_closing():
            transport.close()
