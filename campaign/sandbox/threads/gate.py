"""Who is asking Threads, how often already, and the words in which it refuses."""

import json
from typing import Annotated

from fastapi import Depends, Request

from campaign.sandbox.accounts import THREADS, Account
from campaign.sandbox.limits import Window
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.meta.tokens import opening
from campaign.sandbox.threads import tokens
from campaign.sandbox.threads.rules import CALLS
from campaign.sandbox.wire import Asked, Refusal, TheWorld, bearer, note
from campaign.sandbox.world import World

VERSION = "/v1.0"
ME = "me"


def invalid(message: str, *, says: tuple[str, str] = ("", "")) -> Refusal:
    """A parameter that is wrong, missing or unknown."""
    return refuse(f"(#100) {message}", 100, kind="THApiException", says=says)


def not_found(id: str) -> Refusal:
    """The refusal for what never existed, is gone, is not one's own, or is not ready.

    The words are those that its users report: https://github.com/fbsamples/threads_api/issues/70
    """
    says = ("Media Not Found", f"The media with id {id} cannot be found.")
    return refuse("The requested resource does not exist", 24, 4279009, says=says)


def spend(request: Request, world: World, window: Window, key: str) -> None:
    """Count something against a window; raises Refusal when there was too much of it."""
    standing = world.limiter.spend(window, key, world.clock.now())
    if window is CALLS:
        share = round(100 * (1 - standing.remaining / window.points))
        used = {"call_count": share, "total_cputime": 1, "total_time": 1}
        note(request, {"X-App-Usage": json.dumps(used)})
    if standing.refused:
        if window is CALLS:
            raise refuse("(#4) Application request limit reached", 4)
        message = "You reached maximum number of posts that is allowed to be published by the API"
        raise refuse(message, 9, 2207042, status=403)


def _member(request: Request, world: TheWorld, params: Asked) -> Account:
    token = bearer(request, params)
    if not token:
        wants = "An access token is required to request this resource."
        raise refuse(wants, 104, status=401)
    name = opening(tokens.opened, world, token)
    account = world.account(THREADS, name)
    spend(request, world, CALLS, account.id)
    return account


Member = Annotated[Account, Depends(_member)]
"""The account of the request's token; without a good token the request is refused."""


def own(member: Account, user: str) -> None:
    """Check that the member acts as itself. Raises Refusal."""
    if user not in (ME, member.id):
        raise not_found(user)
