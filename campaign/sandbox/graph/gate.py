"""Who is asking the Graph API, in which version, how often, and the words in which it refuses."""

import json
from typing import Annotated, Any

import regex
from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from campaign.sandbox.accounts import FACEBOOK, Account
from campaign.sandbox.graph import tokens
from campaign.sandbox.graph.rules import CALLS, ENDS, RELEASED, VERSION_LIFE
from campaign.sandbox.graph.tokens import Opened
from campaign.sandbox.jsontext import read_json
from campaign.sandbox.ledger import Entry
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.meta.tokens import opening
from campaign.sandbox.wire import Asked, Refusal, Sent, TheWorld, authorization, note
from campaign.sandbox.world import World

ME = "me"
_VERSIONED = regex.compile(r"/v(?!1\.0/)\d+\.\d+/.*")


class GraphRoute(APIRoute):
    """A route for addresses that begin with a version; v1.0 is Threads'."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for any other address on this server."""
        if not _VERSIONED.fullmatch(scope.get("path", "")):
            return Match.NONE, {}
        return super().matches(scope)


def invalid(message: str) -> Refusal:
    """A parameter that is wrong or missing."""
    return refuse(f"(#100) {message}", 100)


def not_found(id: str, method: str = "get") -> Refusal:
    """The refusal for a node that never was, is gone, or belongs to another."""
    return refuse(
        f"Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due "
        "to missing permissions, or does not support this operation. Please read the Graph API "
        "documentation at https://developers.facebook.com/docs/graph-api",
        100,
        33,
    )


def flag(params: Sent, name: str, default: bool) -> bool:
    """A parameter that is true or false."""
    text = params.text(name).lower()
    return default if not text else text in {"1", "true"}


def listed(params: Sent, name: str) -> list[Any]:
    """A parameter that is a list: JSON, or words with commas between. Raises Refusal."""
    value = params.fields.get(name)
    if isinstance(value, list):
        return value
    text = params.text(name).strip()
    if not text.startswith("["):
        return [each.strip() for each in text.split(",") if each.strip()]
    try:
        values = read_json(text)
    except ValueError:
        raise invalid(f"Param {name} must be an array.") from None
    return values if isinstance(values, list) else []


def current(request: Request, world: TheWorld) -> str:
    """The version of a request; raises Refusal for one that has ended, or never was."""
    version: str = request.path_params["version"]
    came, now = RELEASED.get(version), world.clock.now()
    if came is None or not came <= now < ENDS.get(version, came + VERSION_LIFE):
        latest = max((each for each, at in RELEASED.items() if at <= now), default="v26.0")
        raise refuse(
            "(#2635) You are calling a deprecated version of the API. Please update to the latest "
            f"version: {latest}.",
            2635,
        )
    return version


def _opened(request: Request, world: TheWorld, params: Asked) -> Opened:
    scheme, token = authorization(request)
    token = token if scheme in ("bearer", "oauth") else params.text("access_token")
    if not token:
        wants = "An active access token must be used to query information about the current user."
        raise refuse(wants, 2500)
    opened = opening(tokens.opened, world, token)
    _count(request, world, opened)
    return opened


TheToken = Annotated[Opened, Depends(_opened)]
"""What the request's token opens; without a good token the request is refused."""


def member(world: World, token: Opened, network: str) -> Account:
    """The page, or the Instagram account, that a token opens. Raises Refusal for another's."""
    if token.network not in ("", network):
        raise refuse("(#10) Application does not have permission for this action", 10, status=403)
    return world.account(network, token.name)


def own(world: World, token: Opened, network: str, id: str) -> Account:
    """The account that a token opens, which the address must name. Raises Refusal."""
    who = member(world, token, network)
    if id not in (ME, who.id):
        raise not_found(id)
    return who


def own_post(world: World, token: Opened, network: str, id: str) -> Entry:
    """A post of the account that a token opens, while it stands. Raises Refusal."""
    who = member(world, token, network)
    entry = world.ledger.find(network, id)
    if entry is None or entry.account != who.name or entry.reply_to:
        raise not_found(id)
    return entry


def page(world: World, token: Opened, id: str, right: str) -> Account:
    """The page a token speaks for; raises Refusal without the right to do so."""
    if token.person:
        raise refuse(
            f"(#200) {right} permission is needed, and a page access token", 200, status=403
        )
    who = own(world, token, FACEBOOK, id)
    if right not in token.rights:
        raise refuse(f"(#200) The permission {right} has not been granted", 200, status=403)
    return who


def _count(request: Request, world: World, opened: Opened) -> None:
    standing = world.limiter.spend(CALLS, opened.name, world.clock.now())
    share = round(100 * (1 - standing.remaining / CALLS.points))
    minutes = max(1, round((standing.reset_at - world.clock.now()).total_seconds() / 60))
    usage = {
        "type": "pages",
        "call_count": share,
        "total_cputime": 1,
        "total_time": 1,
        "estimated_time_to_regain_access": minutes if standing.refused else 0,
    }
    note(request, {"X-Business-Use-Case-Usage": json.dumps({"1000": [usage]})})
    if standing.refused:
        raise refuse("(#80001) There have been too many calls to this Page account.", 80001)
