"""What a LinkedIn token opens: which organisation, in which role, and until when its API lives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from campaign.errors import PlatformError, Rejected, Unauthorized
from campaign.model import Access, Standing
from campaign.platforms import versions
from campaign.platforms.examining import failed
from campaign.platforms.linkedin.responses import encoded

# https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
ROLES = frozenset({"ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"})


def organisation(call: Callable[..., Any], number: str) -> dict[str, Any]:
    """What LinkedIn tells of the organisation; raises PlatformError."""
    told = call("GET", f"/rest/organizations/{number}").data
    return told if isinstance(told, dict) else {}


def examine(call: Callable[..., Any], urn: str, version: str, today: date) -> Access:
    """Try the token without posting; what speaks against it is in `says`."""
    number = urn.rpartition(":")[2]
    try:
        own = organisation(call, number)
        path = f"/rest/organizationAcls?q=roleAssignee&organization={encoded(urn)}"
        told = call("GET", path).data
    except Unauthorized as error:
        if error.status == 403:
            return Access(Standing.MISSING_RIGHT, str(error))
        ended = error.code == "EXPIRED_ACCESS_TOKEN"
        return Access(Standing.EXPIRED if ended else Standing.REVOKED, str(error))
    except Rejected as error:
        if error.status == 404:
            return Access(Standing.WRONG_ACCOUNT, f"there is no organisation {number}")
        return Access(Standing.UNUSABLE, str(error))
    except PlatformError as error:
        return failed(error)
    name = str(own.get("localizedName") or number)
    vanity = str(own.get("vanityName") or "")
    names = frozenset(each.casefold() for each in (number, urn, vanity) if each)
    acls = told.get("elements") if isinstance(told, dict) else None
    roles = {
        str(each.get("role"))
        for each in (acls if isinstance(acls, list) else ())
        if isinstance(each, dict)
        and each.get("state", "APPROVED") == "APPROVED"
        and each.get("organization", urn) == urn
    }
    if not roles & ROLES:
        says = f"it may not post for {name}: the member needs the role of a content admin there"
        return Access(Standing.MISSING_RIGHT, says, name, names)
    warned = versions.warning("linkedin", version, today)
    says = f"{name} ({vanity or number})" + (f"; {warned}" if warned else "")
    return Access(Standing.WORKS, says, name, names)
