"""The sandbox as a web application and as a running server."""

import os
import socket
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from campaign.sandbox import control, malformed
from campaign.sandbox.bluesky import feed, repo
from campaign.sandbox.bluesky import server as bluesky_server
from campaign.sandbox.bluesky import service_auth as bluesky_service_auth
from campaign.sandbox.bluesky import video as bluesky_video
from campaign.sandbox.bluesky.sessions import Sessions
from campaign.sandbox.clock import SandboxClock
from campaign.sandbox.disturbance import Disturbed
from campaign.sandbox.doorkeeper import Doorkeeper
from campaign.sandbox.faults import Fault
from campaign.sandbox.graph import login as instagram_login
from campaign.sandbox.graph import routes as graph
from campaign.sandbox.linkedin import routes as linkedin
from campaign.sandbox.mastodon import accounts, edits, statuses
from campaign.sandbox.mastodon import media as mastodon_media
from campaign.sandbox.mastodon import oauth as mastodon_oauth
from campaign.sandbox.telegram import server as telegram
from campaign.sandbox.threads import routes as threads
from campaign.sandbox.wall import routes as wall
from campaign.sandbox.wire import Refusal, noted, refusal
from campaign.sandbox.world import World
from campaign.sandbox.x import routes as x

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8778


def create_app(
    *,
    seed: int = 7,
    state: Path | None = None,
    ledger: Path | None = None,
    clock: Callable[[], datetime] | None = None,
    enforce_limits: bool = True,
    faults: Iterable[Fault] = (),
    media: Path | None = None,
) -> FastAPI:
    """Build the application.

    seed: decides all engagement and followers. state: a folder that keeps posts and pictures for
    the next start; without it everything is in memory. ledger: a file that gets one line of JSON
    for every public post. clock: gives the time, aware of its zone (default: real time).
    enforce_limits: refuse with 429 beyond the networks' rate limits, counted in sandbox time.
    faults: what goes wrong from the start; `Disturbed` around the application sees to it. media:
    the publisher's own folder of pictures, for the networks that fetch them.
    """
    app = FastAPI(title="Sandbox", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.world = World(
        seed=seed,
        clock=SandboxClock(clock),
        state=state,
        ledger_file=ledger,
        enforce_limits=enforce_limits,
    )
    app.state.world.faults.replace(faults)
    app.state.shared_media = media
    app.state.sessions = Sessions(seed)
    for part in (
        accounts,
        mastodon_media,
        instagram_login,  # before Threads, see `graph.login.codes`
        threads,
        mastodon_oauth,  # after both: a request that names none of their rights is Mastodon's
        statuses,
        edits,
        bluesky_server,
        repo,
        bluesky_service_auth,
        bluesky_video,
        feed,
        linkedin,
        telegram,
        x,
        graph,  # the last network: a page's name is the first word of its posts' addresses
        control,
        wall,
    ):
        app.include_router(part.router)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _no_such_address)
    return app


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return JSONResponse(
        dict(error.body), error.status, headers=noted(request), media_type=error.media_type
    )


def _misread(request: Request, error: Exception) -> JSONResponse:
    """Parameters of the wrong kind, in each network's own words."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    message = f"{first['loc'][-1]}: {first['msg']}"
    return _refused(request, refusal(malformed.mistyped(request.url.path, message)))


def _no_such_address(request: Request, error: Exception) -> JSONResponse:
    """An address or method nobody serves, in each network's own words."""
    assert isinstance(error, HTTPException)
    if error.status_code == 413:
        return _refused(request, refusal(malformed.too_large(request.url.path)))
    allowed = (error.headers or {}).get("Allow", "")
    complaint = malformed.unserved(request.method, request.url.path, error.status_code, allowed)
    return _refused(request, refusal(complaint))


def _listen(host: str, port: int) -> socket.socket:
    """Bind a port, which is known and takes connections before the server runs.

    The protocol is given as TCP because asyncio turns Nagle's algorithm off only for such sockets.
    With the algorithm on, every answer waits 40 ms.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        error.filename = f"{host}:{port}"
        raise
    return listening


def _server(app: FastAPI, names: Iterable[str]) -> uvicorn.Server:
    disturbed = Disturbed(Doorkeeper(app, names), app.state.world)
    return uvicorn.Server(
        uvicorn.Config(
            disturbed,
            log_config=None,
            access_log=False,
            date_header=False,  # `Disturbed` writes the sandbox's time, not the machine's
            # Clients wait five seconds for a film, and uvicorn would close after five.
            timeout_keep_alive=75,
            ws="none",
            lifespan="off",
        )
    )


def serve(
    host: str = LOOPBACK,
    port: int = DEFAULT_PORT,
    *,
    seed: int = 7,
    state: Path | None = None,
    ledger: Path | None = None,
    clock: Callable[[], datetime] | None = None,
    faults: Iterable[Fault] = (),
    announce: Callable[[str], object] = lambda url: None,
    names: Iterable[str] = (),
) -> None:
    """Serve until interrupted; port 0 takes a free one.

    `announce` gets the base address as soon as connections are accepted. `names` are further names
    of this server, see `Doorkeeper`. The other arguments are those of `create_app`. Raises OSError
    when the port is taken.
    """
    app = create_app(seed=seed, state=state, ledger=ledger, clock=clock, faults=faults)
    with _listen(host, port) as listening:
        port = listening.getsockname()[1]
        announce(f"http://{host}:{port}")
        _server(app, [f"{host}:{port}", *names]).run([listening])


class SandboxServer:
    """A sandbox that runs beside the caller, on a free port of this machine, while `with` lasts."""

    def __init__(
        self,
        *,
        seed: int = 7,
        state: Path | None = None,
        ledger: Path | None = None,
        clock: Callable[[], datetime] | None = None,
        enforce_limits: bool = True,
        faults: Iterable[Fault] = (),
        media: Path | None = None,
        port: int = 0,
        names: Iterable[str] = (),
    ) -> None:
        self._app = create_app(
            seed=seed,
            state=state,
            ledger=ledger,
            clock=clock,
            enforce_limits=enforce_limits,
            faults=faults,
            media=media,
        )
        self._port = port
        self._names = tuple(names)

    @property
    def url(self) -> str:
        """The base address of all networks, without a closing slash."""
        return f"http://{LOOPBACK}:{self._port}"

    def __enter__(self) -> Self:
        self._socket = _listen(LOOPBACK, self._port)
        self._port = self._socket.getsockname()[1]
        self._server = _server(self._app, self._names)
        self._thread = Thread(
            target=self._server.run, args=([self._socket],), name="sandbox", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
