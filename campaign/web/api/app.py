"""The API as an application of its own, which the desk's mounts under /api/v1."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from campaign import __version__
from campaign.web.api import calendar, figures, posts, publications, standing
from campaign.web.api.access import SECURED, Pace, Paces
from campaign.web.api.problems import USUAL, Problem, broken, handle_all
from campaign.web.desk import Desk
from campaign.web.health import Watched

#: Where the desk mounts it.
PATH: Final = "/api/v1"

#: How often one token may ask.
PACE = Pace()

_RESOURCES: Final[tuple[APIRouter, ...]] = (
    posts.router,
    publications.router,
    calendar.router,
    figures.router,
    standing.router,
)
_DESCRIPTION: Final = (
    "Read the campaign, draft and edit posts, skip, reschedule and pause. Every change carries an "
    "Idempotency-Key. Refusals are application/problem+json. Approving is left to people."
)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def create_api(desk: Desk, watched: Watched) -> FastAPI:
    """Build the API over an opened desk; `watched` has its last look at how publishing stands."""
    app = _Described(
        title="Campaign",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": PATH}],
        root_path_in_servers=False,
        responses=USUAL,
        redirect_slashes=False,
    )
    app.state.desk, app.state.watched, app.state.paces = desk, watched, Paces(PACE)
    for router in _RESOURCES:
        app.include_router(router, dependencies=SECURED)
    handle_all(app)
    app.add_middleware(Unbroken)
    return app


class _Described(FastAPI):
    """An API that makes its description when it is first asked for: a desk starts sooner so."""

    def openapi(self) -> dict[str, Any]:
        """Give the description, with what is shared by all answers."""
        first = self.openapi_schema is None
        found = super().openapi()
        if first:
            _describe(found)
        return found


class Unbroken:
    """Answers what nobody foresaw as a problem too, as long as nothing was answered before."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if begun:
                raise
            answer: Response = broken(scope.get("path", ""), error)
            await answer(scope, receive, send)


def _describe(found: dict[str, Any]) -> None:
    """Put what is shared by all answers into the description."""
    found["info"]["x-program"] = __version__
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(made.pop("$defs", {}))
    schemas["Problem"] = made
    for operations in found["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("default", None)
