"""X's OAuth 2.0: a person says yes on a page, a code becomes tokens, a refresh token the next.

https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code, with PKCE always.
"""

import base64
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from campaign.sandbox.accounts import PREFIX, X, account_in, new_secret
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.wire import Refusal, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import World
from campaign.sandbox.x import tokens

router = APIRouter()

CODE_LIVES = timedelta(seconds=30)

_METHODS = ("S256", "plain")
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title>
<body style="font: 1.1rem sans-serif; margin: 4rem auto; max-width: 34rem">
<h1>{title}</h1>{body}</body></html>"""


@router.get("/i/oauth2/authorize")
def question(request: Request, world: TheWorld) -> Response:
    """Show the page on which a person says yes or no, and as whom.

    An application that is called `sandbox-<account>` is let in by that account at once.
    """
    asked = dict(request.query_params)
    if wrong := _wrong(asked):
        return _no_page(wrong)
    known = account_in(asked["client_id"])
    if known is not None:
        return _let_in(world, asked, known)
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
    )
    rights = "".join(f"<li>{escape(each)}" for each in asked["scope"].split())
    form = (
        f"<p>{escape(asked['client_id'])} wants to access your X account:<ul>{rights}</ul>"
        f'<form method="post" action="/i/oauth2/authorize">{hidden}'
        '<p><label>Account <input name="account" required value="rehearsal"></label>'
        '<p><button name="answer" value="yes">Authorize app</button> '
        '<button name="answer" value="no" formnovalidate>Cancel</button></form>'
    )
    return HTMLResponse(_PAGE.format(title="Authorize app", body=form))


@router.post("/i/oauth2/authorize")
def decision(world: TheWorld, body: TheBody) -> Response:
    """Send the browser back with a code, or with the person's no."""
    asked = {name: str(value) for name, value in body.fields.items()}
    account, answer = asked.pop("account", ""), asked.pop("answer", "")
    if wrong := _wrong(asked):
        return _no_page(wrong)
    if answer != "yes":
        return _back(asked, {"error": "access_denied"})
    if account_in(PREFIX + account) is None:
        return _no_page("There is no such account.")
    return _let_in(world, asked, account)


@router.post("/2/oauth2/token")
def token(request: Request, world: TheWorld, body: TheBody) -> JSONResponse:
    """Change a code, or a refresh token, into tokens: either of them once."""
    client = _client(request, body)
    kind = body.text("grant_type")
    with world.lock:
        if kind == "authorization_code":
            account, scopes = _redeemed(world, client, body)
        elif kind == "refresh_token":
            renewed = tokens.used(world, body.text("refresh_token"))
            if renewed is None:
                raise _error("invalid_request", "Value passed for the token was invalid.")
            account, scopes = renewed
        else:
            raise _error("unsupported_grant_type", f"The grant type {kind!r} is not supported.")
        given = {
            "token_type": "bearer",
            "expires_in": int(tokens.LIFE.total_seconds()),
            "access_token": tokens.issue(world, account, scopes),
            "scope": " ".join(sorted(scopes)),
        }
        if tokens.OFFLINE in scopes:
            given["refresh_token"] = tokens.refresh_token(world, account, scopes)
    return say(request, given)


def _wrong(asked: Mapping[str, str]) -> str:
    """Why a question cannot be asked, "" when it can."""
    if asked.get("response_type") != "code" or not asked.get("client_id"):
        return "Something went wrong: response_type must be code, and client_id is needed."
    parts = urlsplit(asked.get("redirect_uri", ""))
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
        return "Something went wrong: redirect_uri must be an absolute address."
    if not asked.get("state") or not asked.get("code_challenge"):
        return "Something went wrong: state and code_challenge are needed."
    if asked.get("code_challenge_method", "plain") not in _METHODS:
        return "Something went wrong: code_challenge_method must be S256 or plain."
    scopes = set(asked.get("scope", "").split())
    if not scopes or not scopes <= tokens.SCOPES:
        return "Something went wrong: scope holds a right that there is not."
    return ""


def _let_in(world: World, asked: Mapping[str, str], account: str) -> Response:
    code = new_secret("c")
    names = ("client_id", "redirect_uri", "scope", "code_challenge", "code_challenge_method")
    facts: dict[str, Any] = {name: asked.get(name, "") for name in names}
    facts |= {"account": account, "at": wire_time(world.clock.now()), "used": False}
    world.remember(X, f"code:{code}", facts)
    return _back(asked, {"code": code})


def _redeemed(world: World, client: str, body: Sent) -> tuple[str, frozenset[str]]:
    key = f"code:{body.text('code')}"
    made = world.recall(X, key)
    if (
        made is None
        or made["used"]
        or world.clock.now() >= read_moment(made["at"]) + CODE_LIVES
        or made["client_id"] != client
        or made["redirect_uri"] != body.text("redirect_uri")
    ):
        raise _error("invalid_request", "Value passed for the authorization code was invalid.")
    world.remember(X, key, {**made, "used": True})
    verifier = body.text("code_verifier")
    if made["code_challenge_method"] == "S256":
        digest = sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if verifier != made["code_challenge"]:
        raise _error("invalid_request", "Value passed for the code verifier did not match.")
    return str(made["account"]), frozenset(made["scope"].split())


def _client(request: Request, body: Sent) -> str:
    """The application that asks: a confidential one by HTTP Basic, a public one by its id."""
    scheme, _, pair = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
        except ValueError:
            name = secret = ""
        if not name or not secret:
            raise _error("unauthorized_client", "Missing valid authorization header", 401)
        return name
    if not body.text("client_id"):
        raise _error("unauthorized_client", "Missing valid authorization header", 401)
    return body.text("client_id")


def _back(asked: Mapping[str, str], told: Mapping[str, str]) -> Response:
    there = asked["redirect_uri"]
    mark = "&" if urlsplit(there).query else "?"
    query = urlencode({"state": asked["state"], **told})
    return RedirectResponse(f"{there}{mark}{query}", 302)


def _no_page(said: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title="Something went wrong", body=f"<p>{escape(said)}"), 400)


def _error(error: str, said: str, status: int = 400) -> Refusal:
    return Refusal(status, {"error": error, "error_description": said})
