"""Who is asking LinkedIn, in which version, and the words in which it refuses."""

import re
from datetime import date
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Depends, Request

from campaign.sandbox.accounts import LINKEDIN, Account, account_in
from campaign.sandbox.limits import Window
from campaign.sandbox.signin import tokens
from campaign.sandbox.wire import Refusal, TheWorld, bearer
from campaign.sandbox.world import World

# A development application's: https://learn.microsoft.com/en-us/linkedin/marketing/integrations-overview
CALLS = Window("linkedin calls", 500, 86_400)
ORGANISATION = "urn:li:organization:"
READ, WRITE = "r_organization_social", "w_organization_social"
ADMINISTER = "rw_organization_admin"
SCOPES = frozenset({READ, WRITE, ADMINISTER})
_ADMINISTRATION = ("/rest/organization", "/rest/networkSizes/")
_MEDIA = ("/rest/images/", "/rest/documents/", "/rest/videos/")
_VERSION = re.compile(r"20\d\d(?:0[1-9]|1[0-2])")


def refuse(status: int, code: str, message: str, **more: Any) -> Refusal:
    """A refusal with LinkedIn's body."""
    return Refusal(status, {"status": status, "code": code, "message": message, **more})


def invalid(code: str, message: str, field: str = "") -> Refusal:
    """422 with the field that is wrong."""
    errors = [{"code": code, "description": message, "input": {"inputPath": {"fieldPath": field}}}]
    more = {"errorDetailType": "com.linkedin.common.error.BadRequest"}
    return refuse(
        422, "UNPROCESSABLE_ENTITY", message, errorDetails={"inputErrors": errors}, **more
    )


def not_found(what: str) -> Refusal:
    """404, for what never existed and for what is gone."""
    return refuse(404, "NOT_FOUND", f"{what} not found")


def _version(request: Request, world: TheWorld) -> None:
    asked = request.headers.get("linkedin-version", "")
    if not asked:
        raise refuse(400, "VERSION_MISSING", "A version must be present. Please specify a version.")
    if not _VERSION.fullmatch(asked) or not _lives(asked, world.clock.now().date()):
        message = f"Requested version {asked} is not active"
        raise refuse(426, "NONEXISTENT_VERSION", message)
    if request.headers.get("x-restli-protocol-version") != "2.0.0":
        raise refuse(400, "ILLEGAL_ARGUMENT", "X-Restli-Protocol-Version must be 2.0.0")


def _lives(version: str, today: date) -> bool:
    """Whether a version is served: it is named after its month, and lives for a year."""
    begins = date(int(version[:4]), int(version[4:]), 1)
    return begins <= today < date(begins.year + 1, begins.month, 15)


def _member(request: Request, world: TheWorld) -> Account:
    token = bearer(request)
    if not token:
        raise refuse(401, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token", serviceErrorCode=65604)
    issued = tokens.issued(world, LINKEDIN, token)
    if issued is not None and tokens.has_ended(world, issued):
        message = "The token used in the request has expired"
        raise refuse(401, "EXPIRED_ACCESS_TOKEN", message, serviceErrorCode=65602)
    name = issued["account"] if issued else account_in(token)
    if name is None:
        raise refuse(401, "INVALID_ACCESS_TOKEN", "Invalid access token", serviceErrorCode=65600)
    if issued is not None and _right(request.method, request.url.path) not in issued["scopes"]:
        message = f"Not enough permissions to access: {request.method} {request.url.path}"
        raise refuse(403, "ACCESS_DENIED", message, serviceErrorCode=100)
    account = world.account(LINKEDIN, name)
    if world.limiter.spend(CALLS, account.id, world.clock.now()).refused:
        message = "Resource level throttle limit for calls to this resource is reached."
        raise refuse(429, "TOO_MANY_REQUESTS", message)
    return account


def _right(method: str, path: str) -> str:
    """The right that a request needs; the state of a picture needs the right to write."""
    if path.startswith(_ADMINISTRATION):
        return ADMINISTER
    return READ if method == "GET" and not path.startswith(_MEDIA) else WRITE


Versioned = Depends(_version)
Member = Annotated[Account, Depends(_member)]


def owned(world: World, member: Account, urn: str) -> str:
    """The organisation, when the member may act for it; the first member to use one owns it."""
    number = unquote(urn).removeprefix(ORGANISATION)
    if not number.isdigit() or number == urn:
        raise invalid("INVALID_URN", f"{urn} is not an organization urn", "author")
    with world.lock:
        facts = world.recall(LINKEDIN, f"organization {number}")
        if facts is None:
            facts = {"account": member.name}
            world.remember(LINKEDIN, f"organization {number}", facts)
            world.remember(LINKEDIN, f"page of {member.name}", {"number": number})
    if facts["account"] != member.name:
        message = "Viewer does not have permission to act for this organization"
        raise refuse(403, "ACCESS_DENIED", message, serviceErrorCode=100)
    return number
