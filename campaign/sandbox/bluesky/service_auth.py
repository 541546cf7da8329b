"""The tokens by which an account's server vouches for it at another server, and who takes them.

https://atproto.com/specs/xrpc#inter-service-authentication-jwt
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import Account
from campaign.sandbox.bluesky.gate import (
    Counted,
    TheSessions,
    Writer,
    account_of,
    invalid,
    refuse,
)
from campaign.sandbox.bluesky.sessions import BadToken, ExpiredToken, Sessions
from campaign.sandbox.wire import TheWorld, bearer, say
from campaign.sandbox.world import World

router = APIRouter(prefix="/xrpc", dependencies=[Counted])

LIMITS = "app.bsky.video.getUploadLimits"
_BLOB = "com.atproto.repo.uploadBlob"
_VIDEO_SERVICE = "did:web:video.bsky.app"
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


@router.get("/com.atproto.server.getServiceAuth")
def get_service_auth(
    request: Request,
    world: TheWorld,
    sessions: TheSessions,
    writer: Writer,
    aud: str,
    lxm: str = "",
    exp: int | None = None,
) -> JSONResponse:
    """Vouch for the account at another server, for a minute if nothing else is asked."""
    now = world.clock.now()
    until = now + _MINUTE if exp is None else datetime.fromtimestamp(exp, UTC)
    if not aud.startswith("did:"):
        raise invalid("Error: aud must be a valid did")
    wrong = ""
    if until < now:
        wrong = "expiration is in past"
    elif until - now > _HOUR:
        wrong = "cannot request a token with an expiration more than an hour in the future"
    elif not lxm and until - now > _MINUTE:
        wrong = (
            "cannot request a method-less token with an expiration more than a minute in the future"
        )
    if wrong:
        raise refuse(400, "BadExpiration", wrong)
    return say(request, {"token": sessions.vouch(writer.did, aud, lxm, now, until)})


def _allowed(request: Request, world: TheWorld, sessions: TheSessions) -> Account:
    return _vouched(request, world, sessions, LIMITS, _VIDEO_SERVICE)


def _uploading(request: Request, world: TheWorld, sessions: TheSessions) -> Account:
    return _vouched(request, world, sessions, _BLOB)


Allowed = Annotated[Account, Depends(_allowed)]
"""Whose allowance is asked for: the token is for the video service itself."""

Uploader = Annotated[Account, Depends(_uploading)]
"""Whose film it is: the token lets the service write to the account's own server."""


def _vouched(
    request: Request, world: World, sessions: Sessions, lxm: str, audience: str = ""
) -> Account:
    """The account for which a server vouches. Raises Refusal 401.

    The token has to be for this method, and for the sandbox or this other audience.
    """
    token = bearer(request)
    try:
        claims = sessions.vouched(token, world.clock.now()) if token else None
    except (BadToken, ExpiredToken):
        claims = None
    if claims is None:
        raise refuse(401, "unauthenticated", "the token is missing, wrong or has expired")
    if claims["lxm"] != lxm or claims["aud"] not in (f"did:web:{request.url.hostname}", audience):
        raise refuse(401, "unauthenticated", "the token is for another method or another server")
    return account_of(world, claims["iss"])
