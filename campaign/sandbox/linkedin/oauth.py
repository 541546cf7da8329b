"""LinkedIn's login: a page that asks, a code that is used once, tokens for sixty days and a year.

https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from campaign.sandbox.accounts import LINKEDIN, PREFIX, account_in, new_secret
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.wire import Refusal, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter()
ACCESS = timedelta(days=60)
REFRESH = timedelta(days=365)
CODE_LIVES = timedelta(minutes=30)
SCOPES = {"w_organization_social", "r_organization_social", "rw_organization_admin"}


@router.get("/oauth/v2/authorization")
def ask(
    world: TheWorld,
    response_type: str = "",
    client_id: str = "",
    redirect_uri: str = "",
    state: str = "",
    scope: str = "",
    account: str = "eu-belong",
    deny: str = "",
) -> Response:
    """Send the browser back with a code; `account` says who logs in, `deny` that they say no."""
    parts = urlsplit(redirect_uri)
    if response_type != "code" or not client_id or parts.scheme not in ("http", "https"):
        return HTMLResponse(
            "<p>Bummer, something went wrong: the request is not complete.</p>", 400
        )
    if not scope or not set(scope.replace(",", " ").split()) <= SCOPES:
        return _back(redirect_uri, {"error": "unauthorized_scope_error", "state": state})
    if deny:
        return _back(redirect_uri, {"error": "user_cancelled_authorize", "state": state})
    name = account_in(PREFIX + account) or "eu-belong"
    code = new_secret("c")
    facts = {"account": name, "client": client_id, "to": redirect_uri, "used": False}
    world.remember(LINKEDIN, f"code {code}", {**facts, "at": wire_time(world.clock.now())})
    return _back(redirect_uri, {"code": code, "state": state})


@router.post("/oauth/v2/accessToken")
def token(request: Request, world: TheWorld, sent: TheBody) -> JSONResponse:
    """Change a code, or a refresh token, for an access token."""
    if not sent.text("client_id") or not sent.text("client_secret"):
        raise _error(401, "invalid_client", "Client authentication failed")
    with world.lock:
        match sent.text("grant_type"):
            case "authorization_code":
                name, ends = _by_code(world, sent), world.clock.now() + REFRESH
                refresh = new_secret("AQ")
                facts = {"account": name, "ends": wire_time(ends)}
                world.remember(LINKEDIN, f"refresh {refresh}", facts)
            case "refresh_token":
                refresh = sent.text("refresh_token")
                known = world.recall(LINKEDIN, f"refresh {refresh}")
                if known is None or world.clock.now() >= read_moment(known["ends"]):
                    said = "The provided authorization grant or refresh token is invalid"
                    raise _error(400, "invalid_grant", said)
                name, ends = known["account"], read_moment(known["ends"])
            case _:
                raise _error(400, "unsupported_grant_type", "grant_type is not supported")
        access = new_secret("AQ")
        until = wire_time(world.clock.now() + ACCESS)
        world.account(LINKEDIN, name)
        world.remember(LINKEDIN, f"token {access}", {"account": name, "ends": until})
    left = int((ends - world.clock.now()).total_seconds())
    body: dict[str, Any] = {
        "access_token": access,
        "expires_in": int(ACCESS.total_seconds()),
        "refresh_token": refresh,
        "refresh_token_expires_in": left,
        "scope": ",".join(sorted(SCOPES)),
    }
    return say(request, body)


def _by_code(world: World, sent: Sent) -> str:
    key = f"code {sent.text('code')}"
    made = world.recall(LINKEDIN, key)
    fits = (
        made is not None
        and not made["used"]
        and world.clock.now() < read_moment(made["at"]) + CODE_LIVES
        and made["client"] == sent.text("client_id")
        and made["to"] == sent.text("redirect_uri")
    )
    if made is None or not fits:
        said = "Unable to retrieve access token: appid/redirect uri/code verifier does not match"
        raise _error(400, "invalid_request", said)
    world.remember(LINKEDIN, key, {**made, "used": True})
    return str(made["account"])


def _back(there: str, told: dict[str, str]) -> Response:
    mark = "&" if urlsplit(there).query else "?"
    return RedirectResponse(f"{there}{mark}{urlencode(told)}", 302)


def _error(status: int, code: str, said: str) -> Refusal:
    return Refusal(status, {"error": code, "error_description": said})
