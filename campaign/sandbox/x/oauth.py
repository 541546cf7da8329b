"""X's OAuth 2.0: a person says yes on a page, a code becomes tokens, a refresh token the next.

https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code, with PKCE always.
"""

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import X, account_in
from campaign.sandbox.signin import consent
from campaign.sandbox.signin.endpoints import serve, token_error
from campaign.sandbox.wire import (
    Sent,
    TheBody,
    TheWorld,
    authorization,
    client,
    say,
)
from campaign.sandbox.world import World
from campaign.sandbox.x import tokens

router = APIRouter()

CONSENT = consent.Consent(
    X,
    title="Authorize app",
    yes="Authorize app",
    no="Cancel",
    code_lives=timedelta(seconds=30),
    denied={"error": "access_denied"},
    wants="wants to access your X account, with these rights:",
    sorry="Something went wrong",
)
_METHODS = ("", "S256", "plain")


@router.post("/2/oauth2/token")
def token(request: Request, world: TheWorld, body: TheBody) -> JSONResponse:
    """Change a code, or a refresh token, into tokens: either of them once."""
    name = _client(request, body)
    kind = body.text("grant_type")
    with world.lock:
        if kind == "authorization_code":
            account, scopes = _redeemed(world, name, body)
        elif kind == "refresh_token":
            renewed = tokens.used(world, body.text("refresh_token"))
            if renewed is None:
                raise token_error("invalid_request", "Value passed for the token was invalid.")
            account, scopes = renewed
        else:
            raise token_error(
                "unsupported_grant_type", f"The grant type {kind!r} is not supported."
            )
        given = {
            "token_type": "bearer",
            "expires_in": int(tokens.LIFE.total_seconds()),
            "access_token": tokens.issue(world, account, scopes),
            "scope": " ".join(sorted(scopes)),
        }
        if tokens.OFFLINE in scopes:
            given["refresh_token"] = tokens.refresh_token(world, account, scopes)
    return say(request, given)


def _wrong(world: World, params: Sent) -> str:
    """Why a question cannot be asked, "" when it can."""
    if not params.text("state") or not params.text("code_challenge"):
        return "state and code_challenge are needed."
    if params.text("code_challenge_method") not in _METHODS:
        return "code_challenge_method must be S256 or plain."
    if not _scopes(params) or not set(_scopes(params)) <= tokens.SCOPES:
        return "scope holds a right that there is not."
    return consent.wrong(params)


def _scopes(params: Sent) -> list[str]:
    return params.text("scope").split()


def _trusted_by(params: Sent) -> str | None:
    """The account that lets its own application in at once: `sandbox-<account>`."""
    return account_in(params.text("client_id"))


def _redeemed(world: World, name: str, body: Sent) -> tuple[str, frozenset[str]]:
    made = CONSENT.redeem(world, body, name)
    if made is None:
        raise token_error("invalid_request", "Value passed for the authorization code was invalid.")
    if not consent.verified(made, body.text("code_verifier")):
        raise token_error("invalid_request", "Value passed for the code verifier did not match.")
    [account] = made["accounts"]
    return account, frozenset(made["scopes"])


def _client(request: Request, body: Sent) -> str:
    """The application that asks: a confidential one by HTTP Basic, a public one by its id."""
    name, secret = client(request, body)
    scheme, _ = authorization(request)
    if not name or (scheme == "basic" and not secret):
        raise token_error("unauthorized_client", "Missing valid authorization header", 401)
    return name


serve(router, "/i/oauth2/authorize", CONSENT, _wrong, rights=_scopes, trusted_by=_trusted_by)
