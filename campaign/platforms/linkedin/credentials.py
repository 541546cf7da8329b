"""What a LinkedIn token opens (which organisation, in which role), and how it is renewed.

An access token lives sixty days. Its refresh token lives one year, which renewals do not prolong:
https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from campaign.errors import PlatformError, Rejected, Unauthorized
from campaign.model import Access, Standing
from campaign.platforms import versions
from campaign.platforms.examining import failed
from campaign.platforms.http.timestamps import after
from campaign.platforms.http.wire import Wire
from campaign.platforms.linkedin.facts import FACTS
from campaign.platforms.linkedin.responses import encoded
from campaign.platforms.oauth import Grant, is_token

TOKEN = "/oauth/v2/accessToken"  # noqa: S105  # an address
# https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
ROLES = frozenset({"ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"})


def organisation(call: Callable[..., Any], number: str) -> dict[str, Any]:
    """LinkedIn's fields of the organisation; raises PlatformError."""
    body = call("GET", f"/rest/organizations/{number}").data
    return body if isinstance(body, dict) else {}


def examine(call: Callable[..., Any], urn: str, version: str, today: date) -> Access:
    """Test the token without posting; `says` holds what is wrong with it."""
    number = urn.rpartition(":")[2]
    try:
        own = organisation(call, number)
        path = f"/rest/organizationAcls?q=roleAssignee&organization={encoded(urn)}"
        body = call("GET", path).data
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
    acls = body.get("elements") if isinstance(body, dict) else None
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
    warned = versions.warning(FACTS, version, today)
    says = f"{name} ({vanity or number})" + (f"; {warned}" if warned else "")
    return Access(Standing.WORKS, says, name, names)


@dataclass(frozen=True, slots=True)
class Renewal:
    """The authorized application, and the way to LinkedIn's token endpoint."""

    wire: Wire
    client: str
    clock: Callable[[], datetime]
    secret: str = field(repr=False)

    def __call__(self, ended: Grant) -> Grant:
        """The grant after one that ended; raises Unauthorized when a person must connect again."""
        if not ended.refresh:
            name = self.wire.name
            raise Unauthorized(f"{name}: its token ended, and there is none to renew it with")
        form = {
            "grant_type": "refresh_token",
            "refresh_token": ended.refresh,
            "client_id": self.client,
            "client_secret": self.secret,
        }
        hide = [ended.access, ended.refresh, self.secret]
        try:
            answer = self.wire.call("POST", TOKEN, data=form, hide=hide)
        except Rejected as error:
            raise Unauthorized(str(error), status=error.status, code=error.code) from None
        body: Any = answer.data if isinstance(answer.data, dict) else {}
        access, refresh = body.get("access_token"), body.get("refresh_token")
        if not is_token(access) or not (refresh is None or is_token(refresh)):
            raise self.wire.unreadable(answer, creates=False)
        return Grant(
            str(access),
            str(refresh or ended.refresh),
            self._after(body.get("expires_in")),
            self._after(body.get("refresh_token_expires_in")) or ended.ends,
        )

    def _after(self, seconds: Any) -> datetime | None:
        return after(self.clock(), seconds)
