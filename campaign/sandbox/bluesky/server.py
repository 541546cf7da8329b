"""com.atproto.server and com.atproto.identity: sessions and handles."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import BLUESKY, Account, account_in, is_handle
from campaign.sandbox.bluesky import shapes
from campaign.sandbox.bluesky.gate import (
    SESSIONS,
    SESSIONS_DAILY,
    Counted,
    TheSessions,
    Writer,
    account_of,
    invalid,
    refuse,
    refuse_token,
    spend,
    token_of,
)
from campaign.sandbox.bluesky.repo import UPLOAD_BYTES
from campaign.sandbox.bluesky.sessions import BadToken, ExpiredToken
from campaign.sandbox.wire import Base, TheBody, TheWorld, say

router = APIRouter(prefix="/xrpc", dependencies=[Counted])


@router.get("/_health")
def health(request: Request) -> JSONResponse:
    """Tell that the server runs."""
    return say(request, {"version": "sandbox"})


@router.get("/com.atproto.server.describeServer")
def describe_server(request: Request) -> JSONResponse:
    """Tell who runs the server and which handles it gives out."""
    body = {
        "did": "did:web:localhost",
        "availableUserDomains": [".sandbox.test"],
        "inviteCodeRequired": False,
        "phoneVerificationRequired": False,
        "blobUploadLimit": UPLOAD_BYTES,
        "links": {},
        "contact": {"email": "sandbox@example.org"},
    }
    return say(request, body)


@router.post("/com.atproto.server.createSession")
def create_session(
    request: Request, world: TheWorld, base: Base, sessions: TheSessions, sent: TheBody
) -> JSONResponse:
    """Begin a session with a handle or DID and an app password that begins with `sandbox-`."""
    identifier, password = sent.text("identifier"), sent.text("password")
    if not identifier or not password:
        raise invalid('Input must have the properties "identifier" and "password"')
    name = identifier.removeprefix("@").lower()
    spend(request, world, SESSIONS_DAILY, name)
    spend(request, world, SESSIONS, name)
    known = world.accounts.find(BLUESKY, name)
    if account_in(password) is None or not (known or is_handle(name)):
        raise refuse(401, "AuthenticationRequired", "Invalid identifier or password")
    account = known or world.account(BLUESKY, name)
    with world.lock:
        pair = sessions.open(account.did, world.clock.now())
    return say(
        request,
        {"accessJwt": pair.access, "refreshJwt": pair.refresh, **_described(account, base)},
    )


@router.post("/com.atproto.server.refreshSession")
def refresh_session(
    request: Request, world: TheWorld, base: Base, sessions: TheSessions
) -> JSONResponse:
    """Give the next pair of tokens for a refresh token."""
    try:
        with world.lock:
            did, pair = sessions.renew(token_of(request), world.clock.now())
    except (BadToken, ExpiredToken) as problem:
        raise refuse_token(problem) from None
    account = account_of(world, did)
    return say(
        request,
        {"accessJwt": pair.access, "refreshJwt": pair.refresh, **_described(account, base)},
    )


@router.get("/com.atproto.server.getSession")
def get_session(request: Request, base: Base, writer: Writer) -> JSONResponse:
    """Tell whose session it is."""
    return say(request, _described(writer, base))


@router.post("/com.atproto.server.deleteSession")
def delete_session(request: Request, world: TheWorld, sessions: TheSessions) -> JSONResponse:
    """End a session: the refresh token counts as used."""
    try:
        with world.lock:
            sessions.close(token_of(request), world.clock.now())
    except (BadToken, ExpiredToken) as problem:
        raise refuse_token(problem) from None
    return say(request, {})


@router.get("/com.atproto.identity.resolveHandle")
def resolve_handle(request: Request, world: TheWorld, handle: str = "") -> JSONResponse:
    """Give the DID behind a handle this sandbox knows."""
    if not is_handle(handle.lower()):
        raise invalid("Error: handle must be a valid handle")
    account = world.accounts.find(BLUESKY, handle.lower())
    if account is None:
        raise invalid("Unable to resolve handle")
    return say(request, {"did": account.did})


def _described(account: Account, base: str) -> dict[str, Any]:
    return {
        "handle": account.name,
        "did": account.did,
        "didDoc": shapes.did_document(account, base),
        "email": f"{account.name.split('.')[0]}@example.org",
        "emailConfirmed": True,
        "emailAuthFactor": False,
        "active": True,
    }
