"""The desk as a running server: in the foreground, or beside the caller."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import Final, Self

import uvicorn

from campaign.web.addresses import DEFAULT_PORT, LOOPBACK
from campaign.web.app import create_app
from campaign.web.desk import Desk
from campaign.web.guard.guard import LONGEST_HEADERS
from campaign.web.guard.timely import TimelyProtocol

_CONNECTIONS: Final = 1000  # at once; more are asked to come back


class PortTaken(Exception):
    """The desk cannot listen at `where`; `why` is the machine's reason."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


def listen(host: str, port: int) -> socket.socket:
    """Bind a port, which takes connections before the server runs; raises PortTaken.

    The protocol is given as TCP because asyncio turns Nagle's algorithm off only for such sockets.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        raise PortTaken(f"{host}:{port}", error.strerror or str(error)) from error
    return listening


def serve(
    desk: Desk,
    host: str = LOOPBACK,
    port: int = DEFAULT_PORT,
    *,
    announce: Callable[[str], object] = lambda url: None,
) -> None:
    """Serve until interrupted; port 0 takes a free one.

    `announce` gets the base address as soon as connections are accepted. Raises PortTaken.
    """
    with listen(host, port) as listening:
        announce(_url(host, listening))
        _server(desk, host).run([listening])


class DeskServer:
    """A desk that is served beside the caller while `with` lasts."""

    def __init__(self, desk: Desk, host: str = LOOPBACK, port: int = 0) -> None:
        self._server = _server(desk, host)
        self._host, self._port = host, port

    def __enter__(self) -> Self:
        """Start; connections are accepted from here on. Raises PortTaken."""
        self._listening = listen(self._host, self._port)
        self.url = _url(self._host, self._listening)
        self._thread = Thread(
            target=self._server.run, args=([self._listening],), name="desk", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let requests at work end, and stop."""
        self._server.should_exit = True
        self._thread.join(15)
        self._listening.close()


def _url(host: str, listening: socket.socket) -> str:
    reached = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104 - no browser opens it
    named = f"[{reached}]" if ":" in reached else reached
    return f"http://{named}:{listening.getsockname()[1]}"


def _server(desk: Desk, host: str) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            create_app(desk, host),
            http=TimelyProtocol,
            proxy_headers=False,  # the guard believes only proxies that are named
            limit_concurrency=_CONNECTIONS,
            h11_max_incomplete_event_size=LONGEST_HEADERS,
            log_config=None,
            access_log=False,  # addresses hold the tokens of links
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=5,
            ws="none",
            lifespan="off",
        )
    )
