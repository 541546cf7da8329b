"""How Facebook and Instagram let an owner say yes: a page, a code, a token, a longer token.

https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow,
https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived and
https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
"""

from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from campaign.sandbox.accounts import FACEBOOK, PREFIX, account_in, new_secret
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.graph import tokens
from campaign.sandbox.graph.gate import Asked, GraphRoute, current, invalid, refuse
from campaign.sandbox.graph.rules import PAGE_RIGHTS
from campaign.sandbox.wire import Sent, TheWorld, say
from campaign.sandbox.world import World

CODE_LIVES = timedelta(minutes=10)
SCOPES = PAGE_RIGHTS | {"public_profile", "email", "business_management", "instagram_basic"}

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title>
<body style="font: 1.1rem sans-serif; margin: 4rem auto; max-width: 34rem">
<h1>{title}</h1>{body}</body></html>"""


class InstagramRoute(APIRoute):
    """A route that leaves to other networks what their addresses and Instagram's share."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for another network's renewal."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if not "".join(query.get("grant_type", ())).startswith("ig_"):
            return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(prefix="/{version}", route_class=GraphRoute, dependencies=[Depends(current)])
renewal = APIRouter(route_class=InstagramRoute)


@router.get("/dialog/oauth")
def question(said: Asked, version: str) -> Response:
    """Show the page on which a person says yes or no, and to which pages."""
    if wrong := _wrong(said):
        return _no_page(wrong)
    rights = "".join(f"<li>{escape(each)}" for each in _scopes(said))
    address = escape(f"/{version}/dialog/oauth?{urlencode(_question(said))}")
    form = (
        f"<p>The application {escape(said.text('client_id'))} would like to:<ul>{rights}</ul>"
        f'<form method="post" action="{address}">'
        '<p><label>Pages <input name="account" required value="rehearsal"></label>'
        '<p><button name="answer" value="yes">Continue</button> '
        '<button name="answer" value="no" formnovalidate>Cancel</button></form>'
    )
    return HTMLResponse(_PAGE.format(title="Log in with Facebook", body=form))


@router.post("/dialog/oauth")
def decision(world: TheWorld, said: Asked) -> Response:
    """Send the browser back with a code, or with the person's no."""
    if wrong := _wrong(said):
        return _no_page(wrong)
    if said.text("answer") != "yes":
        denied = {
            "error": "access_denied",
            "error_code": "200",
            "error_description": "Permissions error",
            "error_reason": "user_denied",
        }
        return _back(said, denied)
    pages = said.text("account").replace(",", " ").split()
    if not pages or any(account_in(PREFIX + each) is None for each in pages):
        return _no_page("There is no such page.")
    code = new_secret("c")
    facts = {
        "pages": pages,
        "rights": [each for each in _scopes(said) if each in PAGE_RIGHTS],
        "client_id": said.text("client_id"),
        "redirect_uri": said.text("redirect_uri"),
        "at": wire_time(world.clock.now()),
        "used": False,
    }
    world.remember(FACEBOOK, f"code:{code}", facts)
    return _back(said, {"code": code})


@router.get("/oauth/access_token")
@router.post("/oauth/access_token")
def redeem(request: Request, world: TheWorld, said: Asked) -> JSONResponse:
    """Change a code into a person's token, or that into one for sixty days."""
    for name in ("client_id", "client_secret"):
        if not said.text(name):
            raise invalid(f"Missing {name} parameter.")
    if said.text("grant_type") == "fb_exchange_token":
        life = tokens.LONG
        token = _exchanged(world, said.text("fb_exchange_token"))
    else:
        life = tokens.SHORT
        token = _redeemed(world, said)
    told = {"access_token": token, "token_type": "bearer"}
    return say(request, {**told, "expires_in": int(life.total_seconds())})


@renewal.get("/refresh_access_token")
def renew(request: Request, world: TheWorld, said: Asked) -> JSONResponse:
    """Give Instagram's next token for one that is a day old and has not ended."""
    if said.text("grant_type") != "ig_refresh_token":
        raise invalid("Invalid grant_type")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else said.text("access_token")
    try:
        with world.lock:
            later = tokens.renewed(world, token)
    except tokens.Ended as ended:
        gone = f"Error validating access token: Session has expired on {ended}."
        raise refuse(gone, 190, 463, status=401) from None
    except tokens.NotRenewed as why:
        raise refuse(f"Unsupported request: {why}", 100) from None
    if later is None:
        raise refuse("Invalid OAuth access token - Cannot parse access token", 190, status=401)
    life = int(tokens.LONG.total_seconds())
    return say(request, {"access_token": later, "token_type": "bearer", "expires_in": life})


def _redeemed(world: World, said: Sent) -> str:
    with world.lock:
        key = f"code:{said.text('code')}"
        made = world.recall(FACEBOOK, key)
        if made is None or not _fits(world, made, said):
            raise refuse("Invalid verification code format.", 100, 36009)
        world.remember(FACEBOOK, key, {**made, "used": True})
        return tokens.of_person(world, made["pages"], made["rights"], tokens.SHORT)


def _exchanged(world: World, token: str) -> str:
    try:
        opened = tokens.opened(world, token)
    except tokens.Ended as ended:
        gone = f"Error validating access token: Session has expired on {ended}."
        raise refuse(gone, 190, 463, status=401) from None
    if opened is None or not opened.person:
        raise refuse("Invalid OAuth access token.", 190, status=401)
    return tokens.of_person(world, opened.pages, opened.rights, tokens.LONG)


def _question(said: Sent) -> dict[str, str]:
    names = ("client_id", "redirect_uri", "scope", "response_type", "state")
    return {name: said.text(name) for name in names if said.text(name)}


def _wrong(said: Sent) -> str:
    """Why a question cannot be asked, "" when it can."""
    if not said.text("client_id"):
        return "Invalid App ID: the application needs a client_id."
    parts = urlsplit(said.text("redirect_uri"))
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
        return "URL Blocked: redirect_uri must be an absolute address."
    if said.text("response_type") not in ("", "code"):
        return "response_type must be code."
    if unknown := sorted(set(_scopes(said)) - SCOPES):
        return f"Invalid Scopes: {', '.join(unknown)}."
    return ""


def _scopes(said: Sent) -> list[str]:
    return said.text("scope").replace(",", " ").split()


def _fits(world: World, made: Mapping[str, Any], said: Sent) -> bool:
    """Whether a code is fresh, unused, and this application's for this address."""
    return (
        not made["used"]
        and world.clock.now() < read_moment(made["at"]) + CODE_LIVES
        and made["client_id"] == said.text("client_id")
        and made["redirect_uri"] == said.text("redirect_uri")
    )


def _back(said: Sent, told: Mapping[str, str]) -> Response:
    """Send the browser back, with the state it came with, and `#_=_` as Facebook does."""
    there = said.text("redirect_uri")
    state = {"state": said.text("state")} if said.text("state") else {}
    mark = "&" if urlsplit(there).query else "?"
    return RedirectResponse(f"{there}{mark}{urlencode({**told, **state})}#_=_", 302)


def _no_page(said: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title="Sorry", body=f"<p>{escape(said)}"), 400)
