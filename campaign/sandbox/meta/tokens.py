"""How the tokens of Meta's networks age: short ones, long ones, and their renewal.

https://developers.facebook.com/docs/threads/get-started/long-lived-tokens/
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from fastapi import Request
from fastapi.responses import JSONResponse

from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.wire import say
from campaign.sandbox.world import World

LONG = timedelta(days=60)
YOUNGEST = timedelta(hours=24)
"""How old a token has to be before it is renewed."""

NO = {
    "error": "access_denied",
    "error_reason": "user_denied",
    "error_description": "The user denied your request.",
}
"""What the application gets back when the person says no."""

_Found = TypeVar("_Found")


class Ended(Exception):
    """The token's life is over."""


class NotRenewed(Exception):
    """The token is not renewed; the message says why."""


def opening(way: Callable[[World, str], _Found | None], world: World, token: str) -> _Found:
    """What a token opens, or the token it is changed for. Raises Refusal for a bad token."""
    try:
        found = way(world, token)
    except Ended as ended:
        gone = f"Error validating access token: Session has expired on {ended}."
        raise refuse(gone, 190, 463, status=401) from None
    except NotRenewed as why:
        raise refuse(f"Unsupported request: {why}", 100) from None
    if found is None:
        raise refuse("Invalid OAuth access token - Cannot parse access token", 190, status=401)
    return found


def for_sixty_days(request: Request, token: str) -> JSONResponse:
    """Give a long-lived token."""
    life = int(LONG.total_seconds())
    return say(request, {"access_token": token, "token_type": "bearer", "expires_in": life})
