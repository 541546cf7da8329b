"""`/health` and `/metrics`: what monitors ask, answered from one look every few seconds."""

from __future__ import annotations

from ipaddress import ip_address
from threading import Lock
from time import monotonic
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.responses import Response

from campaign.model.machines import Scope
from campaign.usecases.machines import tokens
from campaign.usecases.machines.health import Health, health
from campaign.usecases.machines.metrics import CONTENT_TYPE, metrics
from campaign.usecases.machines.shown import instant
from campaign.web.desk import Desk, TheDesk
from campaign.web.routing import PUBLIC, Pages

pages = Pages("health")

_FRESH: Final = 5.0  # seconds for which one look is answered to everybody
_LATE: Final = 60.0  # seconds; strangers are told the age in minutes


class Watched:
    """The last look at how publishing stands, and the metrics that were written of it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at = -_FRESH
        self._found: Health | None = None
        self._metrics: tuple[Health, bytes] | None = None

    def look(self, desk: Desk) -> Health:
        """How publishing stands; looked up again when the last look is some seconds old."""
        with self._lock:
            if self._found is None or monotonic() - self._at >= _FRESH:
                workspace = desk.workspace
                self._found = health(desk.database, desk.config, desk.now(), workspace.budgets)
                self._at = monotonic()
            return self._found

    def written(self, desk: Desk) -> bytes:
        """The metrics of that look."""
        found = self.look(desk)
        with self._lock:
            if self._metrics is None or self._metrics[0] is not found:
                self._metrics = (found, metrics(desk.database, found))
            return self._metrics[1]


def _watched(request: Request) -> Watched:
    found: Watched = request.app.state.watched
    return found


TheHealth = Annotated[Watched, Depends(_watched)]


@pages.get("/health", needs=PUBLIC)
def read_health(desk: TheDesk, watched: TheHealth) -> JSONResponse:
    """200 while publishing goes on, else 503; strangers learn no more than that."""
    found = watched.look(desk)
    late = None if found.oldest_due is None else int(found.oldest_due // _LATE * _LATE)
    body = {
        "status": "ok" if found.ok else "failing",
        "reasons": list(found.reasons),
        "at": instant(found.at),
        "oldest_due_seconds": late,
        "worker_seen": instant(found.worker_seen),
    }
    return JSONResponse(body, 200 if found.ok else 503)


@pages.get("/metrics", needs=PUBLIC)
def read_metrics(request: Request, desk: TheDesk, watched: TheHealth) -> Response:
    """Prometheus's text form: with a token for it, or from this machine where that is set."""
    if not _may_read(request, desk):
        wanted = {"WWW-Authenticate": 'Bearer realm="campaign"'}
        return PlainTextResponse("This takes a token with the scope metrics.\n", 401, wanted)
    return Response(watched.written(desk), media_type=CONTENT_TYPE)


def _may_read(request: Request, desk: Desk) -> bool:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        found = tokens.let_in(desk.database, text.strip(), desk.now())
        return found is not None and Scope.READ_METRICS in found.token.scopes
    return desk.config.machines.open_metrics and _is_here(request)


def _is_here(request: Request) -> bool:
    """True for a program on this machine that no proxy has brought."""
    if any(name in request.headers for name in ("x-forwarded-for", "forwarded", "via")):
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
