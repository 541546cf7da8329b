"""Who is asking X, what for, and how often already."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request

from campaign.sandbox.accounts import Account, X, account_in
from campaign.sandbox.limits import Window
from campaign.sandbox.wire import TheWorld, authorization, note
from campaign.sandbox.world import World
from campaign.sandbox.x import oauth1, tokens
from campaign.sandbox.x.problems import application_only, forbidden, too_many, unauthorized

APPLICATION = "AAAAAAAAAAAAAAAAAAAAA"
"""How an application's own token begins; it opens no account."""


def spend(request: Request, world: World, window: Window, key: str, name: str = "rate") -> None:
    """Count a request and note the headers. Raises Refusal 429 when there were too many."""
    standing = world.limiter.spend(window, key, world.clock.now())
    head = "x-rate-limit" if name == "rate" else f"x-{name}-limit-24hour"
    note(
        request,
        {
            f"{head}-limit": str(window.points),
            f"{head}-remaining": str(standing.remaining),
            f"{head}-reset": str(int(standing.reset_at.timestamp())),
        },
    )
    if standing.refused:
        raise too_many()


def _user(request: Request, world: World) -> tuple[str, frozenset[str]]:
    scheme, credential = authorization(request)
    if scheme == "oauth":
        token = oauth1.signer(request.method, str(request.url), credential)
        name = account_in(token or "")
        found = None if name is None else (name, tokens.SCOPES)
        note(request, {"x-access-level": "read-write"})
    elif scheme == "bearer":
        if credential.startswith(APPLICATION):
            raise application_only()
        found = tokens.opened(world, credential)
    else:
        found = None
    if found is None:
        raise unauthorized()
    return found


def member(*scopes: str) -> Any:
    """Who asks, by a token with these rights; without, the request is refused."""

    def asked(request: Request, world: TheWorld) -> Account:
        name, allowed = _user(request, world)
        if not set(scopes) <= allowed:
            raise forbidden("Forbidden")
        return world.account(X, name)

    found: Callable[..., Account] = asked
    return Depends(found)


Reader = Annotated[Account, member("tweet.read", "users.read")]
Writer = Annotated[Account, member("tweet.write", "tweet.read", "users.read")]
Uploader = Annotated[Account, member("media.write")]
