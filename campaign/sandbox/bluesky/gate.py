"""Who is asking Bluesky, how often already, and the words in which it refuses."""

from typing import Annotated

from fastapi import Depends, Request

from campaign.sandbox.accounts import BLUESKY, Account
from campaign.sandbox.bluesky.sessions import ACCESS, BadToken, ExpiredToken, Sessions
from campaign.sandbox.limits import Window
from campaign.sandbox.wire import Refusal, TheWorld, bearer, note
from campaign.sandbox.world import World

# https://docs.bsky.app/docs/advanced-guides/rate-limits
CALLS = Window("bluesky calls", 3000, 300)
SESSIONS = Window("bluesky sessions", 30, 300)
SESSIONS_DAILY = Window("bluesky sessions daily", 300, 86_400)
WRITES = Window("bluesky writes", 5000, 3600)
WRITES_DAILY = Window("bluesky writes daily", 35_000, 86_400)
CREATE, UPDATE, DELETE = 3, 2, 1


def refuse(status: int, error: str, message: str) -> Refusal:
    """A refusal with Bluesky's body: a name and a sentence."""
    return Refusal(status, {"error": error, "message": message})


def invalid(message: str) -> Refusal:
    """400, the request itself is wrong."""
    return refuse(400, "InvalidRequest", message)


def spend(request: Request, world: World, window: Window, key: str, points: int = 1) -> None:
    """Count a request and note the headers. Raises Refusal 429 when there were too many."""
    standing = world.limiter.spend(window, key, world.clock.now(), points)
    note(
        request,
        {
            "RateLimit-Limit": str(window.points),
            "RateLimit-Remaining": str(standing.remaining),
            "RateLimit-Reset": str(int(standing.reset_at.timestamp())),
            "RateLimit-Policy": f"{window.points};w={window.seconds}",
        },
    )
    if standing.refused:
        raise refuse(429, "RateLimitExceeded", "Rate Limit Exceeded")


def spend_write(request: Request, world: World, writer: Account, points: int) -> None:
    """Count a write against the day and the hour; the headers show the hour's window."""
    spend(request, world, WRITES_DAILY, writer.did, points)
    spend(request, world, WRITES, writer.did, points)


def _caller(request: Request, world: TheWorld) -> None:
    spend(request, world, CALLS, request.client.host if request.client else "")


Counted = Depends(_caller)
"""Counts every call of one address."""


def sessions_of(request: Request) -> Sessions:
    """The sessions of this sandbox."""
    sessions: Sessions = request.app.state.sessions
    return sessions


TheSessions = Annotated[Sessions, Depends(sessions_of)]


def token_of(request: Request) -> str:
    """The token that came along. Raises Refusal 401."""
    token = bearer(request)
    if not token:
        raise refuse(401, "AuthMissing", "Authentication Required")
    return token


def refuse_token(problem: BadToken | ExpiredToken) -> Refusal:
    """A refusal for a token that is wrong or has ended; both are 400 on Bluesky."""
    if isinstance(problem, ExpiredToken):
        return refuse(400, "ExpiredToken", "Token has expired")
    return refuse(400, "InvalidToken", str(problem))


def account_of(world: World, did: str) -> Account:
    """The account behind a token's DID. Raises Refusal when this sandbox never met it."""
    account = world.accounts.find(BLUESKY, did)
    if account is None:
        raise refuse(400, "InvalidToken", "Could not find account")
    return account


def _writer(request: Request, world: TheWorld, sessions: TheSessions) -> Account:
    try:
        claims = sessions.read(token_of(request), ACCESS, world.clock.now())
    except (BadToken, ExpiredToken) as problem:
        raise refuse_token(problem) from None
    return account_of(world, claims["sub"])


Writer = Annotated[Account, Depends(_writer)]
"""Whose session it is; without a good access token the request is refused."""
