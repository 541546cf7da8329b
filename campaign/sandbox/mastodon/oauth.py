"""Mastodon's OAuth: an application registers, a person says yes, a code becomes a token, once.

https://docs.joinmastodon.org/methods/oauth/ and https://docs.joinmastodon.org/methods/apps/;
errors as Doorkeeper words them, which is what Mastodon runs.
"""

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from campaign.sandbox.accounts import MASTODON, new_secret, token_key
from campaign.sandbox.mastodon.gate import invalid, issued
from campaign.sandbox.signin import tokens
from campaign.sandbox.signin.consent import OUT_OF_BAND, Consent, verified
from campaign.sandbox.signin.endpoints import serve, token_error
from campaign.sandbox.wire import Sent, TheBody, TheWorld, client, say
from campaign.sandbox.world import World

#: Served after Instagram and Threads, which have the same address and know their own rights.
router = APIRouter()

CONSENT = Consent(
    MASTODON,
    title="Authorization required",
    yes="Authorize",
    no="Deny",
    code_lives=timedelta(minutes=10),
    denied={
        "error": "access_denied",
        "error_description": "The resource owner or authorization server denied the request.",
    },
    wants="would like to have access to your account, with these rights:",
    sorry="An error has occurred",
)

# https://docs.joinmastodon.org/api/oauth-scopes/, those that a publisher can use.
SCOPES = frozenset(
    ["profile", "read", "write", "push", "follow"]
    + [f"read:{each}" for each in ("accounts", "statuses", "notifications", "search", "me")]
    + [f"write:{each}" for each in ("accounts", "statuses", "media")]
)

_PKCE = ("code_challenge", "code_challenge_method")
_ASK = frozenset(
    ("client_id", "redirect_uri", "response_type", "scope", "state", "force_login", "lang", *_PKCE)
)
_NO_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, or "
    "unsupported authentication method."
)


@router.post("/api/v1/apps")
def register(request: Request, world: TheWorld, body: TheBody) -> JSONResponse:
    """Register an application."""
    name = body.text("client_name")
    uris = body.many("redirect_uris") if "redirect_uris" in body.fields else []
    uris = [each for uri in uris for each in uri.split()]
    scopes = body.text("scopes") or "read"
    if not name or len(name) > 60:
        raise invalid("Application name can't be blank")
    if not uris:
        raise invalid("Redirect URI can't be blank")
    if not all(_absolute(uri) for uri in uris):
        raise invalid("Redirect URI must be an absolute URI.")
    if not set(scopes.split()) <= SCOPES:
        raise invalid("Scopes doesn't match configured on the server.")
    app = {
        "id": str(world.new_id()),
        "name": name,
        "client_id": secrets.token_urlsafe(32),
        "client_secret": new_secret("s"),
        "redirect_uris": uris,
        "scopes": scopes.split(),
    }
    world.remember(MASTODON, f"app:{app['client_id']}", app)
    more = {"website": body.text("website") or None, "client_secret_expires_at": 0, "vapid_key": ""}
    return say(request, {**app, "redirect_uri": "\n".join(uris), **more})


@router.post("/oauth/token")
def token(request: Request, world: TheWorld, body: TheBody) -> JSONResponse:
    """Change a code into a token: once, for the application and the address it was made for."""
    app = _application(world, request, body)
    kind = body.text("grant_type")
    if not kind:
        raise token_error("invalid_request", "Missing required parameter: grant_type.")
    if kind != "authorization_code":
        message = "The authorization grant type is not supported by the authorization server."
        raise token_error("unsupported_grant_type", message)
    for name in ("code", "redirect_uri"):
        if not body.text(name):
            raise token_error("invalid_request", f"Missing required parameter: {name}.")
    with world.lock:
        made = CONSENT.found(world, body, app["client_id"])
        if made is None or not verified(made, body.text("code_verifier")):
            raise token_error(
                "invalid_grant",
                "The provided authorization grant is invalid, expired, revoked, does not match "
                "the redirection URI used in the authorization request, or was issued to another "
                "client.",
            )
        CONSENT.redeem(world, body, app["client_id"])
        scopes, [name] = made["scopes"], made["accounts"]
        world.account(MASTODON, name)
        facts = {"account": name, "scopes": scopes, "client_id": app["client_id"]}
        given = tokens.issue(world, MASTODON, "t", facts)
    return say(
        request,
        {
            "access_token": given,
            "token_type": "Bearer",
            "scope": " ".join(scopes),
            "created_at": int(world.clock.now().timestamp()),
        },
    )


@router.post("/oauth/revoke")
def revoke(request: Request, world: TheWorld, body: TheBody) -> JSONResponse:
    """Revoke a token; no error when there is no such token."""
    app = _application(world, request, body)
    given = body.text("token")
    facts = issued(world, given)
    if facts is not None:
        if facts["client_id"] != app["client_id"]:
            raise token_error(
                "unauthorized_client", "You are not authorized to revoke this token", 403
            )
        world.remember(MASTODON, token_key(given), {**facts, "revoked": True})
    return say(request, {})


def _wrong(world: World, params: Sent) -> str | Response:
    """What is wrong with a question: on a page as long as it is not sure which application asks."""
    app = world.recall(MASTODON, f"app:{params.text('client_id')}")
    if app is None:
        return _NO_CLIENT
    if params.text("redirect_uri") not in app["redirect_uris"]:
        return "The requested redirect uri is malformed or doesn't match client redirect URI."
    unknown = sorted(params.fields.keys() - _ASK)
    if unknown:
        return _refused(params, "invalid_request", f"Unknown parameter: {unknown[0]}.")
    if params.text("response_type") != "code":
        why = "The authorization server does not support this response type."
        return _refused(params, "unsupported_response_type", why)
    if not set(_scopes(params)) <= _covered(app["scopes"]):
        why = "The requested scope is invalid, unknown, or malformed."
        return _refused(params, "invalid_scope", why)
    if "code_challenge" in params.fields and params.text("code_challenge_method") != "S256":
        why = "The code_challenge_method must be S256."
        return _refused(params, "invalid_code_challenge_method", why)
    return ""


def _name(world: World, params: Sent) -> str:
    """The name under which an application has registered."""
    app = world.recall(MASTODON, f"app:{params.text('client_id')}") or {}
    return str(app["name"])


def _application(world: World, request: Request, body: Sent) -> dict[str, Any]:
    """The application that asks, which names itself in the form or by HTTP Basic."""
    name, secret = client(request, body)
    app = world.recall(MASTODON, f"app:{name}")
    if app is None or not secrets.compare_digest(app["client_secret"].encode(), secret.encode()):
        raise token_error("invalid_client", _NO_CLIENT, 401)
    return app


def _scopes(params: Sent) -> list[str]:
    return (params.text("scope") or "read").split()


def _covered(scopes: list[str]) -> frozenset[str]:
    """The scopes and the finer ones under them: `read` covers `read:accounts`."""
    return frozenset(each for each in SCOPES if each in scopes or each.partition(":")[0] in scopes)


def _absolute(uri: str) -> bool:
    return uri == OUT_OF_BAND or (bool(urlsplit(uri).scheme) and not urlsplit(uri).fragment)


def _refused(params: Sent, error: str, why: str) -> Response:
    return CONSENT.back(params, {"error": error, "error_description": why})


serve(router, "/oauth/authorize", CONSENT, _wrong, rights=_scopes, application=_name)
