"""Mastodon's OAuth: an application registers, a person says yes, a code becomes a token, once.

https://docs.joinmastodon.org/methods/oauth/ and https://docs.joinmastodon.org/methods/apps/;
errors as Doorkeeper words them, which is what Mastodon runs.
"""

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from campaign.sandbox.accounts import MASTODON, PREFIX, account_in, new_secret
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.mastodon.gate import invalid, issued, token_key
from campaign.sandbox.wire import Refusal, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import World


class MastodonRoute(APIRoute):
    """A route that leaves to Instagram and Threads the addresses that they share with Mastodon."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for a question with their scopes."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if any(each.startswith(("instagram_", "threads_")) for each in query.get("scope", ())):
            return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(route_class=MastodonRoute)

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
CODE_LIVES = timedelta(minutes=10)

# https://docs.joinmastodon.org/api/oauth-scopes/, those that a publisher has any use for.
SCOPES = frozenset(
    ["profile", "read", "write", "push", "follow"]
    + [f"read:{each}" for each in ("accounts", "statuses", "notifications", "search", "me")]
    + [f"write:{each}" for each in ("accounts", "statuses", "media")]
)

_PKCE = ("code_challenge", "code_challenge_method")
_ASK = frozenset(
    ("client_id", "redirect_uri", "response_type", "scope", "state", "force_login", "lang", *_PKCE)
)

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title>
<body style="font: 1.1rem sans-serif; margin: 4rem auto; max-width: 34rem">
<h1>{title}</h1>{body}</body></html>"""


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
    told = {"website": body.text("website") or None, "client_secret_expires_at": 0, "vapid_key": ""}
    return say(request, {**app, "redirect_uri": "\n".join(uris), **told})


@router.get("/oauth/authorize")
def question(request: Request, world: TheWorld) -> Response:
    """Show the page on which a person says yes or no, and as whom."""
    asked = dict(request.query_params)
    wrong = _wrong(world, asked)
    if wrong is not None:
        return wrong
    app = world.recall(MASTODON, f"app:{asked['client_id']}") or {}
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
    )
    rights = "".join(f"<li>{escape(each)}" for each in _scopes(asked))
    form = (
        f"<p>{escape(app['name'])} would like to have access to your account:<ul>{rights}</ul>"
        f'<form method="post" action="/oauth/authorize">{hidden}'
        '<p><label>Account <input name="account" required value="rehearsal"></label>'
        '<p><button name="answer" value="yes">Authorize</button> '
        '<button name="answer" value="no" formnovalidate>Deny</button></form>'
    )
    return HTMLResponse(_PAGE.format(title="Authorization required", body=form))


@router.post("/oauth/authorize")
def decision(world: TheWorld, body: TheBody) -> Response:
    """Send the browser back with a code, or with the person's no."""
    asked = {name: str(value) for name, value in body.fields.items()}
    account, answer = asked.pop("account", ""), asked.pop("answer", "")
    wrong = _wrong(world, asked)
    if wrong is not None:
        return wrong
    if answer != "yes":
        said = "The resource owner or authorization server denied the request."
        return _back(asked, {"error": "access_denied", "error_description": said})
    if account_in(PREFIX + account) is None:
        return _no_page("There is no such account.")
    code = new_secret("c")
    world.remember(
        MASTODON,
        f"code:{code}",
        {
            "account": account,
            "client_id": asked["client_id"],
            "redirect_uri": asked["redirect_uri"],
            "scopes": _scopes(asked),
            "challenge": asked.get("code_challenge", ""),
            "at": wire_time(world.clock.now()),
        },
    )
    if asked["redirect_uri"] == OUT_OF_BAND:
        return HTMLResponse(_PAGE.format(title="Authorization code", body=f"<code>{code}</code>"))
    return _back(asked, {"code": code})


@router.post("/oauth/token")
def token(request: Request, world: TheWorld, body: TheBody) -> JSONResponse:
    """Change a code into a token: once, for the application and the address it was made for."""
    app = _application(world, request, body)
    kind = body.text("grant_type")
    if not kind:
        raise _error(400, "invalid_request", "Missing required parameter: grant_type.")
    if kind != "authorization_code":
        said = "The authorization grant type is not supported by the authorization server."
        raise _error(400, "unsupported_grant_type", said)
    for name in ("code", "redirect_uri"):
        if not body.text(name):
            raise _error(400, "invalid_request", f"Missing required parameter: {name}.")
    with world.lock:
        key = f"code:{body.text('code')}"
        made = world.recall(MASTODON, key)
        if made is None or not _fits(made, app, body, world.clock.now()):
            raise _error(
                400,
                "invalid_grant",
                "The provided authorization grant is invalid, expired, revoked, does not match "
                "the redirection URI used in the authorization request, or was issued to another "
                "client.",
            )
        world.remember(MASTODON, key, {**made, "used": True})
        given = new_secret("t")
        world.account(MASTODON, made["account"])
        world.remember(
            MASTODON,
            token_key(given),
            {"account": made["account"], "scopes": made["scopes"], "client_id": app["client_id"]},
        )
    return say(
        request,
        {
            "access_token": given,
            "token_type": "Bearer",
            "scope": " ".join(made["scopes"]),
            "created_at": int(world.clock.now().timestamp()),
        },
    )


@router.post("/oauth/revoke")
def revoke(request: Request, world: TheWorld, body: TheBody) -> JSONResponse:
    """Let a token open nothing any more; quiet when there is no such token."""
    app = _application(world, request, body)
    given = body.text("token")
    facts = issued(world, given)
    if facts is not None:
        if facts["client_id"] != app["client_id"]:
            raise _error(403, "unauthorized_client", "You are not authorized to revoke this token")
        world.remember(MASTODON, token_key(given), {**facts, "revoked": True})
    return say(request, {})


def _wrong(world: World, asked: Mapping[str, str]) -> Response | None:
    """What is wrong with a question: told on a page as long as it is unsure whose it is."""
    app = world.recall(MASTODON, f"app:{asked.get('client_id', '')}")
    if app is None:
        return _no_page(
            "Client authentication failed due to unknown client, no client authentication "
            "included, or unsupported authentication method."
        )
    if asked.get("redirect_uri", "") not in app["redirect_uris"]:
        return _no_page(
            "The requested redirect uri is malformed or doesn't match client redirect URI."
        )
    unknown = sorted(asked.keys() - _ASK)
    if unknown:
        return _refused(asked, "invalid_request", f"Unknown parameter: {unknown[0]}.")
    if asked.get("response_type") != "code":
        said = "The authorization server does not support this response type."
        return _refused(asked, "unsupported_response_type", said)
    if not set(_scopes(asked)) <= _covered(app["scopes"]):
        said = "The requested scope is invalid, unknown, or malformed."
        return _refused(asked, "invalid_scope", said)
    if "code_challenge" in asked and asked.get("code_challenge_method") != "S256":
        said = "The code_challenge_method must be S256."
        return _refused(asked, "invalid_code_challenge_method", said)
    return None


def _fits(made: Mapping[str, Any], app: Mapping[str, Any], body: Sent, now: datetime) -> bool:
    """Whether a code is fresh, unused, this application's, and its question's own."""
    return (
        not made.get("used")
        and now < read_moment(made["at"]) + CODE_LIVES
        and made["client_id"] == app["client_id"]
        and made["redirect_uri"] == body.text("redirect_uri")
        and _verified(made["challenge"], body.text("code_verifier"))
    )


def _verified(challenge: str, verifier: str) -> bool:
    """https://www.rfc-editor.org/rfc/rfc7636#section-4.6; without a challenge no verifier fits."""
    if not challenge or not verifier:
        return not challenge and not verifier
    digest = sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge


def _application(world: World, request: Request, body: Sent) -> dict[str, Any]:
    """The application that asks, which names itself in the form or by HTTP Basic."""
    name, secret = body.text("client_id"), body.text("client_secret")
    scheme, _, pair = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
        except ValueError:
            name = secret = ""
    app = world.recall(MASTODON, f"app:{name}")
    if app is None or not secrets.compare_digest(app["client_secret"].encode(), secret.encode()):
        raise _error(
            401,
            "invalid_client",
            "Client authentication failed due to unknown client, no client authentication "
            "included, or unsupported authentication method.",
        )
    return app


def _scopes(asked: Mapping[str, str]) -> list[str]:
    return (asked.get("scope") or "read").split()


def _covered(scopes: list[str]) -> frozenset[str]:
    """The scopes and the finer ones under them: `read` covers `read:accounts`."""
    return frozenset(each for each in SCOPES if each in scopes or each.partition(":")[0] in scopes)


def _absolute(uri: str) -> bool:
    return uri == OUT_OF_BAND or (bool(urlsplit(uri).scheme) and not urlsplit(uri).fragment)


def _refused(asked: Mapping[str, str], error: str, said: str) -> Response:
    return _back(asked, {"error": error, "error_description": said})


def _back(asked: Mapping[str, str], told: Mapping[str, str]) -> Response:
    """Send the browser back, with the state it came with."""
    if asked["redirect_uri"] == OUT_OF_BAND:
        return _no_page(told.get("error_description", ""))
    state = {"state": asked["state"]} if asked.get("state") else {}
    mark = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return RedirectResponse(f"{asked['redirect_uri']}{mark}{urlencode({**told, **state})}", 302)


def _no_page(said: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title="An error has occurred", body=f"<p>{escape(said)}"), 400)


def _error(status: int, error: str, said: str) -> Refusal:
    return Refusal(status, {"error": error, "error_description": said})
