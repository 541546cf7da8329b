"""What Meta's networks have in common: how they refuse, how tokens age, what they fetch.

https://developers.facebook.com/docs/graph-api/guides/error-handling/
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from campaign.sandbox.accounts import Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.nearby import fetch
from campaign.sandbox.wire import Refusal, say
from campaign.sandbox.world import World

LONG = timedelta(days=60)
YOUNGEST = timedelta(hours=24)
"""How old a token has to be before it is renewed."""

NO = {
    "error": "access_denied",
    "error_reason": "user_denied",
    "error_description": "The user denied your request.",
}
"""What a person's no brings back."""


_Found = TypeVar("_Found")


class Ended(Exception):
    """The token was good once."""


class NotRenewed(Exception):
    """The token is not renewed, for the reason that it holds."""


class SharedRoute(APIRoute):
    """A route that leaves to other networks what their addresses and its own network's share.

    A question is known by its scopes, a token's renewal by its grant type; both are in the query.
    """

    scopes: ClassVar[str]
    grants: ClassVar[str]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for what another network is asked."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        rights, grant = (",".join(query.get(name, ())) for name in ("scope", "grant_type"))
        if self.scopes not in rights and not grant.startswith(self.grants):
            return Match.NONE, {}
        return super().matches(scope)


def refuse(
    message: str,
    code: int,
    subcode: int | None = None,
    *,
    status: int = 400,
    kind: str = "OAuthException",
    says: tuple[str, str] = ("", ""),
    transient: bool = False,
) -> Refusal:
    """A refusal with the Graph API's body; `says` is a title and a sentence for people."""
    error: dict[str, Any] = {"message": message, "type": kind, "code": code}
    if subcode is not None:
        error |= {"error_subcode": subcode, "is_transient": transient}
    if all(says):
        error |= {"error_user_title": says[0], "error_user_msg": says[1]}
    return Refusal(status, {"error": {**error, "fbtrace_id": "Asandbox"}})


def no_token(message: str) -> Refusal:
    """A refusal of Instagram's and Threads' token endpoints, which is not the Graph API's."""
    return Refusal(400, {"error_type": "OAuthException", "code": 400, "error_message": message})


def fetched(world: World, who: Account, address: str, most: int) -> bytes:
    """The bytes at an address, not much beyond `most` of them. Raises Refusal."""
    data = fetch(world, who, address, most)
    if data is None:
        message = "The media could not be fetched from this URI"
        raise refuse(
            message, 9004, 2207052, says=("Media download has failed", f"{message}: {address}")
        )
    return data


def opening(way: Callable[[World, str], _Found | None], world: World, token: str) -> _Found:
    """What a token opens, or is changed for. Raises Refusal for one that is no good."""
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


def paged(
    entries: Sequence[Entry], after: str, size: int, show: Callable[[Entry], dict[str, Any]]
) -> dict[str, Any]:
    """The entries behind a cursor with the cursors to their neighbours. Raises Refusal."""
    ids = [each.remote_id for each in entries]
    if after and after not in ids:
        raise refuse("(#100) Invalid cursors values", 100)
    start = ids.index(after) + 1 if after else 0
    page = entries[start : start + size]
    shape: dict[str, Any] = {"data": [show(each) for each in page]}
    if page:
        cursors = {"before": page[0].remote_id, "after": page[-1].remote_id}
        shape["paging"] = {"cursors": cursors}
    return shape
