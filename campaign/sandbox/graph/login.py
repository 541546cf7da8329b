"""Instagram's own login: a person says yes on a page, a code becomes a token, a token a longer one.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from campaign.sandbox.accounts import INSTAGRAM, PREFIX, account_in, new_secret
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.graph import tokens
from campaign.sandbox.graph.gate import Asked
from campaign.sandbox.threads import oauth as threads
from campaign.sandbox.wire import Refusal, Sent, TheWorld, say
from campaign.sandbox.world import World

CODE_LIVES = timedelta(hours=1)
BASIC = "instagram_business_basic"
SCOPES = frozenset(
    {
        BASIC,
        "instagram_business_content_publish",
        "instagram_business_manage_comments",
        "instagram_business_manage_insights",
        "instagram_business_manage_messages",
    }
)

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title>
<body style="font: 1.1rem sans-serif; margin: 4rem auto; max-width: 34rem">
<h1>{title}</h1>{body}</body></html>"""


class LoginRoute(APIRoute):
    """A route that leaves to other networks what their addresses and Instagram's share."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for what another network is asked; its scopes and grant type tell."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        asked = ",".join([*query.get("scope", ()), *query.get("grant_type", ())])
        if "instagram_" not in asked and not asked.startswith("ig_"):
            return Match.NONE, {}
        return super().matches(scope)


pages = APIRouter(route_class=LoginRoute)
#: Shared with Threads, and served before it: a code that Instagram does not know is left to it.
codes = APIRouter()


@pages.get("/oauth/authorize")
def question(said: Asked) -> Response:
    """Show the page on which a person says yes or no, and as whom."""
    if wrong := _wrong(said):
        return _no_page(wrong)
    rights = "".join(f"<li>{escape(each)}" for each in _scopes(said))
    address = escape(f"/oauth/authorize?{urlencode(_question(said))}")
    form = (
        f"<p>The application {escape(said.text('client_id'))} would like to:<ul>{rights}</ul>"
        f'<form method="post" action="{address}">'
        '<p><label>Account <input name="account" required value="rehearsal"></label>'
        '<p><button name="answer" value="yes">Allow</button> '
        '<button name="answer" value="no" formnovalidate>Cancel</button></form>'
    )
    return HTMLResponse(_PAGE.format(title="Log in with Instagram", body=form))


@pages.post("/oauth/authorize")
def decision(world: TheWorld, said: Asked) -> Response:
    """Send the browser back with a code, or with the person's no."""
    if wrong := _wrong(said):
        return _no_page(wrong)
    if said.text("answer") != "yes":
        denied = {
            "error": "access_denied",
            "error_reason": "user_denied",
            "error_description": "The user denied your request.",
        }
        return _back(said, denied)
    account = said.text("account")
    if account_in(PREFIX + account) is None:
        return _no_page("There is no such account.")
    code = new_secret("c")
    facts = {
        "account": account,
        "scopes": _scopes(said),
        "client_id": said.text("client_id"),
        "redirect_uri": said.text("redirect_uri"),
        "at": wire_time(world.clock.now()),
        "used": False,
    }
    world.remember(INSTAGRAM, f"code:{code}", facts)
    return _back(said, {"code": code})


@codes.post("/oauth/access_token")
def redeem(request: Request, world: TheWorld, said: Asked) -> JSONResponse:
    """Change a code into a token for an hour: once, for whom and where it was asked for."""
    key = f"code:{said.text('code')}"
    if world.recall(INSTAGRAM, key) is None:
        return threads.redeem(request, world, said)
    if said.text("grant_type") != "authorization_code" or not said.text("client_secret"):
        raise _error("Invalid request: grant_type and client_secret are needed")
    with world.lock:
        made = world.recall(INSTAGRAM, key) or {}
        if not _fits(world, made, said):
            raise _error("Matching code was not found or was already used")
        world.remember(INSTAGRAM, key, {**made, "used": True})
        short = new_secret("IGQ")
        ends = wire_time(world.clock.now() + timedelta(hours=1))
        facts = {"account": made["account"], "ends": ends}
        world.remember(INSTAGRAM, _key(short), facts)
        user = world.account(INSTAGRAM, made["account"])
    told = {"access_token": short, "user_id": user.id, "permissions": ",".join(made["scopes"])}
    return say(request, {"data": [told]})


@pages.get("/access_token")
def lengthen(request: Request, world: TheWorld, said: Asked) -> JSONResponse:
    """Change a token for an hour into one for sixty days."""
    if said.text("grant_type") != "ig_exchange_token" or not said.text("client_secret"):
        raise _error("Invalid request: grant_type and client_secret are needed")
    with world.lock:
        facts = world.recall(INSTAGRAM, _key(said.text("access_token")))
        if facts is None or world.clock.now() >= read_moment(facts["ends"]):
            raise _error("Session key invalid. This could be because it has expired.")
        longer = tokens.of_instagram(world, facts["account"])
    life = int(tokens.LONG.total_seconds())
    return say(request, {"access_token": longer, "token_type": "bearer", "expires_in": life})


def _key(token: str) -> str:
    """The name under which a short token is remembered; the token itself is nowhere."""
    return f"short:{sha256(token.encode()).hexdigest()}"


def _question(said: Sent) -> dict[str, str]:
    names = ("client_id", "redirect_uri", "scope", "response_type", "state")
    return {name: said.text(name) for name in names if said.text(name)}


def _wrong(said: Sent) -> str:
    """Why a question cannot be asked, "" when it can."""
    if not said.text("client_id"):
        return "Invalid platform app: the application needs a client_id."
    parts = urlsplit(said.text("redirect_uri"))
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
        return "Invalid redirect_uri: it must be an absolute address."
    if said.text("response_type") != "code":
        return "response_type must be code."
    if BASIC not in _scopes(said) or not set(_scopes(said)) <= SCOPES:
        return f"Invalid scope: {said.text('scope')}. {BASIC} is always needed."
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
    """Send the browser back, with the state it came with, and `#_` as Instagram does."""
    there = said.text("redirect_uri")
    state = {"state": said.text("state")} if said.text("state") else {}
    mark = "&" if urlsplit(there).query else "?"
    return RedirectResponse(f"{there}{mark}{urlencode({**told, **state})}#_", 302)


def _no_page(said: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title="Sorry", body=f"<p>{escape(said)}"), 400)


def _error(said: str) -> Refusal:
    """The token endpoint's own shape, which is not the Graph API's."""
    return Refusal(400, {"error_type": "OAuthException", "code": 400, "error_message": said})


router = APIRouter()
for _part in (pages, codes):
    router.include_router(_part)
