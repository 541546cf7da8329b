"""Routes that name the right they need; a route without one cannot be written."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from campaign.errors import Forbidden
from campaign.plan import rights
from campaign.plan.rights import Act
from campaign.web.visitor import NotSignedIn, checked_form, found_visitor


class Public:
    """Stands in the place of a right where nobody has to be signed in."""

    def __repr__(self) -> str:
        return "PUBLIC"


class SignedIn:
    """Stands in the place of a right for what everybody does who is signed in, such as leaving."""

    def __repr__(self) -> str:
        return "SIGNED_IN"


PUBLIC: Final = Public()
SIGNED_IN: Final = SignedIn()
#: What a route may name.
Needs = Act | Public | SignedIn
#: The name under which a route keeps its right, for the test that walks all of them.
NEEDS: Final = "x-needs"

#: The same for whether it acts, so that what was read before is old.
ACTS: Final = "x-acts"

_DIGITS: Final = 9  # of the number of a row

Endpoint = Callable[..., Any]


class _Route(APIRoute):
    """A route after whose act nothing is shown that was read before it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if not (self.openapi_extra or {}).get(ACTS):
            return handle

        async def act(request: Request) -> Response:
            try:
                return await handle(request)
            finally:  # before the answer leaves; what failed may have done a part of it
                request.app.state.desk.changed()

        return act


class Pages(APIRouter):
    """The routes of one page.

    `needs` is the act for which a visitor has to have the right in some region to come in. In which
    regions it takes place is asked by the use case.
    """

    def __init__(self, name: str) -> None:
        super().__init__(include_in_schema=False, route_class=_Route)
        self.name = name

    def get(  # type: ignore[override]
        self, path: str, *, needs: Needs, **other: Any
    ) -> Callable[[Endpoint], Endpoint]:
        """A page that is read; HEAD gets its headers."""
        return self._route(path, ["GET", "HEAD"], needs, **other)

    def post(  # type: ignore[override]
        self, path: str, *, needs: Needs, acts: bool = True, **other: Any
    ) -> Callable[[Endpoint], Endpoint]:
        """A form that is sent; its token is checked before anything else is.

        What was read before it is read anew (`Desk.changed`), unless it `acts` on nothing, such as
        a preview that is asked for with each key.
        """
        return self._route(path, ["POST"], needs, forms=True, acts=acts, **other)

    def _route(
        self,
        path: str,
        methods: list[str],
        needs: Needs,
        *,
        forms: bool = False,
        acts: bool = False,
        **other: Any,
    ) -> Callable[[Endpoint], Endpoint]:
        guards = [Depends(_demanding(needs))]
        if forms:
            guards.append(Depends(checked_form))
        return self.api_route(
            path,
            methods=methods,
            dependencies=guards,
            openapi_extra={NEEDS: needs, ACTS: acts},
            response_model=None,
            **other,
        )


def _is_beyond(value: object) -> bool:
    """True for a number that no row has, and that a database would not even look for."""
    return isinstance(value, str) and value.isdecimal() and len(value.lstrip("0")) > _DIGITS


def _demanding(needs: Needs) -> Callable[[Request], None]:
    def demand(request: Request) -> None:
        if any(_is_beyond(each) for each in request.path_params.values()):
            raise HTTPException(404)
        if isinstance(needs, Public):
            return
        visitor = found_visitor(request)
        if visitor is None:
            raise NotSignedIn
        if isinstance(needs, SignedIn):
            return
        regions = tuple(request.app.state.desk.config.regions)
        if not any(rights.may(visitor.actor, needs, region) for region in regions):
            raise Forbidden(f"{visitor.actor.name} may not {needs} in any region")

    return demand
