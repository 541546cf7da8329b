"""Instagram's own login: a person says yes on a page, a code becomes a token, a token a longer one.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
and https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
"""

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import INSTAGRAM
from campaign.sandbox.graph import tokens
from campaign.sandbox.graph.gate import invalid
from campaign.sandbox.meta.answers import no_token
from campaign.sandbox.meta.routes import SharedRoute
from campaign.sandbox.meta.tokens import NO, for_sixty_days, opening
from campaign.sandbox.signin import consent
from campaign.sandbox.signin import tokens as issued
from campaign.sandbox.signin.endpoints import serve
from campaign.sandbox.threads import oauth as threads
from campaign.sandbox.wire import Asked, Sent, TheWorld, bearer, say
from campaign.sandbox.world import World

CONSENT = consent.Consent(
    INSTAGRAM,
    title="Log in with Instagram",
    yes="Allow",
    no="Cancel",
    code_lives=timedelta(hours=1),
    denied=NO,
    ending="#_",
)
SHORT = timedelta(hours=1)
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


class InstagramRoute(SharedRoute):
    """A route for requests that name Instagram's rights or grants."""

    scopes = "instagram_"
    grants = "ig_"


pages = APIRouter(route_class=InstagramRoute)
#: Threads has the same address and is served later: it gets the codes Instagram does not know.
codes = APIRouter()


@codes.post("/oauth/access_token")
def redeem(request: Request, world: TheWorld, params: Asked) -> JSONResponse:
    """Change a code into a token for an hour: once, for its own application and address."""
    if CONSENT.known(world, params) is None:
        return threads.redeem(request, world, params)
    if params.text("grant_type") != "authorization_code" or not params.text("client_secret"):
        raise no_token("Invalid request: grant_type and client_secret are needed")
    with world.lock:
        made = CONSENT.redeem(world, params, params.text("client_id"))
        if made is None:
            raise no_token("Matching code was not found or was already used")
        [name] = made["accounts"]
        short = issued.issue(world, INSTAGRAM, "IGQ", {"account": name}, SHORT)
        user = world.account(INSTAGRAM, name)
    body = {"access_token": short, "user_id": user.id, "permissions": ",".join(made["scopes"])}
    return say(request, {"data": [body]})


@pages.get("/access_token")
def lengthen(request: Request, world: TheWorld, params: Asked) -> JSONResponse:
    """Change a token for an hour into one for sixty days."""
    if params.text("grant_type") != "ig_exchange_token" or not params.text("client_secret"):
        raise no_token("Invalid request: grant_type and client_secret are needed")
    with world.lock:
        facts = issued.issued(world, INSTAGRAM, params.text("access_token"))
        if facts is None or issued.has_ended(world, facts):
            raise no_token("Session key invalid. This could be because it has expired.")
        return for_sixty_days(request, tokens.of_instagram(world, facts["account"]))


@pages.get("/refresh_access_token")
def renew(request: Request, world: TheWorld, params: Asked) -> JSONResponse:
    """Give the next token for one that is a day old and has not ended."""
    if params.text("grant_type") != "ig_refresh_token":
        raise invalid("Invalid grant_type")
    with world.lock:
        return for_sixty_days(request, opening(tokens.renewed, world, bearer(request, params)))


def _wrong(world: World, params: Sent) -> str:
    """Why a question cannot be asked, "" when it can."""
    rights = set(consent.rights_in(params))
    if BASIC not in rights or not rights <= SCOPES:
        return f"Invalid scope: {params.text('scope')}. {BASIC} is always needed."
    return consent.wrong(params)


serve(pages, "/oauth/authorize", CONSENT, _wrong)

router = APIRouter()
for _part in (pages, codes):
    router.include_router(_part)
