"""LinkedIn's login: a page that asks, a code that is used once, tokens for sixty days and a year.

https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow and
https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens, which
are for few partners: here for applications whose client id begins with `partner-`.
"""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from campaign.sandbox.accounts import LINKEDIN, new_secret, token_key
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.linkedin.gate import SCOPES
from campaign.sandbox.signin import consent, tokens
from campaign.sandbox.signin.endpoints import serve, token_error
from campaign.sandbox.wire import Sent, TheBody, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter()
ACCESS = timedelta(days=60)
REFRESH = timedelta(days=365)
PARTNER = "partner-"

CONSENT = consent.Consent(
    LINKEDIN,
    title="Sign in with LinkedIn",
    yes="Allow",
    no="Cancel",
    code_lives=timedelta(minutes=30),
    denied={
        "error": "user_cancelled_authorize",
        "error_description": "The user cancelled the authorization",
    },
    sorry="Bummer, something went wrong.",
    whose="Member",
)


@router.post("/oauth/v2/accessToken")
def token(request: Request, world: TheWorld, sent: TheBody) -> JSONResponse:
    """Change a code, or a refresh token, for an access token."""
    _needs(sent, "grant_type", "client_id", "client_secret")
    with world.lock:
        now, kind = world.clock.now(), sent.text("grant_type")
        if kind == "authorization_code":
            facts = _by_code(world, sent)
            refresh = _refresh_token(world, facts)
        elif kind == "refresh_token":
            facts, refresh = _by_refresh_token(world, sent), sent.text("refresh_token")
        else:
            raise token_error("unsupported_grant_type", "grant_type is not supported")
        access = tokens.issue(world, LINKEDIN, "AQ", facts, ACCESS)
    body: dict[str, Any] = {
        "access_token": access,
        "expires_in": int(ACCESS.total_seconds()),
        "scope": ",".join(facts["scopes"]),
    }
    if refresh:
        left = int((read_moment(facts["until"]) - now).total_seconds())
        body |= {"refresh_token": refresh, "refresh_token_expires_in": left}
    return say(request, body)


def _wrong(world: World, params: Sent) -> str | Response:
    """What is wrong with a question; what is wrong with its rights goes back to the application."""
    if wrong := consent.wrong(params):
        return CONSENT.refuse(wrong, 401)
    rights = consent.rights_in(params)
    unknown = sorted(set(rights) - SCOPES)
    if unknown or not rights:
        which = f'Scope "{unknown[0]}" is not authorized' if unknown else "No scope is named"
        answer = {"error": "unauthorized_scope_error", "error_description": which}
        return CONSENT.back(params, answer)
    return ""


def _granted(params: Sent) -> list[str]:
    return sorted(consent.rights_in(params))


def _by_code(world: World, sent: Sent) -> dict[str, Any]:
    """Account, application and scopes of the tokens that a code gives; the code is used up."""
    _needs(sent, "code", "redirect_uri")
    cannot = "Unable to retrieve access token: "
    if CONSENT.known(world, sent) is None:
        raise token_error("invalid_request", f"{cannot}authorization code not found", 401)
    made = CONSENT.redeem(world, sent, sent.text("client_id"))
    if made is None:
        raise token_error(
            "invalid_redirect_uri",
            f"{cannot}appid/redirect uri/code verifier does not match authorization code. Or "
            "authorization code expired. Or external member binding exists",
        )
    [name] = made["accounts"]
    world.account(LINKEDIN, name)
    until = wire_time(world.clock.now() + REFRESH)
    known = {key: made[key] for key in ("client_id", "scopes")}
    return {**known, "account": name, "until": until}


def _refresh_token(world: World, facts: dict[str, Any]) -> str:
    """A new refresh token, "" for an application that gets none."""
    if not facts["client_id"].startswith(PARTNER):
        return ""
    token = new_secret("AQ")
    world.remember(LINKEDIN, _refresh_key(token), facts)
    return token


def _by_refresh_token(world: World, sent: Sent) -> dict[str, Any]:
    """The same for the tokens that a refresh token gives; it can be used until its own end."""
    _needs(sent, "refresh_token")
    known = world.recall(LINKEDIN, _refresh_key(sent.text("refresh_token")))
    if (
        known is None
        or known["client_id"] != sent.text("client_id")
        or world.clock.now() >= read_moment(known["until"])
    ):
        message = "The provided authorization grant or refresh token is invalid, expired or revoked"
        raise token_error("invalid_request", message)
    return known


def _refresh_key(token: str) -> str:
    return f"refresh {token_key(token)}"


def _needs(sent: Sent, *names: str) -> None:
    for name in names:
        if not sent.text(name):
            raise token_error("invalid_request", f'A required parameter "{name}" is missing')


serve(router, "/oauth/v2/authorization", CONSENT, _wrong, granted=_granted)
