"""Who is asking Mastodon, how often already, and the words in which it refuses."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request

from campaign.sandbox.accounts import MASTODON, Account, account_in, token_key
from campaign.sandbox.clock import wire_time
from campaign.sandbox.limits import Window
from campaign.sandbox.mastodon.limits import CALLS, USER_CALLS
from campaign.sandbox.signin import tokens
from campaign.sandbox.wire import Refusal, TheWorld, bearer, note
from campaign.sandbox.world import World


def refuse(status: int, error: str) -> Refusal:
    """A refusal with Mastodon's body: one sentence under `error`."""
    return Refusal(status, {"error": error})


def invalid(reason: str) -> Refusal:
    """422, as Rails words what a model does not accept."""
    return refuse(422, f"Validation failed: {reason}")


def not_found() -> Refusal:
    """404, the same for what never existed, what is gone and what the caller may not see."""
    return refuse(404, "Record not found")


def spend(request: Request, world: World, window: Window, key: str) -> None:
    """Count a request and note the headers. Raises Refusal 429 when there were too many.

    The reset is written as ISO 8601, which no other network does.
    """
    now: datetime = world.clock.now()
    standing = world.limiter.spend(window, key, now)
    note(
        request,
        {
            "X-RateLimit-Limit": str(window.points),
            "X-RateLimit-Remaining": str(standing.remaining),
            "X-RateLimit-Reset": wire_time(standing.reset_at),
        },
    )
    if standing.refused:
        raise refuse(429, "Too many requests")


def _visitor(request: Request, world: TheWorld) -> Account | None:
    if not request.headers.get("authorization"):
        spend(request, world, CALLS, request.client.host if request.client else "")
        return None
    token = bearer(request)
    name = _opens(world, request, token)
    if name is None:
        raise refuse(401, "The access token is invalid")
    account = world.account(MASTODON, name)
    spend(request, world, USER_CALLS, account.id)
    spend(request, world, CALLS, token_key(token))
    return account


def issued(world: World, token: str) -> dict[str, Any] | None:
    """The facts of a token that a person's yes has given: account and scopes; see `oauth`."""
    return tokens.issued(world, MASTODON, token)


def _opens(world: World, request: Request, token: str) -> str | None:
    """The account a token opens; an issued token may do only what its scopes say."""
    facts = issued(world, token)
    if facts is None:
        return account_in(token)
    if facts.get("revoked"):
        raise refuse(401, "The access token was revoked")
    wanted = _scope(request.method, request.url.path)
    if wanted not in facts["scopes"] and wanted.partition(":")[0] not in facts["scopes"]:
        raise refuse(403, "This action is outside the authorized scopes")
    return str(facts["account"])


def _scope(method: str, path: str) -> str:
    """The right that a request needs: https://docs.joinmastodon.org/api/oauth-scopes/."""
    if "/media" in path:
        return "write:media"
    if method not in ("GET", "HEAD"):
        return "write:statuses"
    return "read:statuses" if "/statuses" in path or "/polls" in path else "read:accounts"


Visitor = Annotated[Account | None, Depends(_visitor)]
"""Who asks, or None for the public. A wrong token is refused even where none is needed."""


def _member(visitor: Visitor) -> Account:
    if visitor is None:
        raise refuse(401, "The access token is invalid")
    return visitor


Member = Annotated[Account, Depends(_member)]
"""Who asks; without a token the request is refused with 401."""
