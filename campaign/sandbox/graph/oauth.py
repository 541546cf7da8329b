"""Facebook's login: a page asks the owner, a yes gives a code, a code a token, that a longer one.

https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow and
https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
"""

from datetime import timedelta

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import FACEBOOK
from campaign.sandbox.graph import tokens
from campaign.sandbox.graph.gate import GraphRoute, current, invalid
from campaign.sandbox.graph.rules import PAGE_RIGHTS
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.meta.tokens import LONG, opening
from campaign.sandbox.signin import consent
from campaign.sandbox.signin.endpoints import serve
from campaign.sandbox.wire import Asked, Sent, TheWorld, say
from campaign.sandbox.world import World

CONSENT = consent.Consent(
    FACEBOOK,
    title="Log in with Facebook",
    yes="Continue",
    no="Cancel",
    code_lives=timedelta(minutes=10),
    denied={
        "error": "access_denied",
        "error_code": "200",
        "error_description": "Permissions error",
        "error_reason": "user_denied",
    },
    whose="Pages",
    several=True,
    ending="#_=_",
)
SCOPES = PAGE_RIGHTS | {"public_profile", "email", "business_management", "instagram_basic"}

router = APIRouter(prefix="/{version}", route_class=GraphRoute, dependencies=[Depends(current)])


@router.get("/oauth/access_token")
@router.post("/oauth/access_token")
def redeem(request: Request, world: TheWorld, params: Asked) -> JSONResponse:
    """Change a code into a person's token, or that into one for sixty days."""
    for name in ("client_id", "client_secret"):
        if not params.text(name):
            raise invalid(f"Missing {name} parameter.")
    if params.text("grant_type") == "fb_exchange_token":
        life = LONG
        token = _exchanged(world, params.text("fb_exchange_token"))
    else:
        life = tokens.SHORT
        token = _redeemed(world, params)
    body = {"access_token": token, "token_type": "bearer"}
    return say(request, {**body, "expires_in": int(life.total_seconds())})


def _redeemed(world: World, params: Sent) -> str:
    with world.lock:
        made = CONSENT.redeem(world, params, params.text("client_id"))
        if made is None:
            raise refuse("Invalid verification code format.", 100, 36009)
        return tokens.of_person(world, made["accounts"], made["scopes"], tokens.SHORT)


def _exchanged(world: World, token: str) -> str:
    opened = opening(tokens.opened, world, token)
    if not opened.person:
        raise refuse("Invalid OAuth access token.", 190, status=401)
    return tokens.of_person(world, opened.pages, opened.rights, LONG)


def _wrong(world: World, params: Sent) -> str:
    """Why a question cannot be asked, "" when it can."""
    if unknown := sorted(set(consent.rights_in(params)) - SCOPES):
        return f"Invalid Scopes: {', '.join(unknown)}."
    return consent.wrong(params, kind="code")


def _granted(params: Sent) -> list[str]:
    """The rights that a person's token gets: those over pages."""
    return [each for each in consent.rights_in(params) if each in PAGE_RIGHTS]


serve(router, "/dialog/oauth", CONSENT, _wrong, granted=_granted)
