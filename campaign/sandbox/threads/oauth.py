"""Threads' OAuth: a person says yes on a page, a code becomes a token, a token a longer one.

https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from campaign.sandbox.accounts import PREFIX, THREADS, account_in, new_secret
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.threads import tokens
from campaign.sandbox.threads.gate import Asked, refuse
from campaign.sandbox.wire import Refusal, Sent, TheWorld, say
from campaign.sandbox.world import World

CODE_LIVES = timedelta(hours=1)
BASIC = "threads_basic"
SCOPES = frozenset(
    {
        BASIC,
        "threads_content_publish",
        "threads_delete",
        "threads_keyword_search",
        "threads_location_tagging",
        "threads_manage_insights",
        "threads_manage_mentions",
        "threads_manage_replies",
        "threads_profile_discovery",
        "threads_read_replies",
    }
)

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title>
<body style="font: 1.1rem sans-serif; margin: 4rem auto; max-width: 34rem">
<h1>{title}</h1>{body}</body></html>"""


class ThreadsRoute(APIRoute):
    """A route that leaves to other networks what their addresses and Threads' have in common.

    A question is known by its scopes, a token's renewal by its grant type; both are in the query.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for what another network is asked."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        asked = ",".join([*query.get("scope", ()), *query.get("grant_type", ())])
        if "threads_" not in asked and not asked.startswith("th_"):
            return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(route_class=ThreadsRoute)
#: Shared with Instagram, whose codes this sandbox's Threads does not know: see `redeem`.
codes = APIRouter()


@router.get("/oauth/authorize")
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
        '<p><button name="answer" value="yes">Continue</button> '
        '<button name="answer" value="no" formnovalidate>Cancel</button></form>'
    )
    return HTMLResponse(_PAGE.format(title="Log in with Threads", body=form))


@router.post("/oauth/authorize")
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
        "client_id": said.text("client_id"),
        "redirect_uri": said.text("redirect_uri"),
        "at": wire_time(world.clock.now()),
        "used": False,
    }
    world.remember(THREADS, f"code:{code}", facts)
    return _back(said, {"code": code})


@codes.post("/oauth/access_token")
def redeem(request: Request, world: TheWorld, said: Asked) -> JSONResponse:
    """Change a code into a token for an hour: once, for whom and where it was asked for."""
    for name in ("client_id", "client_secret", "code", "grant_type", "redirect_uri"):
        if not said.text(name):
            raise _error(f"Missing required parameter: {name}")
    if said.text("grant_type") != "authorization_code":
        raise _error("Invalid grant_type")
    with world.lock:
        key = f"code:{said.text('code')}"
        made = world.recall(THREADS, key)
        if made is None or not _fits(world, made, said):
            raise _error("Invalid authorization code")
        world.remember(THREADS, key, {**made, "used": True})
        token = tokens.issue(world, made["account"], tokens.SHORT)
        account = world.account(THREADS, made["account"])
    return say(request, {"access_token": token, "user_id": account.id})


@router.get("/access_token")
def lengthen(request: Request, world: TheWorld, said: Asked) -> JSONResponse:
    """Change a token for an hour into one for sixty days."""
    if not said.text("client_secret"):
        raise _error("Missing required parameter: client_secret")
    if said.text("grant_type") != "th_exchange_token":
        raise _error("Invalid grant_type")
    return _longer(request, world, said, tokens.lengthened)


@router.get("/refresh_access_token")
def renew(request: Request, world: TheWorld, said: Asked) -> JSONResponse:
    """Give the next token for one that is a day old and has not ended."""
    if said.text("grant_type") != "th_refresh_token":
        raise _error("Invalid grant_type")
    return _longer(request, world, said, tokens.renewed)


def _longer(
    request: Request, world: World, said: Sent, way: Callable[[World, str], str | None]
) -> JSONResponse:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else said.text("access_token")
    try:
        with world.lock:
            longer = way(world, token)
    except tokens.Ended as ended:
        gone = f"Error validating access token: Session has expired on {ended}."
        raise refuse(gone, 190, 463, status=401) from None
    except tokens.NotRenewed as why:
        raise refuse(f"Unsupported get request: {why}", 100, status=400) from None
    if longer is None:
        unread = "Invalid OAuth access token - Cannot parse access token"
        raise refuse(unread, 190, status=401)
    life = int(tokens.LONG.total_seconds())
    return say(request, {"access_token": longer, "token_type": "bearer", "expires_in": life})


def _question(said: Sent) -> dict[str, str]:
    names = ("client_id", "redirect_uri", "scope", "response_type", "state")
    return {name: said.text(name) for name in names if said.text(name)}


def _wrong(said: Sent) -> str:
    """Why a question cannot be asked, "" when it can."""
    if not said.text("client_id"):
        return "Invalid app ID: the application needs a client_id."
    parts = urlsplit(said.text("redirect_uri"))
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
        return "Blocked URL: redirect_uri must be an absolute address."
    if said.text("response_type") != "code":
        return "response_type must be code."
    if BASIC not in _scopes(said) or not set(_scopes(said)) <= SCOPES:
        return f"Invalid Scopes: {said.text('scope')}. {BASIC} is always needed."
    return ""


def _scopes(said: Sent) -> list[str]:
    return [each for each in said.text("scope").replace(" ", ",").split(",") if each]


def _fits(world: World, made: Mapping[str, Any], said: Sent) -> bool:
    """Whether a code is fresh, unused, and this application's for this address."""
    return (
        not made["used"]
        and world.clock.now() < read_moment(made["at"]) + CODE_LIVES
        and made["client_id"] == said.text("client_id")
        and made["redirect_uri"] == said.text("redirect_uri")
    )


def _back(said: Sent, told: Mapping[str, str]) -> Response:
    """Send the browser back, with the state it came with, and `#_` as Meta does."""
    there = said.text("redirect_uri")
    state = {"state": said.text("state")} if said.text("state") else {}
    mark = "&" if urlsplit(there).query else "?"
    return RedirectResponse(f"{there}{mark}{urlencode({**told, **state})}#_", 302)


def _no_page(said: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title="Sorry", body=f"<p>{escape(said)}"), 400)


def _error(said: str) -> Refusal:
    """The token endpoint's own shape, which is not the Graph API's."""
    body = {"error_type": "OAuthException", "code": 400, "error_message": said}
    return Refusal(400, body)
