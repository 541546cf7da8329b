"""Threads' OAuth: a person says yes on a page, a code becomes a token, a token a longer one.

https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions
"""

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import THREADS
from campaign.sandbox.meta.answers import no_token
from campaign.sandbox.meta.routes import SharedRoute
from campaign.sandbox.meta.tokens import NO, for_sixty_days, opening
from campaign.sandbox.signin import consent
from campaign.sandbox.signin.endpoints import serve
from campaign.sandbox.threads import tokens
from campaign.sandbox.wire import Asked, Sent, TheWorld, bearer, say
from campaign.sandbox.world import World

CONSENT = consent.Consent(
    THREADS,
    title="Log in with Threads",
    yes="Continue",
    no="Cancel",
    code_lives=timedelta(hours=1),
    denied=NO,
    ending="#_",
)
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


class ThreadsRoute(SharedRoute):
    """A route for requests that name Threads' rights or grants."""

    scopes = "threads_"
    grants = "th_"


router = APIRouter(route_class=ThreadsRoute)
#: Instagram has the same address and is served first; it passes on the codes it does not know.
codes = APIRouter()


@codes.post("/oauth/access_token")
def redeem(request: Request, world: TheWorld, params: Asked) -> JSONResponse:
    """Change a code into a token for an hour: once, for its own application and address."""
    for name in ("client_id", "client_secret", "code", "grant_type", "redirect_uri"):
        if not params.text(name):
            raise no_token(f"Missing required parameter: {name}")
    if params.text("grant_type") != "authorization_code":
        raise no_token("Invalid grant_type")
    with world.lock:
        made = CONSENT.redeem(world, params, params.text("client_id"))
        if made is None:
            raise no_token("Invalid authorization code")
        [name] = made["accounts"]
        token = tokens.issue(world, name, tokens.SHORT)
        account = world.account(THREADS, name)
    return say(request, {"access_token": token, "user_id": account.id})


@router.get("/access_token")
def lengthen(request: Request, world: TheWorld, params: Asked) -> JSONResponse:
    """Change a token for an hour into one for sixty days."""
    if not params.text("client_secret"):
        raise no_token("Missing required parameter: client_secret")
    if params.text("grant_type") != "th_exchange_token":
        raise no_token("Invalid grant_type")
    with world.lock:
        return for_sixty_days(request, opening(tokens.lengthened, world, bearer(request, params)))


@router.get("/refresh_access_token")
def renew(request: Request, world: TheWorld, params: Asked) -> JSONResponse:
    """Give the next token for one that is a day old and has not ended."""
    if params.text("grant_type") != "th_refresh_token":
        raise no_token("Invalid grant_type")
    with world.lock:
        return for_sixty_days(request, opening(tokens.renewed, world, bearer(request, params)))


def _wrong(world: World, params: Sent) -> str:
    """Why a question cannot be asked, "" when it can."""
    rights = set(consent.rights_in(params))
    if BASIC not in rights or not rights <= SCOPES:
        return f"Invalid Scopes: {params.text('scope')}. {BASIC} is always needed."
    return consent.wrong(params)


serve(router, "/oauth/authorize", CONSENT, _wrong)
